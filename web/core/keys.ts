/** What a key does. */
export type KeyDeed =
  | "show-keys"
  | "mute"
  | "type"
  | "captions"
  | "talk"
  | "undo"
  | "leave"
  | "play"
  | "back"
  | "forward";

/** Where a key means something: on every screen, in a call, in the history, in a recording. */
export type KeyPlace = "anywhere" | "call" | "history" | "recording";

/** A key and what it does there. */
export interface KeyUse {
  readonly place: KeyPlace;
  readonly does: KeyDeed;
  /** As `KeyboardEvent.key` names it, letters small. */
  readonly key: string;
  /** Held together with Ctrl or ⌘; missing: with neither. */
  readonly withCommand?: true;
}

/** Every key that is the app's own, in the order it is explained in. */
export const keyUses: readonly KeyUse[] = [
  { place: "anywhere", does: "show-keys", key: "?" },
  { place: "call", does: "mute", key: "m" },
  { place: "call", does: "type", key: "t" },
  { place: "call", does: "captions", key: "c" },
  { place: "call", does: "talk", key: " " },
  { place: "history", does: "undo", key: "z", withCommand: true },
  { place: "history", does: "leave", key: "Escape" },
  { place: "recording", does: "play", key: " " },
  { place: "recording", does: "back", key: "ArrowLeft" },
  { place: "recording", does: "forward", key: "ArrowRight" },
];

/** A key as it went down. */
export interface KeyPress {
  /** What it types. */
  readonly key: string;
  /** Where it lies, as `KeyM`. */
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** What a key does in one of these places, the first of which counts; undefined: nothing of the app's. */
export function keyDeed(press: KeyPress, ...places: readonly KeyPlace[]): KeyDeed | undefined {
  if (press.altKey) return undefined;
  const key = latinKey(press);
  const withCommand = press.ctrlKey || press.metaKey;
  const uses = keyUses.filter((use) => use.key === key && (use.withCommand ?? false) === withCommand);
  return places.flatMap((place) => uses.filter((use) => use.place === place))[0]?.does;
}

/** Whether it is one character alone, which a slip of the hand or of speech input may type: people may switch these off. */
export function isSingleKey({ key, withCommand }: KeyUse): boolean {
  return key.length === 1 && key !== " " && withCommand === undefined;
}

/** On keyboards of another script a letter is known by where it lies. */
function latinKey({ key, code }: KeyPress): string {
  if (/^[؟？]$/.test(key)) return "?";
  if (/^\P{ASCII}$/u.test(key) && code.startsWith("Key")) return code.slice(3).toLowerCase();
  return key.length === 1 ? key.toLowerCase() : key;
}
