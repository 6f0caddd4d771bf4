import type { OutputDevices } from "./speaker.ts";

/** An audio context of a browser that lets choose where the sound goes. */
type RoutedContext = AudioContext & {
  /** Empty: the system's default. */
  readonly sinkId: unknown;
  setSinkId(deviceId: string): Promise<void>;
};

/** The outputs that there are. */
export async function outputsOf(devices: OutputDevices): Promise<readonly MediaDeviceInfo[]> {
  return (await devices.enumerateDevices()).filter(({ kind }) => kind === "audiooutput");
}

/**
 * Sends the context's sound to the wished output if it is there, else to the system's default.
 * @returns the output, if it is another one than before
 * @throws DOMException when the output cannot be opened: the sound goes where it went before
 */
export async function routeOutput(
  context: AudioContext,
  wishedId: string | undefined,
  list: readonly MediaDeviceInfo[],
): Promise<{ readonly label: string } | undefined> {
  if (!isRouted(context)) return undefined;
  const wished = list.find(({ deviceId }) => deviceId !== "" && deviceId === wishedId);
  const id = wished?.deviceId ?? "";
  if (context.sinkId === id) return undefined;
  await context.setSinkId(id);
  return { label: wished?.label ?? "" };
}

function isRouted(context: AudioContext): context is RoutedContext {
  return "setSinkId" in context && context.state !== "closed";
}
