import { describe, expect, it } from "vitest";
import { appLanguages } from "../../web/ui/locale.ts";
import { bareWords } from "./bare-words.ts";
import { appFiles } from "./messages.ts";
import { example, parseFile } from "./source-code.ts";

/** Words that are the same in every language, with the reason. */
const allowed = new Set([
  // The name of the app.
  "Parley",
  // Whoever looks for a language reads that one.
  ...appLanguages.map(({ name }) => name),
]);

const none = new Set<string>();

describe("words that nobody translates", () => {
  it("are found in texts, attributes that are read out, and strings", () => {
    const code = example(
      'const a = html`<p class="big" aria-label="Close it">#{x} calls</p>`;',
      'const b = on ? "Muted" : "off";',
      "const c = `Call with #{name}`;",
    );
    expect(bareWords(parseFile("example.ts", code), none)).toEqual([
      "example.ts:1: Close it",
      "example.ts:1: calls",
      "example.ts:2: Muted",
      "example.ts:3: Call with",
    ]);
  });

  it("are none that are translated, or that people never see", () => {
    const code = example(
      'const a = html`<p class="Big" @click=#{() => 1 > 0}>#{msg("Muted")} #{msg(str`#{x} calls`)}</p>`;',
      'console.warn("The tools did not load.", error);',
      'if (key === "Escape") throw new Error("No template for this.");',
      'const b = root.querySelector("Button");',
    );
    expect(bareWords(parseFile("example.ts", code), none)).toEqual([]);
  });

  it("are nowhere on the screens", () => {
    const files = appFiles().filter((path) => path.startsWith("web/ui/"));
    expect(files.length).toBeGreaterThan(50);
    expect(files.flatMap((path) => bareWords(parseFile(path), allowed))).toEqual([]);
  });
});
