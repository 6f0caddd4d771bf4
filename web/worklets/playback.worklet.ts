import { JitterBuffer } from "../core/audio/jitter-buffer.ts";
import {
  type PlaybackCommand,
  type PlaybackEvent,
  playbackProcessor,
} from "../core/audio/playback-messages.ts";
import { PlayedTap } from "../core/audio/played-tap.ts";

/** As often as the presence asks for the level. */
const reportsPerSecond = 15;
/** Largest render quantum that any browser offers, and then some. */
const maxQuantumFrames = 4_096;

/** Commands in, sound out, and back what was heard of it. */
class PlaybackProcessor extends AudioWorkletProcessor implements AudioWorkletProcessorImpl {
  readonly #buffer = new JitterBuffer(sampleRate, {
    onStarted: (segment) => this.#happened.push({ type: "started", segment }),
    onDrained: (segment, playedFrames) => this.#happened.push({ type: "drained", segment, playedFrames }),
    onFlushed: (segment, playedFrames) => this.#happened.push({ type: "flushed", segment, playedFrames }),
  });
  readonly #tap = new PlayedTap(sampleRate, maxQuantumFrames, (firstFrame, pcm) =>
    this.#post({ type: "played", firstFrame, pcm }, [pcm]),
  );
  /** Told after the sound itself: whoever hears that a segment is over has all of it. */
  readonly #happened: PlaybackEvent[] = [];
  #closed = false;
  #wasPlaying = false;
  #unreportedFrames = 0;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<PlaybackCommand>) => this.#obey(data);
  }

  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const output = outputs[0]?.[0];
    if (this.#closed) return false;
    if (output === undefined) return true;
    this.#tap.hear(output, currentFrame, this.#buffer.render(output));
    this.#tell();
    this.#report(output.length);
    return true;
  }

  #obey(command: PlaybackCommand): void {
    switch (command.type) {
      case "write":
        this.#buffer.write(command.samples, command.sampleRateHz, command.segment, command.arrivedMs);
        break;
      case "finish":
        this.#buffer.finish(command.segment);
        break;
      case "flush":
        this.#buffer.flush();
        break;
      case "duck":
        this.#buffer.duck(command.ducked);
        break;
      case "close":
        this.#closed = true;
        this.#tap.end();
        this.#post({ type: "closed" });
        break;
      default:
        command satisfies never;
    }
  }

  #tell(): void {
    for (const event of this.#happened) this.#post(event);
    this.#happened.length = 0;
  }

  #report(frames: number): void {
    const { playing } = this.#buffer;
    this.#unreportedFrames += frames;
    const due = playing && this.#unreportedFrames >= sampleRate / reportsPerSecond;
    if (!due && playing === this.#wasPlaying) return;
    this.#wasPlaying = playing;
    this.#unreportedFrames = 0;
    const level = this.#buffer.takeLevel();
    this.#post({
      type: "report",
      segment: this.#buffer.segment ?? 0,
      playedFrames: this.#buffer.playedFrames,
      bufferedFrames: this.#buffer.bufferedFrames,
      underruns: this.#buffer.underruns,
      level: playing ? level : 0,
      sampleRateHz: sampleRate,
    });
  }

  #post(event: PlaybackEvent, transfer: Transferable[] = []): void {
    this.port.postMessage(event, transfer);
  }
}

registerProcessor(playbackProcessor, PlaybackProcessor);
