import { describe, expect, it } from "vitest";
import { tool } from "../../web/tools/show-card.ts";
import { FakeToolContext } from "../fakes/fake-tool-context.ts";
import { ask } from "./support/ask.ts";

describe("show_card", () => {
  it.each([
    { kind: "text", title: "Poem", text: "<b>Roses</b> are red." },
    { kind: "text", text: "No title." },
    { kind: "list", title: "To buy", items: ["milk", "bread"] },
    { kind: "table", title: "Trains", columns: ["To", "At"], rows: [["Ulm", "9:05"]] },
    { kind: "link", title: "Map", url: "https://example.org/map", text: "Where we meet." },
    { kind: "link", title: "Plain", url: "http://example.org/" },
    { kind: "chart", title: "Runs", unit: "km", bars: [{ label: "Mon", value: 5.5 }] },
  ])("shows $kind as it is given", async (card) => {
    const context = new FakeToolContext();
    expect(await ask(tool, card, context)).toEqual({ status: "ok", sentence: "It is on the screen." });
    expect(context.cards).toEqual([card]);
  });

  it("leaves out what another kind of card would need", async () => {
    const context = new FakeToolContext();
    await ask(tool, { kind: "text", text: "Hello", url: "https://example.org", items: ["x"] }, context);
    expect(context.cards).toEqual([{ kind: "text", text: "Hello" }]);
  });

  it.each([
    [{ kind: "text" }, "text is missing"],
    [{ kind: "list", items: [] }, "items is missing"],
    [{ kind: "table", rows: [["a"]] }, "columns and rows are needed"],
    [{ kind: "table", columns: ["A"], rows: [["a"], ["b", "c"]] }, "rows.1: has 2 cells for 1 columns"],
    [{ kind: "chart", title: "Nothing" }, "bars is missing"],
    [{ kind: "link", url: "https://example.org" }, "title is missing"],
    [{ kind: "link", title: "x" }, "url: must be an address with http or https"],
    [{ kind: "link", title: "x", url: "javascript:alert(1)" }, "url: must be an address with http or https"],
    [{ kind: "link", title: "x", url: " data:text/html,x" }, "url: must be an address with http or https"],
    [{ kind: "link", title: "x", url: "/settings" }, "url: must be an address with http or https"],
  ])("tells what is wrong with %j, and shows nothing", async (args, problem) => {
    const context = new FakeToolContext();
    expect(await ask(tool, args, context)).toEqual({
      status: "invalid_arguments",
      problems: [problem],
      retryable: true,
    });
    expect(context.cards).toEqual([]);
  });

  it.each([
    { kind: "video" },
    { kind: "text", text: "x".repeat(4001) },
    { kind: "list", items: Array.from({ length: 51 }, () => "x") },
    { kind: "list", items: ["x".repeat(301)] },
    { kind: "table", columns: Array.from({ length: 9 }, () => "x"), rows: [] },
    { kind: "chart", bars: [{ label: "x", value: -1 }] },
    { kind: "chart", bars: Array.from({ length: 32 }, () => ({ label: "x", value: 1 })) },
  ])("does not take what is too big or no card (case %#)", async (args) => {
    await expect(ask(tool, args, new FakeToolContext())).rejects.toThrow();
  });
});
