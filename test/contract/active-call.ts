import { describe, expect, it } from "vitest";
import type { ActiveCall } from "../../web/core/call/active-call.ts";
import type { ActiveCallStore } from "../../web/core/ports.ts";
import { exampleAbout } from "../fakes/conversation.ts";

export const exampleActive: ActiveCall = {
  callId: "call-1",
  about: exampleAbout,
  request: { model: "gemini-3.8-live", instruction: "Be brief." },
  toolsOff: ["roll_dice"],
  handle: { value: "handle-1", atMs: 1_000 },
  aliveAtMs: 2_000,
};

/** What every ActiveCallStore does. @param open gives an empty one */
export function describeActiveCallStore(name: string, open: () => ActiveCallStore): void {
  describe(`ActiveCallStore: ${name}`, () => {
    it("has nothing before a call", async () => {
      expect(await open().load()).toBeUndefined();
    });

    it("gives back what was saved last", async () => {
      const store = open();
      await store.save({ ...exampleActive, handle: undefined });
      await store.save(exampleActive);
      expect(await store.load()).toEqual(exampleActive);
      await store.save({ ...exampleActive, callId: "call-2", handle: undefined });
      expect(await store.load()).toEqual({ ...exampleActive, callId: "call-2", handle: undefined });
    });

    it("forgets it, also when there is nothing", async () => {
      const store = open();
      await store.clear();
      await store.save(exampleActive);
      await store.clear();
      expect(await store.load()).toBeUndefined();
    });

    it("copies in both directions", async () => {
      const store = open();
      const toolsOff = ["a"];
      await store.save({ ...exampleActive, toolsOff });
      toolsOff.push("b");
      expect((await store.load())?.toolsOff).toEqual(["a"]);
    });
  });
}
