import type { AudioChange } from "../audio/audio-change.ts";
import type { PlaybackReport } from "../audio/playback-messages.ts";
import { isAbort, isCallError, MicrophoneError } from "../errors.ts";
import type {
  Clock,
  Microphone,
  MicrophoneStream,
  Recorder,
  Speaker,
  SpeakerStream,
  Tape,
} from "../ports.ts";
import type { TrackName } from "../recording/track.ts";
import type { Scope } from "../scope.ts";
import type { CallEntry, CallPlan } from "./call-plan.ts";
import type { Happening } from "./happening.ts";
import type { Playhead } from "./heard.ts";
import { type GatedChunk, silenced, TalkGate } from "./talk-gate.ts";
import { openMicrophone } from "./talk-plan.ts";
import type { VoiceUplink } from "./uplink.ts";

export interface CallAudioPorts {
  readonly microphone: Microphone;
  readonly speaker: Speaker;
  readonly recorder: Recorder;
  readonly clock: Clock;
}

export interface CallAudioOptions {
  readonly ports: CallAudioPorts;
  readonly plan: Pick<CallPlan, "microphoneId" | "sound" | "entry" | "talk">;
  /** The call's; the devices are closed with it. */
  readonly scope: Scope;
  readonly uplink: VoiceUplink;
  /** Of the call as it is kept. */
  readonly callId: () => string;
  /** The devices are open, and this is what the tab may have of the call. */
  readonly onReady: (entry: CallEntry) => void;
  readonly tell: (happening: Happening) => void;
}

/** The sound of one call: both devices, what of the microphone may be heard, and the tape of both voices. */
export class CallAudio {
  readonly #options: CallAudioOptions;
  readonly #gate: TalkGate;
  /** It is the button that tells whether the person speaks. */
  readonly #isMarked: boolean;
  #microphone: MicrophoneStream | undefined;
  #speaker: SpeakerStream | undefined;
  /** What the person asked of the devices before they were open. */
  readonly #forMicrophone: ((microphone: MicrophoneStream) => void)[] = [];
  readonly #forSpeaker: ((speaker: SpeakerStream) => void)[] = [];
  #tape: Tape | undefined;
  /** Both voices go to the tape. */
  #taping = false;
  #voice = false;

  constructor(options: CallAudioOptions) {
    const { way } = options.plan.talk ?? openMicrophone;
    this.#options = options;
    this.#gate = new TalkGate(way, (gated) => this.#onGated(gated));
    this.#isMarked = way === "push-to-talk";
  }

  /** Once it is open. */
  get microphone(): MicrophoneStream | undefined {
    return this.#microphone;
  }

  /** Once it is open. */
  get speaker(): SpeakerStream | undefined {
    return this.#speaker;
  }

