declare global {
  interface Window {
    /** The built-in microphone goes away; the headset takes half a second to open. */
    readonly unplugMicrophone: () => void;
    /** How many seconds of the ticking clock were over at a moment (ms since the epoch), looked at ten times a second. */
    readonly clockLooks: (readonly [atMs: number, seconds: number])[];
  }
}

/**
 * Gives the page a built-in microphone and a headset that hear the same clock tick, each as a tone of its own: 600 Hz
 * and 1,500 Hz. Runs in the page before the app; uses nothing from here.
 */
export function twoMicrophones(): void {
  const { mediaDevices } = navigator;
  let list = ["Built-in microphone", "Headset"];
  let open: MediaStreamTrack | undefined;
  let air: AudioContext | undefined;
  let zeroAt = 0;
  const looks: (readonly [atMs: number, seconds: number])[] = [];
  const look = (clock: AudioContext) => looks.push([Date.now(), clock.currentTime - zeroAt]);
  const tick = (context: AudioContext, hz: number) => {
    const second = context.createBuffer(1, context.sampleRate, context.sampleRate);
    const samples = second.getChannelData(0);
    for (let i = 0; i < context.sampleRate * 0.05; i += 1)
      samples[i] = 0.5 * Math.sin((2 * Math.PI * hz * i) / context.sampleRate);
    const source = new AudioBufferSourceNode(context, { buffer: second, loop: true });
    // Both tick with the same second, however late they are opened. A moment ahead: what should have begun already begins
    // late by as much as was rendered ahead of the page's clock.
    const startAt = Math.max(zeroAt, context.currentTime + 0.3);
    source.start(startAt, (startAt - zeroAt) % 1);
    return source;
  };
  mediaDevices.getUserMedia = async () => {
    if (air === undefined) {
      air = new AudioContext();
      zeroAt = air.currentTime + 0.1;
      setInterval(look, 100, air);
    } else {
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    const label = list[0];
    if (label === undefined) throw new DOMException("Requested device not found", "NotFoundError");
    const output = new MediaStreamAudioDestinationNode(air);
    tick(air, label === "Headset" ? 1_500 : 600).connect(output);
    for (const track of output.stream.getAudioTracks()) {
      Object.defineProperty(track, "label", { value: label });
      track.getSettings = () => ({ deviceId: label });
      open = track;
    }
    return output.stream;
  };
  mediaDevices.enumerateDevices = async () =>
    list.map((label) => {
      const info = { deviceId: label, label, groupId: label, kind: "audioinput" } as const;
      return { ...info, toJSON: () => info };
    });
  Object.assign(window, { clockLooks: looks });
  Object.defineProperty(window, "unplugMicrophone", {
    value: () => {
      list = ["Headset"];
      open?.stop();
      open?.dispatchEvent(new Event("ended"));
      mediaDevices.dispatchEvent(new Event("devicechange"));
    },
  });
}
