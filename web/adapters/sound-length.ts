/** A file whose beginning does not tell how long it is keeps nobody waiting. */
const patienceMs = 5_000;

/**
 * How long an encoded file plays, in ms, without decoding it. Undefined where its beginning does not say so, which is
 * usual for recordings of browsers, and where it is no sound. Never rejects.
 */
export function soundLengthMs(file: Blob): Promise<number | undefined> {
  const url = URL.createObjectURL(file);
  const audio = new Audio();
  let patience: ReturnType<typeof setTimeout> | undefined;
  const told = new Promise<number | undefined>((resolve) => {
    audio.onloadedmetadata = () =>
      resolve(Number.isFinite(audio.duration) ? audio.duration * 1_000 : undefined);
    audio.onerror = () => resolve(undefined);
    patience = setTimeout(() => resolve(undefined), patienceMs);
  });
  audio.preload = "metadata";
  audio.src = url;
  return told.finally(() => {
    clearTimeout(patience);
    audio.removeAttribute("src");
    URL.revokeObjectURL(url);
  });
}
