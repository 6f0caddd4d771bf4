import { describe, expect, it } from "vitest";
import { inTurn } from "../../../web/tools/support/in-turn.ts";

describe("inTurn", () => {
  it("begins a job when the one before is over, also if that failed", async () => {
    const owner = {};
    const log: string[] = [];
    const first = inTurn(owner, async () => {
      log.push("first begins");
      await Promise.resolve();
      log.push("first ends");
      throw new Error("no luck");
    });
    const second = inTurn(owner, async () => log.push("second"));
    await expect(first).rejects.toThrow("no luck");
    await second;
    expect(log).toEqual(["first begins", "first ends", "second"]);
  });

  it("lets jobs of different owners run side by side", async () => {
    const stuck = inTurn({}, () => new Promise<void>(() => undefined));
    await expect(Promise.race([inTurn({}, async () => "done"), stuck])).resolves.toBe("done");
  });
});
