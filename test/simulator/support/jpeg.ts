/** The bones of a JPEG of this size: what tells its size, without a picture. */
export function jpegBones(width: number, height: number): Uint8Array {
  const comment = [0xff, 0xfe, 0, 4, 1, 2];
  const header = [0xff, 0xc0, 0, 11, 8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0];
  return Uint8Array.from([0xff, 0xd8, ...comment, ...header, 0xff, 0xd9]);
}

/** The same in base64, as it is sent. */
export const smallJpeg = Buffer.from(jpegBones(640, 360)).toString("base64");
