/** What the sessions of a call heard of the microphone. */
export interface Coverage {
  /** What no session heard, before the last that was heard. */
  readonly missingMs: number;
  /** What the microphone gave after that. */
  readonly restMs: number;
  /** What should not be: sound out of order, or doubled, or of nowhere. */
  readonly faults: readonly string[];
}

const bytesPerMs = 32;

/** Lays what came in beside what the microphone gave, PCM s16le 16 kHz in which no two stretches are the same. */
export function coverage(given: Buffer, sessions: readonly { readonly pcm: Uint8Array }[]): Coverage {
  const faults: string[] = [];
  let heardTo = 0;
  let missing = 0;
  for (const [index, { pcm }] of sessions.entries()) {
    if (pcm.byteLength === 0) continue;
    for (const { from, to } of stretches(given, pcm, heardTo)) {
      if (from < 0) faults.push(`session ${index} heard what the microphone never gave`);
      missing += Math.max(0, from - heardTo);
      heardTo = Math.max(heardTo, to);
    }
  }
  return { missingMs: missing / bytesPerMs, restMs: (given.byteLength - heardTo) / bytesPerMs, faults };
}

/** Chunks of 20 ms, or longer. */
const chunkBytes = 640;

/** The stretches of the microphone that a session heard, in order; a session that was left something out has several. */
function stretches(given: Buffer, pcm: Uint8Array, near: number) {
  const found: { from: number; to: number }[] = [];
  for (let at = 0; at < pcm.byteLength; at += chunkBytes) {
    const chunk = pcm.subarray(at, at + chunkBytes);
    const last = found.at(-1);
    if (last !== undefined && given.subarray(last.to, last.to + chunk.byteLength).equals(chunk)) {
      last.to += chunk.byteLength;
      continue;
    }
    // Later in the same session nothing comes from before.
    const from = given.indexOf(chunk, last?.to ?? Math.max(0, near - 90_000 * bytesPerMs));
    found.push({ from, to: from + chunk.byteLength });
  }
  return found;
}
