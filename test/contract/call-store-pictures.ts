import { describe, expect, it } from "vitest";
import type { CallChange, CallStore } from "../../web/core/history/call-store.ts";
import { callRecord } from "../fakes/kept-calls.ts";
import { piece, pieceBytes, recording, said } from "../fakes/kept-sound.ts";
import { picture } from "../fakes/some-picture.ts";

/** What every CallStore does with pictures. @param open gives an empty one */
export function describeCallPictures(open: () => CallStore): void {
  describe("pictures", () => {
    it("gives those of a call in the order of their times, and counts them in its record", async () => {
      const store = open();
      for (const id of ["a", "ab"]) await store.putCall(callRecord(id, 0));
      const [first, second, third] = [picture(5, 10), picture(70, 20), picture(600, 30, { source: "photo" })];
      expect(await store.putPictures("a", [third])).toBe(true);
      expect(await store.putPictures("a", [second, first])).toBe(true);
      await store.putPictures("ab", [picture(1, 1)]);
      expect(await store.pictures("a")).toEqual([first, second, third]);
      expect(await store.pictures("b")).toEqual([]);
      expect(await store.getCall("a")).toEqual(callRecord("a", 0, { pictures: 3 }));
    });

    it("replaces one of the same time, and counts it once", async () => {
      const store = open();
      await store.putCall(callRecord("a", 0));
      await store.putPictures("a", [picture(5, 10)]);
      await store.putPictures("a", [picture(5, 40)]);
      expect(await store.pictures("a")).toEqual([picture(5, 40)]);
      expect((await store.getCall("a"))?.pictures).toBe(1);
      expect(await store.mediaBytes()).toBe(40);
    });

    it("copies them: their buffers can be used again", async () => {
      const store = open();
      await store.putCall(callRecord("a", 0));
      const given = picture(5, 10);
      await store.putPictures("a", [given]);
      new Uint8Array(given.jpeg).fill(0);
      expect(await store.pictures("a")).toEqual([picture(5, 10)]);
    });

    it("keeps none of a call that is gone, or never was", async () => {
      const store = open();
      await store.putCall(callRecord("a", 0));
      await store.deleteCalls(["a"]);
      for (const id of ["a", "never"]) {
        expect(await store.putPictures(id, [picture(5, 10)])).toBe(false);
        expect(await store.pictures(id)).toEqual([]);
      }
      expect(await store.mediaBytes()).toBe(0);
    });

    it("keeps all that are given at once, or none", async () => {
      const store = open();
      await store.putCall(callRecord("a", 0));
      const gone = picture(70, 20);
      structuredClone(gone.jpeg, { transfer: [gone.jpeg] });
      await expect(store.putPictures("a", [picture(5, 10), gone])).rejects.toMatchObject({
        name: "DataCloneError",
      });
      expect(await store.pictures("a")).toEqual([]);
      expect(await store.getCall("a")).toEqual(callRecord("a", 0));
    });

    it("leaves them alone when sound comes, is replaced or dropped", async () => {
      const store = open();
      await store.putCall(callRecord("a", 0, { sound: { status: "pieces", gaps: [] } }));
      await store.putPictures("a", [picture(5, 10)]);
      await store.putPiece(piece("a", "user", 0));
      expect(await store.mediaBytes()).toBe(pieceBytes("user") + 10);
      await store.putRecording(recording("a", 500));
      await store.deletePieces(["a"]);
      expect(await store.pictures("a")).toEqual([picture(5, 10)]);
      expect(await store.getCall("a")).toMatchObject({ pictures: 1, sound: { status: "mp3" } });
      expect(await store.mediaBytes()).toBe(510);
    });

    it("goes with the sound, or where there was none, alone; the words stay", async () => {
      const store = open();
      for (const id of ["a", "silent", "other"]) {
        await store.putCall(callRecord(id, 0, { sound: { status: "none", isRemoved: false } }));
        await store.putEntries([said(id, 1, "hello")]);
        await store.putPictures(id, [picture(5, 10)]);
      }
      await store.putRecording(recording("a", 500));
      await store.deleteMedia(["a", "silent"]);
      for (const [id, isRemoved] of [
        ["a", true],
        ["silent", false],
      ] as const) {
        expect(await store.pictures(id)).toEqual([]);
        expect(await store.getCall(id)).toEqual(callRecord(id, 0, { sound: { status: "none", isRemoved } }));
        expect(await store.entries(id)).toHaveLength(1);
      }
      expect(await store.pictures("other")).toHaveLength(1);
      expect(await store.mediaBytes()).toBe(10);
    });

    it("goes with the call, and with no other", async () => {
      const store = open();
      for (const id of ["a", "ab"]) {
        await store.putCall(callRecord(id, 0));
        await store.putPictures(id, [picture(5, 10)]);
      }
      await store.deleteCalls(["a"]);
      expect(await store.pictures("a")).toEqual([]);
      expect(await store.pictures("ab")).toEqual([picture(5, 10)]);
      expect(await store.mediaBytes()).toBe(10);
    });

    it("tells of them, and of none that was not kept", async () => {
      const store = open();
      await store.putCall(callRecord("a", 0));
      const heard: CallChange[] = [];
      store.onChange((change) => heard.push(change));
      await store.putPictures("gone", [picture(5, 10)]);
      await store.putPictures("a", [picture(5, 10)]);
      expect(heard).toEqual([{ ids: ["a"] }]);
    });
  });
}
