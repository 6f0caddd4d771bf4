import { atom, onMount, type ReadableAtom } from "nanostores";
import * as agentList from "../core/agent-list.ts";
import type { Agent } from "../core/agents.ts";
import type { ActiveCall } from "../core/call/active-call.ts";
import type { CallPlan } from "../core/call/call-plan.ts";
import type { LoggedEvent } from "../core/call/event-log.ts";
import type { Playhead } from "../core/call/heard.ts";
import type { CallMeters } from "../core/call/meters.ts";
import type { ShareSource } from "../core/call/share.ts";
import type { CallState } from "../core/call/state.ts";
import type { Approval } from "../core/call/tool-runs.ts";
import { isAbort, TokenError } from "../core/errors.ts";
import type { Installer } from "../core/installer.ts";
import type { ToolOutcome } from "../core/live/messages.ts";
import type { WantedSession } from "../core/live/session-request.ts";
import type { ServerConfig } from "../core/live/token-contract.ts";
import type { WireObject } from "../core/live/wire.ts";
import type { AgentOffer } from "../core/offered-agents.ts";
import type { Clock, DeviceInfo, DeviceList, TokenSource, VideoFrameData } from "../core/ports.ts";
import type { Settings } from "../core/settings.ts";
import type { CombinedTools } from "../core/tools/combine-tools.ts";
import type { HttpToolDefinition } from "../core/tools/http-definition.ts";
import type { ToolServerState } from "../core/tools/tool-servers.ts";
import { agentOffer } from "./agent-offer.ts";
import { callPlan, returnedPlan } from "./call-plan.ts";
import { followSound } from "./call-sound.ts";
import type { DeviceTrial } from "./device-trial.ts";
import { followToolServers } from "./follow-tool-servers.ts";
import type { LoadHistorySide } from "./history-side.ts";
import { type KnowledgeFile, knowledgeIntents } from "./knowledge.ts";
import type { LateCall } from "./late-call.ts";
import type { Preflight } from "./preflight.ts";
import type { LoadReturning } from "./returning.ts";
import type { SettingsModel } from "./settings.ts";
import type { LoadToolSide } from "./tool-side.ts";
import type { LoadUpdates } from "./updates.ts";

/** What the screens talk to: stores to render and intents to raise. */
export interface App {
  readonly call: ReadableAtom<CallState>;
  readonly settings: ReadableAtom<Settings>;
  readonly server: ReadableAtom<ServerState>;
  /** Who can be called. */
  readonly agents: ReadableAtom<AgentOffer>;
  readonly microphones: ReadableAtom<readonly DeviceInfo[]>;
  /** Empty where the browser does not let choose. */
  readonly speakers: ReadableAtom<readonly DeviceInfo[]>;
  /** For trying the devices; its code comes with that of calls. Rejects when it cannot be fetched. */
  readonly deviceTrial: () => Promise<DeviceTrial>;
  /** RMS 0–1 right now; pulled once per animation frame by whoever shows it. */
  readonly levels: { user(): number; agent(): number };
  /** Where the speaker is in what the agent says; pulled as the levels are. */
  playhead(): Playhead | undefined;
  /** Shows the agent a camera or a screen; undefined: nothing any more. Must run inside the click. */
  share(source: ShareSource | undefined): void;
  /** Sends the picture that a photo was opened for. */
  takePhoto(): void;
  /** Changes between the cameras at the front and at the back. */
  flipCamera(): void;
  /** What the agent is shown right now, or would be as a photo. */
  newestFrame(): VideoFrameData | undefined;
  /** How the sound and the connection are right now; undefined without a call. */
  meters(): CallMeters | undefined;
  /** What happened in this call, or in the last one, oldest first. */
  events(): readonly LoggedEvent[];
  /** Milliseconds since the epoch, the clock of all times in `CallState`. */
  now(): number;
  /** Calls that outlive their page; its code is loaded with the first call. Rejects when it cannot be fetched. */
  readonly returning: LoadReturning;
  /** The kept calls; its code is loaded when first asked for. Rejects when it cannot be fetched. */
  readonly history: LoadHistorySide;
  /** Puts the app on the device. */
  readonly installer: Installer;
  /** Newer versions of the app; loaded once the page is there. Rejects where the app cannot be installed. */
  readonly updates: LoadUpdates;
  /** What can be tried before a call; its code is loaded when asked for. Rejects when it cannot be fetched. */
  preflight(): Promise<Preflight>;
  /** The person reaches for the start button. */
  prepareCall(): void;
  /** Must run inside the click: microphone and speaker need the gesture. */
  startCall(continued?: ContinuedCall): void;
  endCall(): void;
  setMuted(muted: boolean): void;
  /** With push-to-talk: the person holds the button, or lets go of it. */
  holdToTalk(held: boolean): void;
  /** Goes on with the sound where the browser waits for a click. Must run inside the click. */
  wakeAudio(): void;
  /** Keeps neither sound nor text of what follows, or keeps them again. */
  setOffRecord(off: boolean): void;
  sendText(text: string): void;
  /** Stops a running tool call; the agent is told. */
  cancelTool(callId: string): void;
  /** Runs a tool call again that went wrong. */
  retryTool(callId: string): void;
  /** The person's word on a tool call that asks; `always` is kept. */
  decideTool(callId: string, approval: Approval): void;
  /** Moves to a fresh connection, as when answers have become slow. */
  refreshCall(): void;
  /** Goes on although the agent is hanging up. */
  keepTalking(): void;
  /** Changes settings and keeps them; what concerns a call takes effect with the next one, devices and volume at once. */
  change(settings: Partial<Settings>): void;
  /** Asks the server for its configuration again. */
  reloadServer(): void;
  /** Changes an agent; values that are not valid leave it as it was. */
  changeAgent(id: string, changes: Partial<Agent>): void;
  /** Chooses one of those that are offered; an unknown one changes nothing. */
  chooseAgent(id: string): void;
  /** Adds a blank agent, or a copy, and chooses it. */
  addAgent(copyOf?: string): void;
  /** Removes an agent, never the last one. */
  removeAgent(id: string): void;
  /** Puts the presets back as they were; a person's own agents stay. */
  restorePresets(): void;
  /** Adds agents beside those that are there. */
  addAgents(agents: readonly Agent[]): void;
  /** The servers of tools that are set up and enabled. */
  readonly toolServers: ReadableAtom<readonly ToolServerState[]>;
  /** Connects to a server of tools anew. */
  retryToolServer(id: string): void;
  /** Every tool that a call would have now, and those it could not have. Waits a little for servers that connect. */
  listTools(): Promise<CombinedTools>;
  /** The files agents may look things up in. @throws StorageError, as the two below */
  knowledge(): Promise<readonly KnowledgeFile[]>;
  addKnowledge(name: string, text: string): Promise<void>;
  removeKnowledge(id: string): Promise<void>;
  /** Runs a definition outside of a call. @throws Error saying what is wrong with the definition */
  tryHttpTool(definition: HttpToolDefinition, args: WireObject, signal: AbortSignal): Promise<ToolOutcome>;
}

