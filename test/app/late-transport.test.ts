import { describe, expect, it } from "vitest";
import { lateTransport } from "../../web/app/late-transport.ts";
import { ScriptedTransport } from "../fakes/scripted-transport.ts";

const events = { onEvent: () => undefined, onClosed: () => undefined };
const { signal } = new AbortController();

describe("lateTransport", () => {
  it("loads once, with the first sign of a call, and connects through what it loaded", async () => {
    const scripted = new ScriptedTransport();
    let loads = 0;
    const late = lateTransport(async () => {
      loads += 1;
      return scripted;
    });
    expect(loads).toBe(0);
    late.prepare({ voice: "Puck" });
    await late.connect({ voice: "Kore" }, events, signal);
    await late.connect({}, events, signal);
    expect(loads).toBe(1);
    expect(scripted.prepared).toEqual([{ voice: "Puck" }]);
    expect(scripted.attempts[0]?.request).toEqual({ voice: "Kore" });
  });

  it("says that the server is away when the code cannot be had, and tries again with the next call", async () => {
    let online = false;
    const late = lateTransport(async () => {
      if (!online) throw new TypeError("Failed to fetch dynamically imported module");
      return new ScriptedTransport();
    });
    late.prepare();
    await expect(late.connect({}, events, signal)).rejects.toMatchObject({
      kind: "token",
      reason: "unreachable",
    });
    online = true;
    await expect(late.connect({}, events, signal)).resolves.toBeDefined();
  });
});
