import { describe, expect, it } from "vitest";
import type { CallChange, CallStore } from "../../web/core/history/call-store.ts";
import type { SoundState } from "../../web/core/history/record.ts";
import { callRecord } from "../fakes/kept-calls.ts";
import { collected, piece, pieceBytes, recording, said } from "../fakes/kept-sound.ts";

const gaps = [{ reason: "off-record", fromMs: 1, untilMs: 2 }] as const;
const inPieces: SoundState = { status: "pieces", gaps };

/** What every CallStore does with sound. @param open gives an empty one */
export function describeCallSound(open: () => CallStore): void {
  describe("sound", () => {
    it("gives the pieces of a track in their order, with their sound", async () => {
      const store = open();
      for (const index of [1, 0, 2]) await store.putPiece(piece("a", "user", index));
      await store.putPiece(piece("a", "agent", 0));
      await store.putPiece(piece("ab", "user", 0));
      const pieces = await collected(store.pieces("a", "user"));
      expect(pieces).toEqual([0, 1, 2].map((index) => piece("a", "user", index)));
      expect(await collected(store.pieces("b", "user"))).toEqual([]);
    });

    it("gives many pieces, also when more come or the reader stops", async () => {
      const store = open();
      const put = (index: number) => store.putPiece(piece("a", "agent", index));
      for (let index = 0; index < 50; index++) await put(index);
      const read: number[] = [];
      for await (const { index, pcm } of store.pieces("a", "agent")) {
        expect(new Int16Array(pcm)[0]).toBe(index);
        read.push(index);
        if (index === 7) await put(50);
      }
      // One that comes while pieces are read may be among them.
      expect(read.slice(0, 50)).toEqual(Array.from({ length: 50 }, (_, index) => index));
      for await (const { index } of store.pieces("a", "agent")) if (index === 20) break;
      await put(51);
      expect(await collected(store.pieces("a", "agent"))).toHaveLength(52);
    });

    it("gives where pieces belong without their sound", async () => {
      const store = open();
      for (const index of [1, 0]) await store.putPiece(piece("a", "agent", index));
      await store.putPiece(piece("a", "user", 0));
      const { pcm: _first, ...first } = piece("a", "agent", 0);
      const { pcm: _second, ...second } = piece("a", "agent", 1);
      expect(await store.pieceHeads("a", "agent")).toStrictEqual([first, second]);
    });

    it("replaces a piece of the same index, and counts it once", async () => {
      const store = open();
      await store.putPiece(piece("a", "user", 0));
      const longer = { ...piece("a", "user", 0), frames: 200, pcm: new Int16Array(200).fill(9).buffer };
      await store.putPiece(longer);
      expect(await collected(store.pieces("a", "user"))).toEqual([longer]);
      expect(await store.mediaBytes()).toBe(400);
    });

    it("copies a piece: its buffer can be used again", async () => {
      const store = open();
      const given = piece("a", "user", 3);
      await store.putPiece(given);
      new Int16Array(given.pcm).fill(0);
      expect(await collected(store.pieces("a", "user"))).toEqual([piece("a", "user", 3)]);
    });

    it("keeps nothing of a piece whose sound was given away", async () => {
      const store = open();
      const given = piece("a", "user", 0);
      structuredClone(given.pcm, { transfer: [given.pcm] });
      await expect(store.putPiece(given)).rejects.toMatchObject({ name: "DataCloneError" });
      expect(await store.pieceHeads("a", "user")).toEqual([]);
      expect(await store.mediaBytes()).toBe(0);
    });

    it("drops the pieces of calls and nothing else", async () => {
      const store = open();
      for (const id of ["a", "ab", "b"]) {
        await store.putCall(callRecord(id, 0, { sound: inPieces }));
        await store.putPiece(piece(id, "user", 0));
        await store.putPiece(piece(id, "agent", 0));
      }
      await store.deletePieces(["a", "b", "unknown"]);
      expect(await collected(store.pieces("a", "user"))).toEqual([]);
      expect(await store.pieceHeads("b", "agent")).toEqual([]);
      expect(await store.pieceHeads("ab", "agent")).toHaveLength(1);
      expect((await store.getCall("a"))?.sound).toEqual(inPieces);
      expect(await store.mediaBytes()).toBe(pieceBytes("user") + pieceBytes("agent"));
    });

    it("puts a finished recording in the place of the pieces", async () => {
      const store = open();
      await store.putCall(callRecord("a", 0, { sound: inPieces }));
      for (const index of [0, 1]) await store.putPiece(piece("a", "user", index));
      await store.putRecording(recording("a", 500));
      expect(await store.getRecording("a")).toEqual(recording("a", 500));
      expect(await store.pieceHeads("a", "user")).toEqual([]);
      expect(await collected(store.pieces("a", "user"))).toEqual([]);
      expect(await store.getCall("a")).toEqual(callRecord("a", 0, { sound: { status: "mp3", gaps } }));
      expect(await store.mediaBytes()).toBe(500);
      expect(await store.getRecording("b")).toBeUndefined();
    });

    it("replaces a finished recording", async () => {
      const store = open();
      await store.putCall(callRecord("a", 0, { sound: { status: "none", isRemoved: false } }));
      await store.putRecording(recording("a", 500));
      await store.putRecording(recording("a", 300));
      expect(await store.getRecording("a")).toEqual(recording("a", 300));
      expect((await store.getCall("a"))?.sound).toEqual({ status: "mp3", gaps: [] });
      expect(await store.mediaBytes()).toBe(300);
    });

    it("keeps no recording of a call that was deleted while it was made, nor of one whose sound was", async () => {
      const store = open();
      await store.putCall(callRecord("a", 0, { sound: inPieces }));
      await store.putPiece(piece("a", "user", 0));
      await store.deleteMedia(["a"]);
      for (const id of ["a", "gone"]) await store.putRecording(recording(id, 500));
      expect(await store.getRecording("a")).toBeUndefined();
      expect(await store.getRecording("gone")).toBeUndefined();
      expect((await store.getCall("a"))?.sound).toEqual({ status: "none", isRemoved: true });
      expect(await store.mediaBytes()).toBe(0);
    });

    it("deletes the sound of calls and keeps their words", async () => {
      const store = open();
      for (const id of ["a", "b", "c"]) {
        await store.putCall(callRecord(id, 0, { sound: inPieces }));
        await store.putEntries([said(id, 1, "hello")]);
        await store.putPiece(piece(id, "user", 0));
      }
      await store.putRecording(recording("b", 500));
      await store.putCall(callRecord("silent", 0, { sound: { status: "none", isRemoved: false } }));
      await store.deleteMedia(["a", "b", "silent", "unknown"]);
      for (const id of ["a", "b"]) {
        expect((await store.getCall(id))?.sound).toEqual({ status: "none", isRemoved: true });
        expect(await store.entries(id)).toHaveLength(1);
        expect(await store.pieceHeads(id, "user")).toEqual([]);
        expect(await store.getRecording(id)).toBeUndefined();
      }
      expect((await store.getCall("silent"))?.sound).toEqual({ status: "none", isRemoved: false });
      expect(await store.getCall("unknown")).toBeUndefined();
      expect(await store.mediaBytes()).toBe(pieceBytes("user"));
    });

    it("deletes everything of a call, and nothing of others", async () => {
      const store = open();
      for (const id of ["a", "ab", "b"]) {
        await store.putCall(callRecord(id, 0, { sound: inPieces }));
        await store.putEntries([said(id, 1, "hello")]);
        await store.putPiece(piece(id, "agent", 0));
      }
      await store.putRecording(recording("b", 500));
      await store.deleteCalls(["a", "b", "unknown"]);
      for (const id of ["a", "b"]) {
        expect(await store.getCall(id)).toBeUndefined();
        expect(await store.entries(id)).toEqual([]);
        expect(await collected(store.pieces(id, "agent"))).toEqual([]);
        expect(await store.getRecording(id)).toBeUndefined();
      }
      expect((await store.listCalls({ limit: 10 })).map(({ id }) => id)).toEqual(["ab"]);
      expect(await store.allEntries(undefined, 10)).toEqual([said("ab", 1, "hello")]);
      expect(await store.pieceHeads("ab", "agent")).toHaveLength(1);
      expect(await store.mediaBytes()).toBe(pieceBytes("agent"));
    });

    it("tells of recordings and deleted sound, not of pieces", async () => {
      const store = open();
      await store.putCall(callRecord("a", 0, { sound: inPieces }));
      const heard: CallChange[] = [];
      store.onChange((change) => heard.push(change));
      await store.putPiece(piece("a", "user", 0));
      await store.deletePieces(["a"]);
      await store.putRecording(recording("gone", 5));
      expect(heard).toEqual([]);
      await store.putRecording(recording("a", 5));
      await store.deleteMedia(["a"]);
      expect(heard).toEqual([{ ids: ["a"] }, { ids: ["a"] }]);
    });
  });
}
