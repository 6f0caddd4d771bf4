import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { defineTool, type Tool } from "../../../web/core/tools/tool.ts";
import { createToolState } from "../../../web/core/tools/tool-state.ts";
import { createToolbox } from "../../../web/core/tools/toolbox.ts";
import { valibotInput } from "../../../web/tools/support/valibot-input.ts";
import { ManualClock } from "../../fakes/manual-clock.ts";

const note = defineTool({
  name: "take_note",
  description: "Notes something down.",
  input: valibotInput(v.object({})),
  behavior: "NON_BLOCKING",
  scheduling: "SILENT",
  run: (_args, { timeZone }) => ({ status: "ok", timeZone }),
});

const host = { state: createToolState(), endCall: () => undefined };
const { signal } = new AbortController();
const call = { id: "1", name: "take_note", args: {} };

function toolboxOf(load: () => Promise<ReadonlyMap<string, Tool>>) {
  return createToolbox({ load, clock: new ManualClock(), timeZone: "Asia/Tokyo" });
}

describe("createToolbox", () => {
  const toolbox = () => toolboxOf(async () => new Map([[note.name, note]]));

  it("declares what the model takes", async () => {
    const declarations = await toolbox().declarations("gemini-3.8-live");
    expect(declarations).toEqual([
      { name: "take_note", description: "Notes something down.", behavior: "NON_BLOCKING" },
    ]);
    expect((await toolbox().declarations("gemini-3.1-flash-live-preview"))[0]).not.toHaveProperty("behavior");
  });

  it("runs a call", async () => {
    const response = { output: { status: "ok", timeZone: "Asia/Tokyo" } };
    expect(await toolbox().run(call, host, signal)).toEqual({
      ok: true,
      response: { id: "1", name: "take_note", response, scheduling: "SILENT" },
    });
  });

  it("says nothing about scheduling to a model that does not know it", async () => {
    const box = toolbox();
    await box.declarations("gemini-3.8-live-extended-thinking");
    expect((await box.run(call, host, signal)).response).not.toHaveProperty("scheduling");
  });

  it("answers a call of an unknown tool", async () => {
    const outcome = await toolbox().run({ ...call, name: "fly" }, host, signal);
    expect(outcome).toMatchObject({
      ok: false,
      response: { response: { error: { status: "unknown_tool" } } },
    });
  });

  it("answers when the tools cannot be loaded", async () => {
    const outcome = await toolboxOf(() => Promise.reject(new Error("offline"))).run(call, host, signal);
    expect(outcome).toMatchObject({
      ok: false,
      response: { id: "1", response: { error: { status: "failed" } } },
    });
  });
});
