import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeBase64, decodeByLoop, encodeBase64, encodeByLoop } from "../../web/adapters/base64.ts";

const bytes = fc.uint8Array({ maxLength: 10_000 });

describe.each([
  ["the browser's own", encodeBase64, decodeBase64],
  ["the loop", encodeByLoop, decodeByLoop],
])("base64 by %s", (_way, encode, decode) => {
  it("brings any bytes there and back", () => {
    fc.assert(
      fc.property(bytes, (given) => {
        expect(decode(encode(given))).toEqual(given);
      }),
    );
  });

  it("takes a part of a bigger buffer", () => {
    const part = Uint8Array.of(0, 1, 2, 3, 4, 5).subarray(2, 5);
    expect(encode(part)).toBe("AgME");
  });

  it("takes a megabyte", () => {
    const text = encode(new Uint8Array(1_000_003).map((_byte, index) => index * 31));
    const decoded = decode(text) ?? new Uint8Array();
    expect(decoded.length).toBe(1_000_003);
    expect(encode(decoded) === text).toBe(true);
  });
});

describe("base64", () => {
  it("is the same by both ways, padding included", () => {
    fc.assert(
      fc.property(bytes, (given) => {
        expect(encodeByLoop(given)).toBe(encodeBase64(given));
      }),
    );
  });

  it("answers undefined for text that is not base64", () => {
    for (const text of ["%%%", "A", "AB=C", "ü"]) expect(decodeBase64(text)).toBeUndefined();
  });

  it("decodes into memory of its own", () => {
    const decoded = decodeBase64("AQID");
    expect(decoded?.byteOffset).toBe(0);
    expect(decoded?.buffer.byteLength).toBe(3);
  });
});