/** What the agent of a new call is to know of an old one. */
export interface ContinuedCall {
  /** The wanted session with what was said in the old one. */
  knowing(request: WantedSession): WantedSession;
  /** What the tools remembered at the end. */
  readonly context: Readonly<Record<string, unknown>>;
  readonly agentId: string;
}

/** What is known of the token server. */
export type ServerState =
  | { readonly status: "asking" }
  | { readonly status: "ready"; readonly config: ServerConfig }
  | { readonly status: "failed"; readonly error: TokenError };

/** What the app reaches the world through. */
export interface AppPorts {
  readonly call: LateCall;
  /** What tells which microphones there are; its code is loaded when somebody wants to know. */
  readonly microphones: () => Promise<DeviceList>;
  readonly speakers: () => Promise<DeviceList>;
  readonly deviceTrial: () => Promise<DeviceTrial>;
  readonly clock: Clock;
  readonly tokens: TokenSource;
  readonly toolSide: LoadToolSide;
  readonly history: LoadHistorySide;
  readonly returning: LoadReturning;
  readonly installer: Installer;
  readonly updates: LoadUpdates;
  readonly preflight: () => Promise<Preflight>;
  /** Of `a–z 0–9 -`, never the same twice. */
  readonly newCallId: () => string;
  /** What the address of the page gives to the tools of every call. */
  readonly startValues?: Readonly<Record<string, string>>;
}

/** The app, and what its parts that are loaded late need of it. */
export interface ComposedApp extends App {
  /** What a call that starts now is to be like. */
  plan(): CallPlan;
  /** The same of one that was cut off and goes on now. */
  returnedPlan(kept: ActiveCall): CallPlan;
}

