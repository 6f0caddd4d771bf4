/** What newer browsers can do themselves, several times faster than a loop; TypeScript does not know it yet. */
interface NativeBase64 {
  fromBase64?(text: string): Uint8Array<ArrayBuffer>;
}

const native: typeof Uint8Array & NativeBase64 = Uint8Array;

/** Base64 of the bytes, padded. */
export function encodeBase64(bytes: Uint8Array & { toBase64?(): string }): string {
  return bytes.toBase64?.() ?? encodeByLoop(bytes);
}

/** The bytes, in memory of their own; undefined for text that is not base64. */
export function decodeBase64(text: string): Uint8Array | undefined {
  try {
    return native.fromBase64?.(text) ?? decodeByLoop(text);
  } catch {
    // The only way to fail, for both decoders: the text is not base64. The answer says so.
    return undefined;
  }
}

/** Characters that one call of `String.fromCharCode` takes safely on every engine's stack. */
const chunkBytes = 4096;

/** For browsers without `toBase64`. */
export function encodeByLoop(bytes: Uint8Array): string {
  let binary = "";
  for (let start = 0; start < bytes.length; start += chunkBytes) {
    const chunk = bytes.subarray(start, start + chunkBytes);
    // Typed arrays are array-like, which `apply` takes as it is: nothing is spread.
    binary += String.fromCharCode.apply(undefined, chunk as unknown as number[]);
  }
  return btoa(binary);
}

/** For browsers without `fromBase64`. Throws for text that is not base64. */
export function decodeByLoop(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index += 1) bytes[index] = binary.charCodeAt(index);
  return bytes;
}
