/** What one answer to the model may weigh as JSON: it is paid for in every later turn. */
export const answerBytes = 16 * 1024;

/**
 * A copy of the value as plain JSON. What weighs more than `answerBytes` becomes the beginning of its text beside a
 * note for the model. `undefined` becomes null.
 * @throws TypeError for what JSON cannot hold, such as a cycle.
 */
export function bounded(value: unknown): unknown {
  const json = JSON.stringify(value) ?? "null";
  if (utf8Bytes(json) <= answerBytes) return JSON.parse(json);
  const note = `The result was cut to ${answerBytes / 1024} KiB. Ask for less at a time.`;
  const spare = answerBytes - utf8Bytes(JSON.stringify({ note, beginning: "" }));
  return { note, beginning: beginning(typeof value === "string" ? value : json, spare) };
}

/** As much of the text as fits into so many bytes once it is written as a JSON string. */
function beginning(text: string, bytes: number): string {
  let used = 0;
  let end = 0;
  for (const character of text) {
    used += utf8Bytes(JSON.stringify(character)) - 2;
    if (used > bytes) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/** Length in UTF-8. */
export function utf8Bytes(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
