import { atom } from "nanostores";
import { agentOffer } from "../../web/app/agent-offer.ts";
import type { App, ContinuedCall, ServerState } from "../../web/app/app.ts";
import type { DeviceTrial } from "../../web/app/device-trial.ts";
import type { HistorySide } from "../../web/app/history-side.ts";
import { knowledgeIntents } from "../../web/app/knowledge.ts";
import type { Preflight } from "../../web/app/preflight.ts";
import type { CallOffer, LoadReturning } from "../../web/app/returning.ts";
import type { LoadUpdates } from "../../web/app/updates.ts";
import * as agentList from "../../web/core/agent-list.ts";
import type { Agent } from "../../web/core/agents.ts";
import type { LoggedEvent } from "../../web/core/call/event-log.ts";
import type { Playhead } from "../../web/core/call/heard.ts";
import { idleCall } from "../../web/core/call/idle.ts";
import type { CallMeters } from "../../web/core/call/meters.ts";
import type { ShareSource } from "../../web/core/call/share.ts";
import type { CallState } from "../../web/core/call/state.ts";
import type { Approval } from "../../web/core/call/tool-runs.ts";
import type { Installer, InstallState } from "../../web/core/installer.ts";
import type { ToolOutcome } from "../../web/core/live/messages.ts";
import type { ServerConfig } from "../../web/core/live/token-contract.ts";
import type { WireObject } from "../../web/core/live/wire.ts";
import type { DeviceInfo, VideoFrameData } from "../../web/core/ports.ts";
import { defaultSettings, type Settings } from "../../web/core/settings.ts";
import type { CombinedTools } from "../../web/core/tools/combine-tools.ts";
import type { HttpToolDefinition } from "../../web/core/tools/http-definition.ts";
import { jsonSchemaInput } from "../../web/core/tools/json-schema-input.ts";
import { defineTool, type Tool } from "../../web/core/tools/tool.ts";
import type { ToolServerState } from "../../web/core/tools/tool-servers.ts";
import type { ToolStore } from "../../web/core/tools/tool-store.ts";
import { FakeHistorySide } from "./fake-history.ts";
import { MemoryToolStore } from "./memory-tool-store.ts";

/** What a screen asked the app to do, in order. */
export type Intent =
  | { readonly type: "start"; readonly continued?: ContinuedCall }
  | { readonly type: "end" | "come-back" | "take-over" | "decline" }
  | { readonly type: "mute"; readonly muted: boolean }
  | { readonly type: "hold-to-talk"; readonly held: boolean }
  | { readonly type: "off-record"; readonly off: boolean }
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "change"; readonly settings: Partial<Settings> }
  | { readonly type: "change-agent"; readonly id: string; readonly changes: Partial<Agent> }
  | { readonly type: "cancel-tool" | "retry-tool"; readonly callId: string }
  | {
      readonly type: "decide-tool";
      readonly callId: string;
      readonly approval: Approval;
    }
  | { readonly type: "wake-audio" | "keep-talking" | "refresh" }
  | { readonly type: "retry-tool-server"; readonly id: string }
  | { readonly type: "try-http-tool"; readonly definition: HttpToolDefinition; readonly args: WireObject }
  | { readonly type: "share"; readonly source: ShareSource | undefined }
  | { readonly type: "take-photo" | "flip-camera" }
  | { readonly type: "reload-server" | "install" | "update" | "update-later" };

