import { describe, expect, it } from "vitest";
import { isSingleKey, type KeyPlace, type KeyPress, keyDeed, keyUses } from "../../web/core/keys.ts";

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: "",
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...more,
});

describe("keyDeed", () => {
  it.each([
    ["?", "anywhere", "show-keys"],
    ["m", "call", "mute"],
    ["t", "call", "type"],
    ["c", "call", "captions"],
    [" ", "call", "talk"],
    ["Escape", "history", "leave"],
    [" ", "recording", "play"],
    ["ArrowLeft", "recording", "back"],
    ["ArrowRight", "recording", "forward"],
  ] satisfies [string, KeyPlace, string][])("answers for %j in %s: %s", (key, place, deed) => {
    expect(keyDeed(press(key), place)).toBe(deed);
  });

  it("knows the way back by Ctrl and by ⌘, and z alone does nothing", () => {
    expect(keyDeed(press("z", { ctrlKey: true }), "history")).toBe("undo");
    expect(keyDeed(press("z", { metaKey: true }), "history")).toBe("undo");
    expect(keyDeed(press("z"), "history")).toBe(undefined);
  });

  it("leaves keys to the browser that are held together with others", () => {
    for (const held of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }])
      expect(keyDeed(press("m", held), "call")).toBe(undefined);
  });

  it("means the same with caps lock and on keyboards of other scripts", () => {
    expect(keyDeed(press("M"), "call")).toBe("mute");
    expect(keyDeed(press("ь", { code: "KeyM" }), "call")).toBe("mute");
    expect(keyDeed(press("ة", { code: "KeyM" }), "call")).toBe("mute");
    expect(keyDeed(press("؟", { code: "Slash" }), "anywhere")).toBe("show-keys");
    expect(keyDeed(press("？", { code: "Slash" }), "anywhere")).toBe("show-keys");
    // On a French keyboard a comma lies there.
    expect(keyDeed(press(",", { code: "KeyM" }), "call")).toBe(undefined);
  });

  it("knows a key only where it means something, the first place first", () => {
    expect(keyDeed(press("m"), "history")).toBe(undefined);
    expect(keyDeed(press(" "), "recording", "call")).toBe("play");
    expect(keyDeed(press(" "), "call", "recording")).toBe("talk");
  });
});

it("no key means two things in one place", () => {
  const names = keyUses.map(({ place, key, withCommand }) => `${place} ${key} ${withCommand}`);
  expect(new Set(names).size).toBe(names.length);
});

it("single keys are those of one character that are held with nothing", () => {
  expect(keyUses.filter(isSingleKey).map(({ key }) => key)).toEqual(["?", "m", "t", "c"]);
});
