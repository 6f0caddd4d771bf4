import type { LogEntry } from "../../../web/core/call/log-entry.ts";
import type { CallRecord } from "../../../web/core/history/record.ts";
import { callRecord } from "../../fakes/kept-calls.ts";
import { said } from "../../fakes/kept-sound.ts";
import { seededRandom } from "./waiting.ts";

/** A kept call with what was said in it. */
export interface KeptTalk {
  readonly record: CallRecord;
  readonly entries: readonly LogEntry[];
}

/** A call every two hours: 10,000 of them are two years and a quarter. */
const apartMs = 2 * 60 * 60_000;

const agents = ["Nova", "Tutor", "Travel guide"];

/** Frequent words first. */
const common = [
  ..."the to and you a of in is it that for we on at with can have be this will what not are so do my me".split(
    " ",
  ),
  ..."how about tomorrow please there train time would like from when which think need more one two day".split(
    " ",
  ),
  ..."weather morning station meeting remind city hotel ticket question answer Zürich café naïve garden".split(
    " ",
  ),
];
const syllables = "ba ke lo mi nu ra se ti vo da fe go hi ju pa re so tu wa li".split(" ");
/** Words in all, the rare ones made of syllables. */
const vocabulary = 6_000;

/**
 * Kept calls, the newest first: two turns each, of 3 to 50 words, frequent ones as often as in a language (the n-th word
 * comes 1/n as often as the first). The same every time.
 * @param newestAtMs when the newest one began
 */
export function keptTalks(count: number, newestAtMs: number): readonly KeptTalk[] {
  const random = seededRandom(1);
  const sentence = (most: number) =>
    Array.from({ length: 3 + Math.floor(random() * (most - 2)) }, () => word(random())).join(" ");
  return Array.from({ length: count }, (_, index) => {
    const id = `talk-${String(index).padStart(6, "0")}`;
    const startedAtMs = newestAtMs - index * apartMs;
    const agent = agents[Math.floor(random() * agents.length)] ?? "";
    const [question, answer] = [sentence(20), sentence(50)];
    const record = callRecord(id, 0, {
      startedAtMs,
      endedAtMs: startedAtMs + 300_000,
      title: question.slice(0, 40),
      firstWords: question,
      agent: { id: agent.toLowerCase().replaceAll(" ", "-"), name: agent },
    });
    return {
      record,
      entries: [turn(id, 1, question, startedAtMs), turn(id, 2, answer, startedAtMs + 5_000)],
    };
  });
}

function turn(callId: string, id: number, text: string, startedAtMs: number): LogEntry {
  const { entry } = said(callId, id, text);
  return entry.kind === "turn"
    ? { ...entry, role: id % 2 === 1 ? "user" : "agent", startedAtMs, endedAtMs: startedAtMs + 4_000 }
    : entry;
}

/** @param chance 0–1, evenly spread */
function word(chance: number): string {
  const rank = Math.floor(vocabulary ** chance) - 1;
  const known = common[rank];
  if (known !== undefined) return known;
  const digits = [rank % 20, Math.floor(rank / 20) % 20, Math.floor(rank / 400) % 20];
  return digits.map((digit) => syllables[digit]).join("");
}

/** From one letter to three words; parts of words, accents left out, and one that nobody said. */
export const queries: readonly string[] = [
  "e",
  "we",
  "the",
  "tomorrow",
  "zurich",
  "rrow",
  "train station",
  "bakelo",
  "weather tomorrow morning",
  "nobody said xylophone",
];
