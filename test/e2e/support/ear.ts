/** What a test can know of the page's sound and of what it holds open. */
export interface Ear {
  /** Whether the newest 20 ms that go to the speaker are sound, or the newest 200 ms were none. */
  hears(what: "sound" | "silence"): boolean;
  /** Everything that the loudest context has played so far, in whole parts of 10 ms. */
  played(): Sound;
  /** What every context that made a sound has played, or got from its microphone, oldest context first. */
  tapes(of: "speaker" | "microphone"): readonly Tape[];
  /** The newest 32,768 samples of the loudest context, to the very last one. */
  lastPlayed(): Sound;
  held(): { readonly tracks: number; readonly sockets: number; readonly contexts: number };
}

/** Mono; samples of 16 bits. */
export interface Sound {
  readonly rateHz: number;
  readonly samples: readonly number[];
}

/** A sound and when it was heard: a context that stalls plays on later. */
export interface Tape extends Sound {
  /** Moments of the context's clock and the page's, about ten a second. */
  readonly clock: readonly { readonly contextMs: number; readonly pageMs: number }[];
}

declare global {
  interface Window {
    readonly ear: Ear;
  }

  /** Chromium only, so not among TypeScript's own. */
  const MediaStreamTrackProcessor: new (init: {
    readonly track: MediaStreamTrack;
    /** Parts that wait to be read; older ones are dropped. */
    readonly maxBufferSize: number;
  }) => { readonly readable: ReadableStream<AudioData> };
}

/**
 * Listens in on the page, without changing what it does. Runs in the page before the app; uses nothing from here.
 * @param records whether all that is played and said is kept, which takes as much of the page's time as a call does
 */
export function listenIn(records: boolean): void {
  const tracks: MediaStreamTrack[] = [];
  /** Each with a socket in it. */
  const sockets = new Set<Worker>();
  const contexts: AudioContext[] = [];
  const taps: AnalyserNode[] = [];
  let quietSinceMs = 0;

  const getUserMedia = navigator.mediaDevices?.getUserMedia.bind(navigator.mediaDevices);
  if (getUserMedia !== undefined) {
    navigator.mediaDevices.getUserMedia = async (constraints) => {
      const stream = await getUserMedia(constraints);
      tracks.push(...stream.getTracks());
      return stream;
    };
  }
  // A worker that was told to open a socket holds it until it is ended.
  const postMessage = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (this: Worker, message: unknown, ...rest: unknown[]) {
    if (typeof message === "object" && message !== null && "url" in message) sockets.add(this);
    Reflect.apply(postMessage, this, [message, ...rest]);
  };
  const terminate = Worker.prototype.terminate;
  Worker.prototype.terminate = function () {
    sockets.delete(this);
    terminate.call(this);
  };
  window.AudioContext = class extends AudioContext {
    constructor(options?: AudioContextOptions) {
      super(options);
      contexts.push(this);
    }
  };
  const toInt16 = (sample: number) => Math.round(sample * 32_767);
  type TapeUnderWay = {
    readonly input: MediaStreamAudioDestinationNode;
    readonly end: AnalyserNode;
    rateHz: number;
    readonly samples: number[];
    readonly clock: { contextMs: number; pageMs: number }[];
  };
  type Tapes = Map<BaseAudioContext, TapeUnderWay>;
  /** Of each context all that goes to its destination, mixed as there, and all that comes from its microphones. */
  const tapes: Tapes = new Map();
  const spoken: Tapes = new Map();
  const tapeOf = (all: Tapes, context: AudioContext) => {
    const known = all.get(context);
    if (known !== undefined) return known;
    const input = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
    const end = new AnalyserNode(context, { fftSize: 32_768 });
    const tape: TapeUnderWay = { input, end, rateHz: context.sampleRate, samples: [], clock: [] };
    all.set(context, tape);
    setInterval(() => {
      const { contextTime = 0, performanceTime = 0 } = context.getOutputTimestamp();
      if (contextTime > 0) tape.clock.push({ contextMs: contextTime * 1_000, pageMs: performanceTime });
    }, 100);
    for (const track of input.stream.getAudioTracks()) void record(track, tape);
    return tape;
  };
  const record = async (track: MediaStreamTrack, tape: { rateHz: number; samples: number[] }) => {
    const reader = new MediaStreamTrackProcessor({ track, maxBufferSize: 3_000 }).readable.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const samples = new Float32Array(part.value.numberOfFrames);
      part.value.copyTo(samples, { planeIndex: 0, format: "f32-planar" });
      tape.rateHz = part.value.sampleRate;
      part.value.close();
      for (const sample of samples) tape.samples.push(toInt16(sample));
    }
  };
  const loudest = () => {
    const loudness = ({ samples }: { readonly samples: readonly number[] }) =>
      samples.reduce((sum, sample) => sum + Math.abs(sample), 0);
    return [...tapes.values()].sort((one, other) => loudness(other) - loudness(one))[0];
  };
  const sounding = (all: Tapes) =>
    [...all.values()].filter(({ samples }) => samples.some((sample) => Math.abs(sample) > 200));
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (
    this: AudioNode,
    target: AudioNode | AudioParam,
    ...rest: number[]
  ) {
    if (target instanceof AudioDestinationNode) {
      const tap = new AnalyserNode(this.context, { fftSize: 512 });
      Reflect.apply(connect, this, [tap]);
      taps.push(tap);
      if (!records) return Reflect.apply(connect, this, [target, ...rest]);
      const tape = tapeOf(tapes, this.context as AudioContext);
      Reflect.apply(connect, this, [tape.input]);
      Reflect.apply(connect, this, [tape.end]);
    }
    if (records && this instanceof MediaStreamAudioSourceNode)
      Reflect.apply(connect, this, [tapeOf(spoken, this.context as AudioContext).input]);
    return Reflect.apply(connect, this, [target, ...rest]);
  } as typeof connect;

  const level = () => {
    const samples = new Float32Array(512);
    return Math.max(
      0,
      ...taps.map((tap) => {
        if (tap.context.state !== "running") return 0;
        tap.getFloatTimeDomainData(samples);
        return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
      }),
    );
  };

  Object.defineProperty(window, "ear", {
    value: {
      hears(what) {
        const loud = level() > 0.01;
        const now = performance.now();
        if (loud) quietSinceMs = now;
        return what === "sound" ? loud : now - quietSinceMs > 200;
      },
      played: () => ({ rateHz: loudest()?.rateHz ?? 0, samples: loudest()?.samples ?? [] }),
      tapes: (of) =>
        sounding(of === "speaker" ? tapes : spoken).map(({ rateHz, samples, clock }) => ({
          rateHz,
          samples,
          clock,
        })),
      lastPlayed() {
        const samples = new Float32Array(32_768);
        const tape = loudest();
        tape?.end.getFloatTimeDomainData(samples);
        return { rateHz: tape?.end.context.sampleRate ?? 0, samples: Array.from(samples, toInt16) };
      },
      held: () => ({
        tracks: tracks.filter((track) => track.readyState === "live").length,
        sockets: sockets.size,
        contexts: contexts.filter((context) => context.state === "running").length,
      }),
    } satisfies Ear,
  });
}
