import { JitterBuffer } from "../core/audio/jitter-buffer.ts";
import {
  type PlaybackCommand,
  type PlaybackEvent,
  playbackProcessor,
} from "../core/audio/playback-messages.ts";

const reportsPerSecond = 30;

/** Commands in, sound out, and back what was heard of it. */
class PlaybackProcessor extends AudioWorkletProcessor implements AudioWorkletProcessorImpl {
  readonly #buffer = new JitterBuffer(sampleRate, {
    onStarted: (segment) => this.#post({ type: "started", segment }),
    onDrained: (segment, playedFrames) => this.#post({ type: "drained", segment, playedFrames }),
    onFlushed: (segment, playedFrames) => this.#post({ type: "flushed", segment, playedFrames }),
  });
  #wasPlaying = false;
  #unreportedFrames = 0;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<PlaybackCommand>) => this.#obey(data);
  }

  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const output = outputs[0]?.[0];
    if (output === undefined) return true;
    this.#buffer.render(output);
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
      default:
        command satisfies never;
    }
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

  #post(event: PlaybackEvent): void {
    this.port.postMessage(event);
  }
}

registerProcessor(playbackProcessor, PlaybackProcessor);
