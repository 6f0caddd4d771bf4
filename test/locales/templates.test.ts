import { msg, str } from "@lit/localize";
import { runtimeMsg } from "@lit/localize/internal/runtime-msg.js";
import { describe, expect, it } from "vitest";
import { plural } from "../../web/ui/plural.ts";
import { messageId, pluralId, templatesOf } from "../../web/ui/translation.ts";

const templates = templatesOf({
  "Start call": "Anruf starten",
  "{0} of {1}": "Von {1} die {0}",
  "High (sensitivity)": "Hoch",
  "{0} calls": { one: "{0} Anruf", other: "{0} Anrufe" },
});

describe("the templates of a language", () => {
  it("are found by the words of the code", () => {
    expect(runtimeMsg(templates, "Start call", {})).toBe("Anruf starten");
    expect(runtimeMsg(templates, "High", { id: "High (sensitivity)" })).toBe("Hoch");
    expect(runtimeMsg(templates, "Nobody has translated this", {})).toBe("Nobody has translated this");
  });

  it("put values where the language wants them", () => {
    expect(runtimeMsg(templates, str`${5} of ${7}`, {})).toBe("Von 7 die 5");
  });

  it("have a form for each class of numbers", () => {
    const form = (rule: string) =>
      runtimeMsg(templates, str`${3} calls`, { id: pluralId(messageId("{0} calls"), rule) });
    expect([form("one"), form("other")]).toEqual(["3 Anruf", "3 Anrufe"]);
  });
});

it("English needs no templates", () => {
  expect(msg(str`${5} of ${7}`)).toBe("5 of 7");
  const calls = (count: number) => plural(count, str`${count} call`, str`${count} calls`);
  expect([0, 1, 2].map(calls)).toEqual(["0 calls", "1 call", "2 calls"]);
});
