import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { defaultSettings } from "../../../web/core/settings.ts";
import { defineTool, type Tool } from "../../../web/core/tools/tool.ts";
import { createToolbox } from "../../../web/core/tools/toolbox.ts";
import { valibotInput } from "../../../web/tools/support/valibot-input.ts";
import { FakeToolHost } from "../../fakes/fake-tool-host.ts";
import { ManualClock } from "../../fakes/manual-clock.ts";
import { MemoryToolStore } from "../../fakes/memory-tool-store.ts";
import { noHistory } from "../../fakes/no-history.ts";

const input = valibotInput(v.object({}));
const note = defineTool({
  name: "take_note",
  description: "Notes something down.",
  input,
  behavior: "NON_BLOCKING",
  scheduling: "SILENT",
  run: (_args, { timeZone, nonBlocking }) => ({ status: "ok", timeZone, nonBlocking }),
});
const book = defineTool({
  name: "book",
  description: "Books.",
  input,
  behavior: "BLOCKING",
  run: () => ({ status: "ok" }),
});

const { signal } = new AbortController();
const call = { id: "1", name: "take_note", args: {} };

function open(model: string, toolsOff: readonly string[] = [], tools: readonly Tool[] = [note, book]) {
  const toolbox = createToolbox({
    load: async () => new Map(tools.map((tool) => [tool.name, tool])),
    clock: new ManualClock(),
    timeZone: "Asia/Tokyo",
    fetcher: () => Promise.reject(new Error("no network")),
    store: new MemoryToolStore(),
    history: noHistory,
  });
  return toolbox.open({ model, settings: defaultSettings, toolsOff });
}

describe("createToolbox", () => {
  it("declares what the model takes", async () => {
    expect((await open("gemini-3.8-live")).declarations).toEqual([
      { name: "take_note", description: "Notes something down.", behavior: "NON_BLOCKING" },
      { name: "book", description: "Books.", behavior: "BLOCKING" },
    ]);
    const older = await open("gemini-3.1-flash-live-preview");
    for (const declaration of older.declarations) expect(declaration).not.toHaveProperty("behavior");
  });

  it("knows for which tools the model waits", async () => {
    const waits = async (model: string) => {
      const tools = await open(model);
      return [tools.blocks("take_note"), tools.blocks("book")];
    };
    expect(await waits("gemini-3.8-live")).toEqual([false, true]);
    expect(await waits("gemini-3.8-live-extended-thinking")).toEqual([false, false]);
    expect(await waits("gemini-3.1-flash-live-preview")).toEqual([true, true]);
  });

  it("offers none of the tools that are off", async () => {
    const tools = await open("gemini-3.8-live", ["book"]);
    expect(tools.declarations.map(({ name }) => name)).toEqual(["take_note"]);
    const outcome = await tools.run({ ...call, name: "book" }, new FakeToolHost(), signal);
    expect(outcome).toMatchObject({
      status: "failed",
      response: { response: { error: { status: "unknown_tool" } } },
    });
  });

  it("runs a call", async () => {
    const response = { output: { status: "ok", timeZone: "Asia/Tokyo", nonBlocking: true } };
    expect(await (await open("gemini-3.8-live")).run(call, new FakeToolHost(), signal)).toEqual({
      status: "done",
      response: { id: "1", name: "take_note", response, scheduling: "SILENT" },
    });
  });

  it("says nothing about scheduling to a model that does not know it", async () => {
    const outcome = await (await open("gemini-3.8-live-extended-thinking")).run(
      call,
      new FakeToolHost(),
      signal,
    );
    expect(outcome.response).not.toHaveProperty("scheduling");
  });

  it("says that the server is away when the tools cannot be loaded", async () => {
    const toolbox = createToolbox({
      load: () => Promise.reject(new Error("offline")),
      clock: new ManualClock(),
      timeZone: "UTC",
      fetcher: () => Promise.reject(new Error("no network")),
      store: new MemoryToolStore(),
      history: noHistory,
    });
    const opened = toolbox.open({ model: undefined, settings: defaultSettings, toolsOff: [] });
    await expect(opened).rejects.toMatchObject({ kind: "token", reason: "unreachable" });
  });
});
