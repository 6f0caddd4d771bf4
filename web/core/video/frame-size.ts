/** Longest side of a frame, in pixels. */
export const longestSide = 1_024;

/** Qualities of a JPEG, best first, 0–1. */
export const qualities = [0.8, 0.6, 0.4, 0.25] as const;

/** Smaller than this, a picture tells nothing any more. */
const leastSide = 256;

/**
 * Sizes to try until a frame is small enough, largest first: that of the picture, at most 1024 px on its longest side,
 * then halves of it.
 */
export function frameSizes(width: number, height: number): readonly { width: number; height: number }[] {
  const sizes: { width: number; height: number }[] = [];
  for (let longest = Math.min(longestSide, Math.max(width, height)); ; longest /= 2) {
    const scale = longest / Math.max(width, height);
    sizes.push({
      width: Math.max(1, Math.round(width * scale)),
      height: Math.max(1, Math.round(height * scale)),
    });
    if (longest / 2 < leastSide) return sizes;
  }
}
