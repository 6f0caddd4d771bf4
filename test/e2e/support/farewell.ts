import type { Scenario } from "../../../token-server/simulator/scenario.ts";

/** What the agent says before it hangs up. */
const before = "It was a pleasure to talk with you today.";

/** What it still says afterwards: a word, or long enough to be stopped. */
export const lastWords = {
  short: "I wish you a calm evening. Come back whenever you like, and goodbye.",
  long: "I wish you a calm evening. Come back whenever you like, and goodbye. One more thing before I go: please remember to water the plants in the office, all of them.",
} as const;

/** Greets, and hangs up in the middle of its turn when it reads "bye": the last words come after the call. */
export function farewell(words: string): Scenario {
  return {
    hears: ["Wait, there is something else"],
    rules: [
      {
        when: { text: "bye" },
        answer: [
          { type: "say", text: before },
          { type: "call", calls: [{ name: "end_call", args: { reason: "the user said goodbye" } }] },
          { type: "say", text: words },
        ],
      },
      { when: { type: "text", turn: 1 }, answer: [{ type: "say", text: "Hello." }] },
      { answer: [{ type: "say", text: "Of course, I am still here." }] },
    ],
  };
}
