/** What is wrong with what the sessions of a call heard of the microphone; nothing, if all of it came in order. */
export function holes(given: Buffer, sessions: readonly { readonly pcm: Uint8Array }[]): readonly string[] {
  const found: string[] = [];
  let heardTo = 0;
  for (const [index, { pcm }] of sessions.entries()) {
    if (pcm.byteLength === 0) continue;
    const from = given.indexOf(pcm.subarray(0, 640));
    if (from < 0) {
      found.push(`session ${index} begins with what the microphone never gave`);
      continue;
    }
    if (from > heardTo) found.push(`${(from - heardTo) / 32} ms are missing before session ${index}`);
    if (!given.subarray(from, from + pcm.byteLength).equals(pcm)) {
      found.push(`session ${index} has a hole or something twice`);
    }
    heardTo = Math.max(heardTo, from + pcm.byteLength);
  }
  const restMs = (given.byteLength - heardTo) / 32;
  // What the microphone gave last may still be on its way when the person hangs up.
  if (restMs > 1_000) found.push(`the last ${restMs} ms never came`);
  return found;
}
