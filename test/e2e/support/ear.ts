/** What a test can know of the page's sound and of what it holds open. */
export interface Ear {
  /** Whether the newest 20 ms that go to the speaker are sound, or the newest 200 ms were none. */
  hears(what: "sound" | "silence"): boolean;
  /** Everything that went to the speaker so far, without gaps: s16 mono, at the rate of its context. */
  played(): { readonly rateHz: number; readonly samples: readonly number[] };
  held(): { readonly tracks: number; readonly sockets: number; readonly contexts: number };
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

/** Listens in on the page, without changing what it does. Runs in the page before the app; uses nothing from here. */
export function listenIn(): void {
  const tracks: MediaStreamTrack[] = [];
  const sockets: WebSocket[] = [];
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
  window.WebSocket = class extends WebSocket {
    constructor(...args: ConstructorParameters<typeof WebSocket>) {
      super(...args);
      sockets.push(this);
    }
  };
  window.AudioContext = class extends AudioContext {
    constructor(options?: AudioContextOptions) {
      super(options);
      contexts.push(this);
    }
  };
  const heard: Float32Array[] = [];
  let heardRateHz = 0;
  const record = async (source: AudioNode) => {
    const tape = new MediaStreamAudioDestinationNode(source.context as AudioContext, { channelCount: 1 });
    Reflect.apply(connect, source, [tape]);
    const [track] = tape.stream.getAudioTracks();
    if (track === undefined) return;
    const reader = new MediaStreamTrackProcessor({ track, maxBufferSize: 3_000 }).readable.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const samples = new Float32Array(part.value.numberOfFrames);
      part.value.copyTo(samples, { planeIndex: 0, format: "f32-planar" });
      heardRateHz = part.value.sampleRate;
      part.value.close();
      heard.push(samples);
    }
  };
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
      void record(this);
    }
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
      played: () => ({
        rateHz: heardRateHz,
        samples: heard.flatMap((part) => Array.from(part, (sample) => Math.round(sample * 32_767))),
      }),
      held: () => ({
        tracks: tracks.filter((track) => track.readyState === "live").length,
        sockets: sockets.filter((socket) => socket.readyState <= WebSocket.OPEN).length,
        contexts: contexts.filter((context) => context.state === "running").length,
      }),
    } satisfies Ear,
  });
}
