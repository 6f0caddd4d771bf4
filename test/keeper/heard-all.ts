/** What the sessions of a call heard of the microphone. */
export interface Coverage {
  /** What no session heard, before the last that was heard. */
  readonly missingMs: number;
  /** The same, one by one: where they lie in what the microphone gave, in bytes. */
  readonly holes: readonly Hole[];
  /** What the microphone gave after that. */
  readonly restMs: number;
  /** What should not be: sound out of order, or doubled, or of nowhere. */
  readonly faults: readonly string[];
}

/** A stretch that no session heard, from the first byte until just before the last. */
export interface Hole {
  readonly from: number;
  readonly to: number;
}

const bytesPerMs = 32;

/** Lays what came in beside what the microphone gave, PCM s16le 16 kHz in which no two stretches are the same. */
export function coverage(given: Buffer, sessions: readonly { readonly pcm: Uint8Array }[]): Coverage {
  const faults: string[] = [];
  let heardTo = 0;
  const holes: Hole[] = [];
  for (const [index, { pcm }] of sessions.entries()) {
    if (pcm.byteLength === 0) continue;
    for (const { from, to } of stretches(given, pcm, heardTo)) {
      if (from < 0) faults.push(`session ${index} heard what the microphone never gave`);
      if (from > heardTo) holes.push({ from: heardTo, to: from });
      heardTo = Math.max(heardTo, to);
    }
  }
  const missing = holes.reduce((bytes, { from, to }) => bytes + to - from, 0);
  return {
    missingMs: missing / bytesPerMs,
    holes,
    restMs: (given.byteLength - heardTo) / bytesPerMs,
    faults,
  };
}

/** 10 ms: by so much of it a stretch is found. */
const foundByBytes = 320;

/** The stretches of the microphone that a session heard, in order; a session that was left something out has several. */
function stretches(given: Buffer, pcm: Uint8Array, near: number) {
  const found: { from: number; to: number }[] = [];
  for (let at = 0; at < pcm.byteLength; ) {
    const last = found.at(-1);
    const more = last === undefined ? 0 : sameBytes(given.subarray(last.to), pcm.subarray(at));
    if (last !== undefined) last.to += more;
    at += more;
    const piece = pcm.subarray(at, at + foundByBytes);
    if (piece.byteLength === 0) break;
    // Later in the same session nothing comes from before.
    const from = given.indexOf(piece, last?.to ?? Math.max(0, near - 90_000 * bytesPerMs));
    found.push({ from, to: from + piece.byteLength });
    at += piece.byteLength;
  }
  return found;
}

/** How many bytes two sounds have in common before they differ, or one of them ends. */
function sameBytes(one: Uint8Array, other: Uint8Array): number {
  const shorter = one.byteLength < other.byteLength ? one : other;
  const at = shorter.findIndex((_, index) => one[index] !== other[index]);
  return at < 0 ? shorter.byteLength : at;
}