/** An `App` whose state a test sets by hand and whose intents it reads back. Settings change as asked. */
export class FakeApp implements App {
  readonly call = atom<CallState>(idleCall);
  readonly settings = atom<Settings>(defaultSettings);
  readonly server = atom<ServerState>({ status: "ready", config: geminiConfig });
  readonly agents = agentOffer(this.settings, this.server);
  readonly microphones = atom<readonly DeviceInfo[]>([]);
  readonly speakers = atom<readonly DeviceInfo[]>([]);
  /** What trying the devices comes to; a test may replace it. */
  deviceTrial: () => Promise<DeviceTrial> = async () => ({
    listen: async () => () => this.level.user,
    play: async () => undefined,
  });
  readonly intents: Intent[] = [];
  readonly level = { user: 0, agent: 0 };
  readonly levels = { user: () => this.level.user, agent: () => this.level.agent };
  readonly toolServers = atom<readonly ToolServerState[]>([]);
  tools: CombinedTools = { tools: new Map(exampleTools.map((tool) => [tool.name, tool])), refused: [] };
  readonly toolStore: ToolStore = new MemoryToolStore();
  readonly historySide = new FakeHistorySide();
  /** What loading the history comes to; a test may replace it. */
  history: () => Promise<HistorySide> = async () => this.historySide;
  /** The call that the person may go on with; a test sets it. */
  readonly offer = atom<CallOffer>({ type: "none" });
  returning: LoadReturning = async () => ({
    offer: this.offer,
    enter: async () => ({ type: "new" }),
    comeBack: () => this.intents.push({ type: "come-back" }),
    takeOver: () => this.intents.push({ type: "take-over" }),
    decline: () => this.intents.push({ type: "decline" }),
  });
  /** What the browser offers; a test sets it. */
  readonly installState = atom<InstallState>("none");
  readonly installer: Installer = {
    state: this.installState,
    install: async () => void this.intents.push({ type: "install" }),
  };
  /** Whether a newer version is offered; a test sets it. */
  readonly updateReady = atom(false);
  updates: LoadUpdates = async () => ({
    isReady: this.updateReady,
    apply: async () => void this.intents.push({ type: "update" }),
    later: () => this.intents.push({ type: "update-later" }),
  });
  readonly #knowledge = knowledgeIntents(async () => ({ store: this.toolStore }));
  readonly knowledge = this.#knowledge.knowledge;
  readonly addKnowledge = this.#knowledge.addKnowledge;
  readonly removeKnowledge = this.#knowledge.removeKnowledge;
  /** What trying an HTTP tool comes to. */
  tried: ToolOutcome | Error = {
    status: "done",
    response: { id: "try", name: "try", response: { output: { status: "ok" } } },
  };
  nowMs = callStartMs;
  /** How the call is, and what happened in it; a test sets both. */
  measured: CallMeters | undefined;
  logged: readonly LoggedEvent[] = [];

  /** What would be shown; a test sets it. */
  frame: VideoFrameData | undefined;

  share(source: ShareSource | undefined): void {
    this.intents.push({ type: "share", source });
  }

  takePhoto(): void {
    this.intents.push({ type: "take-photo" });
  }

  flipCamera(): void {
    this.intents.push({ type: "flip-camera" });
  }

  newestFrame(): VideoFrameData | undefined {
    return this.frame;
  }

  meters(): CallMeters | undefined {
    return this.measured;
  }

  events(): readonly LoggedEvent[] {
    return this.logged;
  }

  /** Where the speaker is; a test sets it. */
  head: Playhead | undefined;

  playhead(): Playhead | undefined {
    return this.head;
  }

  now(): number {
    return this.nowMs;
  }

  /** Changes part of the call's state, as `reduce` would. */
  patch(change: Partial<CallState>): void {
    this.call.set({ ...this.call.get(), ...change });
  }

  /** What the check comes to; a test may replace it. */
  checked: Preflight = {
    sound: async () => ({
      voice: true,
      loudest: 0.12,
      echo: { likeness: 0.02, level: 0.001, delayMs: 0 },
      way: "open",
    }),
    level: () => 0.1,
    connection: async () => ({ tookMs: 240, roundTripMs: 48 }),
    storage: async () => ({ usedBytes: 1e9, quotaBytes: 9e9 }),
  };

  /** The check finds that the microphone hears the loudspeaker: taking turns would suit the place. */
  hearsItself(): void {
    const echo = { likeness: 0.9, level: 0.05, delayMs: 60 };
    const sound: Preflight["sound"] = async () => ({ voice: true, loudest: 0.1, echo, way: "half-duplex" });
    this.checked = { ...this.checked, sound };
  }

