import { atom, type ReadableAtom } from "nanostores";
import type { VoiceProcessing } from "../core/audio/voice-processing.ts";
import type { Call } from "../core/call/call.ts";
import type { CallPlan, CallSound } from "../core/call/call-plan.ts";
import type { LoggedEvent } from "../core/call/event-log.ts";
import type { Playhead } from "../core/call/heard.ts";
import { idleCall } from "../core/call/idle.ts";
import type { CallMeters } from "../core/call/meters.ts";
import type { ShareSource } from "../core/call/share.ts";
import type { CallState, Outcome } from "../core/call/state.ts";
import { openMicrophone, talkAtFirst } from "../core/call/talk-plan.ts";
import type { Approval } from "../core/call/tool-runs.ts";
import { TokenError } from "../core/errors.ts";
import type { Clock, VideoFrameData } from "../core/ports.ts";

/** What an app does with calls. */
export type CallControl = Omit<Pick<Call, keyof Call>, "plan" | "leave" | "suspend" | "resume">;

/** Calls whose code is loaded with the first one. */
export interface LateCall extends CallControl {
  /** The person reaches for the start button: the code may begin to come. */
  prepare(): void;
}

/**
 * Calls whose code, microphone and speaker included, is loaded when a person reaches for them. It comes from where the
 * app comes from: if it cannot be had, the server is away, and the next call tries again.
 */
export function lateCall(load: () => Promise<CallControl>, clock: Clock): LateCall {
  return new Late(load, clock);
}

class Late implements LateCall {
  readonly #load: () => Promise<CallControl>;
  readonly #clock: Clock;
  readonly #state = atom<CallState>(idleCall);
  #call: CallControl | undefined;
  /** What the call is to be like that waits for its code. */
  #plan: CallPlan | undefined;

  constructor(load: () => Promise<CallControl>, clock: Clock) {
    this.#load = load;
    this.#clock = clock;
  }

  get state(): ReadableAtom<CallState> {
    return this.#state;
  }

  prepare(): void {
    // What cannot be had shows when the call starts.
    this.#load().catch(() => undefined);
  }

  start(plan: CallPlan): void {
    if (this.#call !== undefined) return this.#call.start(plan);
    if (this.#isWaiting()) return;
    const { id, about, record, talk = openMicrophone } = plan;
    const startedAtMs = this.#clock.now();
    const recording = record ? "on" : "off";
    const asked: CallState = {
      ...idleCall,
      id,
      about,
      recording,
      startedAtMs,
      talk: talkAtFirst(talk),
      phase: { name: "requesting-microphone" },
    };
    this.#plan = plan;
    this.#state.set(asked);
    this.#load().then(
      (call) => this.#begin(call),
      (cause: unknown) => this.#end({ type: "failed", error: new TokenError("unreachable", { cause }) }),
    );
  }

  hangUp(): void {
    if (this.#call === undefined) this.#end({ type: "hung-up" });
    else this.#call.hangUp();
  }

  setMuted(muted: boolean): void {
    this.#call?.setMuted(muted);
    this.#replan({}, { muted });
  }

  holdToTalk(held: boolean): void {
    this.#call?.holdToTalk(held);
  }

  useMicrophone(deviceId: string | undefined): void {
    this.#call?.useMicrophone(deviceId);
    this.#replan({ microphoneId: deviceId });
  }

  process(processing: VoiceProcessing): void {
    this.#call?.process(processing);
    this.#resound({ processing });
  }

  useSpeaker(deviceId: string | undefined): void {
    this.#call?.useSpeaker(deviceId);
    this.#resound({ speakerId: deviceId });
  }

  setVolume(volume: number): void {
    this.#call?.setVolume(volume);
    this.#resound({ volume });
  }

  wakeAudio(): void {
    this.#call?.wakeAudio();
  }

  setOffRecord(off: boolean): void {
    this.#call?.setOffRecord(off);
    if (this.#plan?.record === true) this.#replan({}, { recording: off ? "paused" : "on" });
  }

  sendText(text: string): void {
    this.#call?.sendText(text);
  }

  cancelTool(callId: string): void {
    this.#call?.cancelTool(callId);
  }

  retryTool(callId: string): void {
    this.#call?.retryTool(callId);
  }

  decideTool(callId: string, approval: Approval): string | undefined {
    return this.#call?.decideTool(callId, approval);
  }

  keepTalking(): void {
    this.#call?.keepTalking();
  }

  refresh(): void {
    this.#call?.refresh();
  }

  share(source: ShareSource | undefined): void {
    this.#call?.share(source);
  }

  takePhoto(): void {
    this.#call?.takePhoto();
  }

  flipCamera(): void {
    this.#call?.flipCamera();
  }

  newestFrame(): VideoFrameData | undefined {
    return this.#call?.newestFrame();
  }

  meters(): CallMeters | undefined {
    return this.#call?.meters();
  }

  events(): readonly LoggedEvent[] {
    return this.#call?.events() ?? [];
  }

  userLevel(): number {
    return this.#call?.userLevel() ?? 0;
  }

  agentLevel(): number {
    return this.#call?.agentLevel() ?? 0;
  }

  playhead(): Playhead | undefined {
    return this.#call?.playhead();
  }

  /** What the person does while the code is on its way holds for the call. */
  #replan(plan: Partial<CallPlan>, shown: Partial<CallState> = {}): void {
    if (this.#plan === undefined) return;
    this.#plan = { ...this.#plan, ...plan };
    this.#state.set({ ...this.#state.get(), ...shown });
  }

  #resound(change: Partial<CallSound>): void {
    const sound = this.#plan?.sound;
    if (sound !== undefined) this.#replan({ sound: { ...sound, ...change } });
  }

  /** The code is there; the person may have hung up meanwhile. */
  #begin(call: CallControl): void {
    const plan = this.#plan;
    const { muted, recording } = this.#state.get();
    this.#plan = undefined;
    this.#call ??= this.#follow(call);
    if (plan === undefined) return;
    call.start(plan);
    if (muted) call.setMuted(true);
    if (recording === "paused") call.setOffRecord(true);
  }

  #follow(call: CallControl): CallControl {
    call.state.listen((state) => this.#state.set(state));
    return call;
  }

  #isWaiting(): boolean {
    return this.#state.get().phase.name === "requesting-microphone";
  }

  #end(outcome: Outcome): void {
    this.#plan = undefined;
    if (this.#isWaiting())
      this.#state.set({ ...this.#state.get(), phase: { name: "ended", atMs: this.#clock.now(), outcome } });
  }
}