/** Builds the app and asks the server for its configuration. */
export function createApp(ports: AppPorts, { settings, change }: SettingsModel): ComposedApp {
  const { call } = ports;
  const server = serverStore(ports.tokens);
  server.reload();
  const agents = agentOffer(settings, server.state);
  const choose = (id: string) => {
    if (agents.get().agents.some((agent) => agent.id === id)) change({ agentId: id });
  };
  const plan = (continued?: ContinuedCall) => callPlan(settings.get(), server.config(), ports, continued);
  return {
    plan,
    returnedPlan: (kept) => returnedPlan(kept, settings.get(), server.config()),
    call: call.state,
    settings,
    server: server.state,
    agents,
    microphones: deviceStore(ports.microphones, call.state),
    speakers: deviceStore(ports.speakers, call.state),
    deviceTrial: ports.deviceTrial,
    levels: { user: () => call.userLevel(), agent: () => call.agentLevel() },
    playhead: () => call.playhead(),
    share: (source) => call.share(source),
    takePhoto: () => call.takePhoto(),
    flipCamera: () => call.flipCamera(),
    newestFrame: () => call.newestFrame(),
    meters: () => call.meters(),
    events: () => call.events(),
    now: () => ports.clock.now(),
    history: ports.history,
    returning: ports.returning,
    installer: ports.installer,
    updates: ports.updates,
    preflight: ports.preflight,
    prepareCall: () => call.prepare(),
    startCall(continued) {
      if (continued !== undefined) choose(continued.agentId);
      const entry = ports.returning().then(
        (returning) => returning.enter(),
        // Without its code a call is made as if there were no other tab.
        () => ({ type: "new" }) as const,
      );
      call.start({ ...plan(continued), entry });
      // Its text is kept in any case. A load that fails shows where the recording does, or in the history.
      ports.history().catch(() => undefined);
      if (server.state.get().status === "failed") server.reload();
    },
    endCall: () => call.hangUp(),
    setMuted: (muted) => call.setMuted(muted),
    holdToTalk: (held) => call.holdToTalk(held),
    wakeAudio: () => call.wakeAudio(),
    setOffRecord: (off) => call.setOffRecord(off),
    sendText: (text) => call.sendText(text),
    cancelTool: (callId) => call.cancelTool(callId),
    retryTool: (callId) => call.retryTool(callId),
    decideTool(callId, approval) {
      const forGood = call.decideTool(callId, approval);
      const allowed = settings.get().allowedTools;
      if (forGood !== undefined && !allowed.includes(forGood))
        change({ allowedTools: [...allowed, forGood] });
    },
    refreshCall: () => call.refresh(),
    keepTalking: () => call.keepTalking(),
    change(changes) {
      change(changes);
      followSound(call, changes, settings.get());
    },
    reloadServer: () => server.reload(),
    chooseAgent: choose,
    ...agentIntents({ settings, change }),
    ...toolIntents(ports, settings),
  };
}

function toolIntents({ toolSide }: AppPorts, settings: ReadableAtom<Settings>) {
  return {
    ...followToolServers(toolSide, settings),
    ...knowledgeIntents(toolSide),
    listTools: async () => (await toolSide()).combined(settings.get()),
    tryHttpTool: async (definition: HttpToolDefinition, args: WireObject, signal: AbortSignal) =>
      (await toolSide()).tryHttpTool(definition, args, signal),
  };
}

function agentIntents({ settings, change }: SettingsModel) {
  return {
    changeAgent: (id: string, changes: Partial<Agent>) =>
      change(agentList.changeAgent(settings.get(), id, changes)),
    addAgent: (copyOf?: string) => change(agentList.addAgent(settings.get(), copyOf)),
    removeAgent: (id: string) => change(agentList.removeAgent(settings.get(), id)),
    restorePresets: () => change(agentList.restorePresets(settings.get())),
    addAgents: (agents: readonly Agent[]) => change(agentList.withImported(settings.get(), agents)),
  };
}

function serverStore(tokens: TokenSource) {
  const state = atom<ServerState>({ status: "asking" });
  let asked = new AbortController();
  const ask = async (signal: AbortSignal) => {
    try {
      state.set({ status: "ready", config: await tokens.config(signal) });
    } catch (cause) {
      if (isAbort(cause)) return;
      const error = cause instanceof TokenError ? cause : new TokenError("malformed", { cause });
      state.set({ status: "failed", error });
    }
  };
  return {
    state,
    config: () => configOf(state.get()),
    reload() {
      asked.abort();
      asked = new AbortController();
      if (state.get().status !== "ready") state.set({ status: "asking" });
      void ask(asked.signal);
    },
  };
}

function configOf(state: ServerState): ServerConfig | undefined {
  return state.status === "ready" ? state.config : undefined;
}

/**
 * Keeps a list of devices fresh while somebody looks at it: devices come and go, and their names are known once
 * one was allowed.
 */
function deviceStore(devices: () => Promise<DeviceList>, call: ReadableAtom<CallState>) {
  const list = atom<readonly DeviceInfo[]>([]);
  onMount(list, () => {
    const stops: (() => void)[] = [];
    let unmounted = false;
    const watch = async () => {
      const known = await devices();
      if (unmounted) return;
      const refresh = async () => list.set(await known.list());
      stops.push(
        known.onListChange(() => void refresh()),
        onAllowed(call, () => void refresh()),
      );
      await refresh();
    };
    // Without its code there is nothing to choose from, and a call says why.
    watch().catch(() => undefined);
    return () => {
      unmounted = true;
      for (const stop of stops) stop();
    };
  });
  return list;
}

/** Calls whenever a call was given the microphone; the answer stops that. */
function onAllowed(call: ReadableAtom<CallState>, callback: () => void): () => void {
  let phase = call.get().phase.name;
  return call.listen((state) => {
    const allowed = phase === "requesting-microphone" && state.phase.name === "connecting";
    phase = state.phase.name;
    if (allowed) callback();
  });
}
