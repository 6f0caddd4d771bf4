/** Characters that some system gives a meaning, that nobody sees, or that turn the direction of what follows. */
const forbidden = /[\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu;
/** Names of devices on Windows, whatever the extension. */
const device = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)$/i;
/** Systems allow 255 bytes of UTF-8; some of them are for the extension and for what a browser adds. */
const maxBytes = 180;

/**
 * A text as the name of a file, without an extension: valid on every common system, never empty, no path.
 * Letters of all scripts stay.
 */
export function safeName(text: string, fallback = "file"): string {
  const clean = text.normalize("NFC").replace(forbidden, " ").replace(/\s+/g, " ");
  const name = trimmed(shortened(trimmed(clean)));
  if (name === "") return fallback;
  const [stem = name] = name.split(".");
  return device.test(stem.trim()) ? `_${name}` : name;
}

/** Day, time and title of a call: `2026-11-21 14-05 Weather in Paris`. The time is that of this device's place. */
export function callFileName(call: { readonly startedAtMs: number; readonly title: string }): string {
  return safeName(`${minuteText(new Date(call.startedAtMs))} ${call.title}`, "call");
}

/** Where a picture lies in a zip, by when it was sent: `pictures/2026-11-21 14-05-32.480.jpg`. */
export function picturePath(atMs: number): string {
  const at = new Date(atMs);
  return `pictures/${minuteText(at)}-${padded(at.getSeconds())}.${padded(at.getMilliseconds(), 3)}.jpg`;
}

/** The day of a backup, as the calendar here has it: `parley-backup-2026-11-21.zip`. */
export function backupFileName(atMs: number): string {
  return `parley-backup-${dayText(new Date(atMs))}.zip`;
}

/** `2026-11-21 14-05` in this device's place. */
function minuteText(at: Date): string {
  return `${dayText(at)} ${padded(at.getHours())}-${padded(at.getMinutes())}`;
}

/** `2026-11-21` in this device's place. */
function dayText(at: Date): string {
  return `${at.getFullYear()}-${padded(at.getMonth() + 1)}-${padded(at.getDate())}`;
}

function padded(value: number, digits = 2): string {
  return String(value).padStart(digits, "0");
}

/** Windows drops dots and spaces at the end; in front a dot hides a file. */
function trimmed(name: string): string {
  return name.replace(/^[\s.]+|[\s.]+$/g, "");
}

function shortened(name: string): string {
  let bytes = 0;
  let short = "";
  for (const character of name) {
    bytes += utf8Bytes(character);
    if (bytes > maxBytes) return short;
    short += character;
  }
  return name;
}

function utf8Bytes(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}
