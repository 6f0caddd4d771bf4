import { describe, expect, it } from "vitest";
import { runTool } from "../../web/core/tools/run-tool.ts";
import { createToolState } from "../../web/core/tools/tool-state.ts";
import { tool } from "../../web/tools/end-call.ts";
import { ManualClock } from "../fakes/manual-clock.ts";

async function hangUp(args: Readonly<Record<string, unknown>>) {
  const reasons: string[] = [];
  const outcome = await runTool(tool, {
    call: { id: "1", name: "end_call", args },
    host: { state: createToolState(), endCall: (reason) => reasons.push(reason) },
    signal: new AbortController().signal,
    clock: new ManualClock(),
    timeZone: "UTC",
  });
  return { reasons, outcome };
}

describe("end_call", () => {
  it("ends the conversation with the model's reason, and has the model say no more", async () => {
    const { reasons, outcome } = await hangUp({ reason: "the user said goodbye", farewell: "Bye!" });
    expect(reasons).toEqual(["the user said goodbye"]);
    expect(outcome).toMatchObject({
      ok: true,
      response: { scheduling: "SILENT", response: { output: { status: "ending" } } },
    });
  });

  it("does not hang up without a reason", async () => {
    const { reasons, outcome } = await hangUp({});
    expect(reasons).toEqual([]);
    expect(outcome.ok).toBe(false);
  });
});