  /** Opens microphone and speaker side by side, both synchronously: call it inside the click. */
  open(): void {
    const { ports, plan, scope, tell } = this.#options;
    const { microphoneId, sound } = plan;
    const microphone = ports.microphone.open(
      {
        ...(microphoneId === undefined ? {} : { deviceId: microphoneId }),
        ...(sound === undefined ? {} : { processing: sound.processing }),
        onChunk: (chunk) => this.#gate.push(chunk, ports.clock.now()),
        onChanged: (change) => this.#onChange("user", change),
        onLost: (error) => tell({ type: "microphone-failed", error }),
      },
      scope.signal,
    );
    const speaker = ports.speaker.open(
      {
        ...(sound?.speakerId === undefined ? {} : { deviceId: sound.speakerId }),
        ...(sound === undefined ? {} : { volume: sound.volume }),
        onStarted: (turn) => tell({ type: "playback-started", turn }),
        onDrained: (turn, heardMs) => tell({ type: "playback-drained", turn, heardMs }),
        onFlushed: (turn, heardMs) => tell({ type: "playback-flushed", turn, heardMs }),
        onPlayed: (block) => {
          if (this.#taping) this.#tape?.agent(block);
        },
        onChanged: (change) => this.#onChange("agent", change),
        onLost: (error) => tell({ type: "microphone-failed", error }),
      },
      scope.signal,
    );
    void this.#await(microphone, speaker);
  }

  setMuted(muted: boolean): void {
    // The voice is reported afresh after unmuting, also in the middle of a word.
    if (!muted) this.#voice = false;
    this.toMicrophone((microphone) => microphone.setMuted(muted));
  }

  /** Does this to the microphone: now, or as soon as it is open. */
  toMicrophone(act: (microphone: MicrophoneStream) => void): void {
    if (this.#microphone !== undefined) act(this.#microphone);
    else this.#forMicrophone.push(act);
  }

  /** The same to the speaker. */
  toSpeaker(act: (speaker: SpeakerStream) => void): void {
    if (this.#speaker !== undefined) act(this.#speaker);
    else this.#forSpeaker.push(act);
  }

  /** Whether the microphone may be heard, as far as the way to talk has a say in it. */
  setGate(open: boolean): void {
    this.#gate.setOpen(open);
  }

  /** What was said until the tape stops is stored at once. */
  setTaping(taping: boolean): void {
    const { ports, callId, tell } = this.#options;
    this.#gate.flush();
    this.#taping = taping;
    if (taping) this.#tape ??= ports.recorder.start(callId(), () => tell({ type: "recording-failed" }));
    else void this.#tape?.flush();
  }

  /** Where the speaker is in what the agent says; undefined before it has said anything. */
  playhead(): Playhead | undefined {
    const speaker = this.#speaker;
    const report = speaker?.report();
    if (speaker === undefined || report === undefined) return undefined;
    // What was played last is on its way through the device, unless nothing came after it.
    const onItsWayMs = report.bufferedFrames > 0 ? speaker.latencyMs() : 0;
    return { turn: report.segment, heardMs: Math.max(0, playedMs(report) - onItsWayMs) };
  }

  /** The call is over: what was not heard until now is not part of it. */
  stop(): void {
    const speaker = this.#speaker;
    if (speaker !== undefined) {
      const report = speaker.report();
      this.#options.tell({
        type: "playback-stopped",
        turn: report?.segment,
        heardMs: report === undefined ? 0 : playedMs(report),
        underruns: report?.underruns ?? 0,
      });
    }
    this.#gate.flush();
  }

  /** Ends the tape, after the scope was disposed: the speaker's last words still come in after it was closed. */
  async finishTape(): Promise<void> {
    await this.#speaker?.close();
    await this.#tape?.finish();
  }

  async #await(microphone: Promise<MicrophoneStream>, speaker: Promise<SpeakerStream>): Promise<void> {
    const { plan, scope, onReady, tell } = this.#options;
    try {
      const [entry] = await Promise.all([
        plan.entry,
        microphone.then((stream) => {
          this.#microphone = stream;
          scope.add(() => stream.close());
          for (const act of this.#forMicrophone.splice(0)) act(stream);
        }),
        speaker.then((stream) => {
          this.#speaker = stream;
          scope.add(() => stream.close());
          for (const act of this.#forSpeaker.splice(0)) act(stream);
        }),
      ]);
      onReady(entry ?? { type: "new" });
    } catch (cause) {
      if (isAbort(cause)) return;
      const error = isCallError(cause) ? cause : new MicrophoneError("unsupported", { cause });
      tell({ type: "microphone-failed", error });
    }
  }

  #onGated({ chunk: heard, atMs, open }: GatedChunk): void {
    const { uplink, tell } = this.#options;
    const chunk = open ? heard : silenced(heard);
    if (this.#taping) this.#tape?.user(chunk, atMs);
    if (this.#isMarked && !open) return uplink.catchUp();
    uplink.push(chunk.pcm, chunk.voice);
    if (this.#isMarked || chunk.voice === this.#voice) return;
    this.#voice = chunk.voice;
    tell({ type: "voice", speaking: chunk.voice });
  }

  #onChange(track: TrackName, change: AudioChange): void {
    if (change.type === "new-clock") this.#tape?.restart(track);
    else this.#options.tell({ type: "audio-changed", change });
  }
}

function playedMs({ playedFrames, sampleRateHz }: PlaybackReport): number {
  return (playedFrames / sampleRateHz) * 1_000;
}
