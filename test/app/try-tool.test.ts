import { describe, expect, it } from "vitest";
import { tryTool } from "../../web/app/try-tool.ts";
import type { WireObject } from "../../web/core/live/wire.ts";
import { httpTool } from "../../web/core/tools/http-tool.ts";
import type { ToolFetcher } from "../../web/core/tools/tool-fetch.ts";
import { ManualClock } from "../fakes/manual-clock.ts";
import { MemoryToolStore } from "../fakes/memory-tool-store.ts";
import { noHistory } from "../fakes/no-history.ts";

const tool = httpTool({
  id: "p",
  name: "order",
  description: "Orders something.",
  parameters: { type: "object", properties: { item: { type: "string" } }, required: ["item"] },
  urlTemplate: "https://shop.example/{item}",
  method: "POST",
  headers: { "X-Key": "secret" },
  enabled: true,
});

const answering =
  (text: string): ToolFetcher =>
  async ({ url, origins }) => ({ status: 200, text: `${text} ${url} ${origins}`, json: () => undefined });

function attempt(args: WireObject, fetcher: ToolFetcher) {
  const options = {
    load: async () => new Map(),
    clock: new ManualClock(),
    timeZone: "Asia/Tokyo",
    fetcher,
    store: new MemoryToolStore(),
    history: noHistory,
  };
  return tryTool(tool, args, options, new AbortController().signal);
}

describe("trying a tool out", () => {
  it("runs it without asking, and gives what the agent would be given", async () => {
    const { status, response } = await attempt({ item: "tea" }, answering("Ordered"));
    expect(status).toBe("done");
    expect(response.response).toEqual({
      output: {
        status: "ok",
        httpStatus: 200,
        text: "Ordered https://shop.example/tea https://shop.example",
      },
    });
  });

  it("says what is wrong with the arguments", async () => {
    const { status, response } = await attempt({}, answering(""));
    expect(status).toBe("failed");
    expect(response.response["error"]).toMatchObject({ status: "invalid_arguments" });
  });

  it("bounds a long answer", async () => {
    const { response } = await attempt({ item: "tea" }, answering("x".repeat(100_000)));
    expect(JSON.stringify(response).length).toBeLessThan(17_000);
    expect(response.response["output"]).toMatchObject({ note: expect.stringContaining("cut") });
  });
});