  async preflight(): Promise<Preflight> {
    return this.checked;
  }

  /** Nothing comes late here. */
  prepareCall(): void {}

  startCall(continued?: ContinuedCall): void {
    this.intents.push(continued === undefined ? { type: "start" } : { type: "start", continued });
  }

  endCall(): void {
    this.intents.push({ type: "end" });
  }

  wakeAudio(): void {
    this.intents.push({ type: "wake-audio" });
  }

  setMuted(muted: boolean): void {
    this.intents.push({ type: "mute", muted });
  }

  holdToTalk(held: boolean): void {
    this.intents.push({ type: "hold-to-talk", held });
  }

  setOffRecord(off: boolean): void {
    this.intents.push({ type: "off-record", off });
  }

  sendText(text: string): void {
    this.intents.push({ type: "text", text });
  }

  cancelTool(callId: string): void {
    this.intents.push({ type: "cancel-tool", callId });
  }

  retryTool(callId: string): void {
    this.intents.push({ type: "retry-tool", callId });
  }

  decideTool(callId: string, approval: Approval): void {
    this.intents.push({ type: "decide-tool", callId, approval });
  }

  refreshCall(): void {
    this.intents.push({ type: "refresh" });
  }

  keepTalking(): void {
    this.intents.push({ type: "keep-talking" });
  }

  change(settings: Partial<Settings>): void {
    this.intents.push({ type: "change", settings });
    this.settings.set({ ...this.settings.get(), ...settings });
  }

  reloadServer(): void {
    this.intents.push({ type: "reload-server" });
  }

  changeAgent(id: string, changes: Partial<Agent>): void {
    this.intents.push({ type: "change-agent", id, changes });
    this.#choose(agentList.changeAgent(this.settings.get(), id, changes));
  }

  chooseAgent(id: string): void {
    this.settings.set({ ...this.settings.get(), agentId: id });
  }

  addAgent(copyOf?: string): void {
    this.#choose(agentList.addAgent(this.settings.get(), copyOf));
  }

  removeAgent(id: string): void {
    this.#choose(agentList.removeAgent(this.settings.get(), id));
  }

  restorePresets(): void {
    this.#choose(agentList.restorePresets(this.settings.get()));
  }

  addAgents(agents: readonly Agent[]): void {
    this.#choose(agentList.withImported(this.settings.get(), agents));
  }

  retryToolServer(id: string): void {
    this.intents.push({ type: "retry-tool-server", id });
  }

  async listTools(): Promise<CombinedTools> {
    return this.tools;
  }

  async tryHttpTool(definition: HttpToolDefinition, args: WireObject): Promise<ToolOutcome> {
    this.intents.push({ type: "try-http-tool", definition, args });
    if (this.tried instanceof Error) throw this.tried;
    return this.tried;
  }

  #choose(choice: agentList.AgentChoice): void {
    this.settings.set({ ...this.settings.get(), ...choice });
  }
}

function exampleTool(name: string, description: string): Tool {
  return defineTool({ name, description, input: jsonSchemaInput({ type: "object" }), run: () => ({}) });
}

const exampleTools = [
  exampleTool("get_weather", "Tells the weather of the next days at a place."),
  exampleTool("schedule_meeting", "Books a room for a meeting."),
  exampleTool("end_call", "Ends the call once the farewell was heard."),
];

/** When every fake call starts; milliseconds since the epoch. */
export const callStartMs = 1_790_000_000_000;

export const geminiConfig: ServerConfig = {
  mode: "gemini",
  models: [
    "gemini-3.8-live",
    "gemini-3.8-live-extended-thinking",
    "gemini-2.5-flash-native-audio-preview-12-2025",
  ],
  defaultModel: "gemini-3.8-live",
  voices: ["Zephyr", "Puck", "Charon", "Kore"],
  baseUrl: "https://generativelanguage.googleapis.com",
  apiVersion: "v1alpha",
  accessCodeRequired: false,
};
