import type { MicrophoneSwitch } from "./audio-change.ts";

/** A device as browsers list it. */
export interface ListedDevice {
  readonly deviceId: string;
  readonly groupId: string;
  readonly label: string;
}

/** What is known when the list of devices may have changed. */
export interface DeviceScene {
  /** Devices of one kind, in the browser's order. */
  readonly list: readonly ListedDevice[];
  /** The open one; undefined where the browser does not tell. */
  readonly currentId: string | undefined;
  /** The one that the person has chosen; undefined: the system's default. */
  readonly preferredId: string | undefined;
  /** `defaultDevice()` of the list before; undefined: not known. */
  readonly defaultBefore: string | undefined;
}

/** Why the microphone should be opened anew, if it should. */
export function whyToSwitch(scene: DeviceScene): MicrophoneSwitch | undefined {
  const { list, currentId, preferredId, defaultBefore } = scene;
  const has = (id: string) => list.some(({ deviceId }) => deviceId === id);
  if (preferredId !== undefined && has(preferredId))
    return currentId === preferredId ? undefined : "preferred";
  // A list without names is one of a page that may not look: it says nothing about the open device.
  if (list.every(({ deviceId }) => deviceId === "")) return undefined;
  if (currentId !== undefined && !has(currentId)) return "gone";
  const now = defaultDevice(list);
  return defaultBefore === undefined || now === undefined || now === defaultBefore ? undefined : "default";
}

/**
 * Tells the system's default device from another one: Chromium lists it as `default` under the name of the real one,
 * others list it first. Undefined for an empty list.
 */
export function defaultDevice(list: readonly ListedDevice[]): string | undefined {
  const device = list.find(({ deviceId }) => deviceId === "default") ?? list[0];
  return device === undefined ? undefined : `${device.deviceId} ${device.groupId} ${device.label}`;
}

/** The name without what Chromium puts before that of a default device; empty for an empty list. */
export function defaultLabel(list: readonly ListedDevice[]): string {
  const device = list.find(({ deviceId }) => deviceId === "default") ?? list[0];
  return (device?.label ?? "").replace(/^Default - /, "");
}
