import { describe, expect, it } from "vitest";
import {
  defaultDevice,
  defaultLabel,
  type ListedDevice,
  whyToSwitch,
} from "../../../web/core/audio/microphone-choice.ts";

const builtIn: ListedDevice = { deviceId: "b", groupId: "laptop", label: "Built-in" };
const headset: ListedDevice = { deviceId: "h", groupId: "headset", label: "Headset" };
/** As Chromium lists the default device: under an id of its own, as one more. */
const byDefault = ({ groupId, label }: ListedDevice): ListedDevice => ({
  deviceId: "default",
  groupId,
  label: `Default - ${label}`,
});
const calm = { currentId: "b", preferredId: undefined, defaultBefore: defaultDevice([builtIn]) };

describe("whyToSwitch", () => {
  it("is no reason to switch that another device comes or goes", () => {
    expect(whyToSwitch({ ...calm, list: [builtIn, headset] })).toBeUndefined();
    expect(whyToSwitch({ ...calm, list: [builtIn] })).toBeUndefined();
  });

  it("leaves a device that is not on the list any more", () => {
    expect(whyToSwitch({ ...calm, currentId: "h", list: [builtIn] })).toBe("gone");
  });

  it("goes back to the preferred device as soon as it is there", () => {
    const wished = { ...calm, preferredId: "h" };
    expect(whyToSwitch({ ...wished, list: [builtIn] })).toBeUndefined();
    expect(whyToSwitch({ ...wished, list: [builtIn, headset] })).toBe("preferred");
    expect(whyToSwitch({ ...wished, currentId: "h", list: [headset, builtIn] })).toBeUndefined();
  });

  it("follows the default, where nothing else is preferred", () => {
    expect(whyToSwitch({ ...calm, list: [headset, builtIn] })).toBe("default");
    const before = [byDefault(builtIn), builtIn, headset];
    const scene = { currentId: "default", preferredId: undefined, defaultBefore: defaultDevice(before) };
    expect(whyToSwitch({ ...scene, list: before })).toBeUndefined();
    expect(whyToSwitch({ ...scene, list: [byDefault(headset), builtIn, headset] })).toBe("default");
    expect(
      whyToSwitch({
        ...scene,
        preferredId: "b",
        currentId: "b",
        list: [byDefault(headset), builtIn, headset],
      }),
    ).toBeUndefined();
  });

  it("concludes nothing from a list that is empty or hides its devices, or where the default was not known", () => {
    const hidden = { deviceId: "", groupId: "", label: "" };
    expect(whyToSwitch({ ...calm, list: [] })).toBeUndefined();
    expect(whyToSwitch({ ...calm, list: [hidden] })).toBeUndefined();
    expect(whyToSwitch({ ...calm, defaultBefore: undefined, list: [headset, builtIn] })).toBeUndefined();
    expect(whyToSwitch({ ...calm, currentId: undefined, list: [builtIn] })).toBeUndefined();
  });
});

it("names the default device as the device is called", () => {
  expect(defaultLabel([byDefault(headset), builtIn, headset])).toBe("Headset");
  expect(defaultLabel([builtIn, headset])).toBe("Built-in");
  expect(defaultLabel([])).toBe("");
});
