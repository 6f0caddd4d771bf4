/** Stands where older lines are missing. */
const leftOut = "(What was said before this is left out.)";

/**
 * A digest with as many of its newest lines as fit.
 * @param digest a paragraph, an empty line, then lines, oldest first
 * @param length in characters
 * @returns undefined if not even one line fits
 */
export function shorterDigest(digest: string, length: number): string | undefined {
  if (digest.length <= length) return digest;
  const [head = "", body = ""] = digest.split("\n\n", 2);
  const lines = body.split("\n");
  let left = length - head.length - leftOut.length - 2;
  const firstTooLong = lines.findLastIndex((line) => {
    left -= line.length + 1;
    return left < 0;
  });
  const kept = lines.slice(firstTooLong + 1);
  return kept.length === 0 ? undefined : `${head}\n\n${[leftOut, ...kept].join("\n")}`;
}
