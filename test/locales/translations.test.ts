import { describe, expect, it } from "vitest";
import { appLanguages } from "../../web/ui/locale.ts";
import type { Messages } from "../../web/ui/translation.ts";
import { messagesOf, type SourceMessage, sourceMessages } from "./messages.ts";
import { example, parseFile } from "./source-code.ts";

const locales = import.meta.glob<Messages>("../../web/locales/*.ts", { eager: true, import: "messages" });
const translations = Object.entries(locales).map(
  ([path, messages]) => [/([\w-]+)\.ts$/.exec(path)?.[1] ?? path, messages] as const,
);
const source = sourceMessages();

describe("the messages of the code", () => {
  it("are found, with values, forms and what core has marked", () => {
    const code = example(
      'const a = msg("Start call");',
      "const b = html`<p title=#{msg(str`Edit #{name}`)}>#{msg(str`#{one} of #{two}`)}</p>`;",
      "const c = plural(count, str`#{text} call`, str`#{text} calls`);",
      'const d = { denied: toTranslate("The microphone was blocked.") };',
      'const e = msg("Call", { id: "Call (a verb)" }) + msg(d.denied);',
    );
    expect(messagesOf(parseFile("example.ts", code))).toEqual([
      { source: "Start call", isPlural: false, place: "example.ts:1" },
      { source: "Edit {0}", isPlural: false, place: "example.ts:2" },
      { source: "{0} of {1}", isPlural: false, place: "example.ts:2" },
      { source: "{0} calls", isPlural: true, place: "example.ts:3" },
      { source: "The microphone was blocked.", isPlural: false, place: "example.ts:4" },
      { source: "Call (a verb)", isPlural: false, place: "example.ts:5" },
    ]);
  });

  it("must be readable from the code", () => {
    expect(() => messagesOf(parseFile("example.ts", example("msg(`Edit #{name}`)")))).toThrow(
      /example\.ts:1/,
    );
  });
});

it("each language of the app has its words, and each file of words its language", () => {
  const offered = appLanguages.map(({ language }) => language).filter((language) => language !== "en");
  expect(translations.map(([language]) => language).sort()).toEqual([...offered].sort());
});

describe.each(translations)("the words in %s", (language, messages) => {
  it("lack no message", () => {
    const missing = [...source.values()].filter((message) => messages[message.source] === undefined);
    expect(missing.length, `To be translated:\n${missing.map(line).join("\n")}\n`).toBe(0);
  });

  it("hold nothing that the app no longer says", () => {
    expect(Object.keys(messages).filter((key) => !source.has(key))).toEqual([]);
  });

  it("have the values of the English ones, and a form for every number", () => {
    const wrong = Object.entries(messages).flatMap(([key, message]) => {
      const known = source.get(key);
      return known === undefined ? [] : problems(known, message, language);
    });
    expect(wrong).toEqual([]);
  });

  it("call a button by the words that are on it", () => {
    const wrong = Object.entries(messages).flatMap(([key, message]) =>
      namedButtons(key).filter((button) => !says(message, messages[button])),
    );
    expect(wrong).toEqual([]);
  });

  it("have the words of a button in its longer name, so that it can be called by them", () => {
    const wrong = longerNames.filter(([name, button]) => !says(messages[name], messages[button]));
    expect(wrong).toEqual([]);
  });

  /** A line to fill in. */
  function line({ source: key, isPlural, place }: SourceMessage): string {
    const forms = isPlural ? `{ ${rules(language).map((rule) => `${rule}: ""`)} }` : '""';
    return `  ${JSON.stringify(key)}: ${forms}, // ${place}`;
  }
});

/** Buttons that a sentence tells people to press. */
function namedButtons(key: string): readonly string[] {
  return ["Start call", "Always allow"].filter((name) => key !== name && key.includes(name));
}

/** What is read out of a button, and what stands on it. */
const longerNames = [
  ["Remove {0}", "Remove"],
  ["Edit {0}", "Edit"],
  ["Delete {0}", "Delete"],
  ["Retry {0}", "Retry"],
  ["Cancel {0}", "Cancel"],
  ["Open the call of {0}", "Open"],
  ["Mute microphone", "Mute"],
] as const;

function says(message: Messages[string] | undefined, words: Messages[string] | undefined): boolean {
  if (typeof message !== "string" || typeof words !== "string") return false;
  return message.toLowerCase().includes(words.toLowerCase());
}

function problems(
  { source: key, isPlural }: SourceMessage,
  message: Messages[string],
  language: string,
): readonly string[] {
  if (isPlural !== (typeof message !== "string"))
    return [`${key}: ${isPlural ? "needs a form for every number" : "is one message"}`];
  if (typeof message === "string") return textProblems(key, message, true);
  const expected = rules(language);
  const given = Object.keys(message);
  if ([...given].sort().join() !== [...expected].sort().join())
    return [`${key}: needs the forms ${expected.join(", ")}, has ${given.join(", ")}`];
  // One or two of something may be said without the number.
  return Object.entries(message).flatMap(([rule, form]) =>
    textProblems(key, form, !["zero", "one", "two"].includes(rule)),
  );
}

function textProblems(key: string, text: string, needsAll: boolean): readonly string[] {
  const wanted = values(key);
  const given = values(text);
  if (text.trim() === "") return [`${key}: is empty`];
  const lacking = needsAll ? wanted.filter((value) => !given.includes(value)) : [];
  const unknown = given.filter((value) => !wanted.includes(value));
  return [
    ...lacking.map((value) => `${key}: “${text}” lacks ${value}`),
    ...unknown.map((value) => `${key}: “${text}” has ${value}, which there is none of`),
  ];
}

function values(text: string): readonly string[] {
  return text.match(/\{\d+\}/g) ?? [];
}

function rules(language: string): readonly string[] {
  return new Intl.PluralRules(language).resolvedOptions().pluralCategories;
}
