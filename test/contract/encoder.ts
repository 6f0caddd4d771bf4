import { describe, expect, it } from "vitest";
import type { EncodeProgress, Encoder, MixInput } from "../../web/core/ports.ts";

/** Both tracks of a short call: a tone each, and silence. */
export function shortCall(durationMs = 1_000): MixInput {
  return {
    user: new Blob([tone(16_000, durationMs, 440)]),
    agent: new Blob([tone(24_000, durationMs, 880)]),
    durationMs,
    loudest: 0.5,
    channels: 1,
    tags: { title: "A call", artist: "Nova", date: "2026-11-21" },
  };
}

/** PCM s16le at a quarter of full level. */
export function tone(rateHz: number, durationMs: number, hz: number): Int16Array<ArrayBuffer> {
  const frames = Math.round((rateHz * durationMs) / 1_000);
  return Int16Array.from({ length: frames }, (_, i) => 8_192 * Math.sin((2 * Math.PI * hz * i) / rateHz));
}

export const never = new AbortController().signal;

/** What every Encoder does. */
export function describeEncoder(name: string, open: () => Encoder): void {
  describe(`Encoder: ${name}`, () => {
    it("makes an MP3 of both tracks", async () => {
      const mp3 = new Uint8Array(await open().encode(shortCall(), () => {}, never));
      expect(mp3.length).toBeGreaterThan(100);
      const [first = 0, second = 0, third = 0] = mp3;
      const isTagged = String.fromCharCode(first, second, third) === "ID3";
      expect(isTagged || (first === 0xff && second >= 0xe0)).toBe(true);
    });

    it("tells how far each step is, never going back, and that it is done", async () => {
      const told: EncodeProgress[] = [];
      await open().encode(shortCall(), (progress) => told.push(progress), never);
      expect(told.map(({ step }) => step).filter((step, i, all) => step !== all[i - 1])).toEqual([
        "loading",
        "encoding",
      ]);
      for (const step of ["loading", "encoding"]) {
        const shares = told.filter((progress) => progress.step === step).map(({ share }) => share);
        expect(shares).toEqual(shares.toSorted((a, b) => a - b));
        expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
        expect(Math.max(...shares)).toBeLessThanOrEqual(1);
      }
      expect(told.at(-1)).toEqual({ step: "encoding", share: 1 });
    });

    it("makes one after the other, each as if it were the first", async () => {
      const encoder = open();
      const first = await encoder.encode(shortCall(), () => {}, never);
      const second = await encoder.encode(shortCall(), () => {}, never);
      expect(second.byteLength).toBe(first.byteLength);
    });

    it("leaves the tracks to whoever gave them", async () => {
      const sound = shortCall();
      await open().encode(sound, () => {}, never);
      expect((await sound.user.arrayBuffer()).byteLength).toBe(sound.user.size);
    });

    it("says that there is nothing of no length", async () => {
      const nothing = { ...shortCall(), user: new Blob(), agent: new Blob(), durationMs: 0 };
      await expect(open().encode(nothing, () => {}, never)).rejects.toMatchObject({
        kind: "recording",
        reason: "empty",
      });
    });

    it("stops before it starts, and in the middle, with an AbortError", async () => {
      await expect(open().encode(shortCall(), () => {}, AbortSignal.abort())).rejects.toMatchObject({
        name: "AbortError",
      });
      const stop = new AbortController();
      const onProgress = ({ step }: EncodeProgress) => {
        if (step === "encoding") stop.abort();
      };
      await expect(open().encode(shortCall(), onProgress, stop.signal)).rejects.toMatchObject({
        name: "AbortError",
      });
    });
  });
}
