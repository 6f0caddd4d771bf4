import { fillArguments, findTool, type ToolWish } from "./agent-arguments.ts";
import { describeResults } from "./agent-results.ts";
import { type ToolTopic, toolTopics } from "./agent-topics.ts";
import type { JsonObject } from "./json.ts";
import type { Answer, AnswerContext, Input, Step } from "./scenario.ts";
import type { DeclaredTool } from "./setup-check.ts";

/**
 * The agent of the demo: a stand-in that finds its answers by key words, calls the tools that are declared, and is open
 * about not understanding speech.
 */
export const demoAgent: Answer = (input, context) => {
  switch (input.type) {
    case "text":
      return answerText(input.text, context);
    case "speech":
      return input.heard.startsWith("[speech")
        ? answerSpeech(input, context)
        : answerText(input.heard, context);
    case "nothing":
      return say(greeting(context));
    case "tool-results":
      return input.results.some(({ name }) => endsCall(name)) ? [] : say(describeResults(input.results));
    default:
      return input satisfies never;
  }
};

/** Something that can be said by typing. The first one that matches is answered. */
interface Topic {
  readonly asks: RegExp;
  readonly answer: (text: string, context: AnswerContext) => readonly Step[];
}

const goodbye: ToolWish = {
  name: /^(end|hang|finish|close|terminate)\w*[_-]?(up|call|session|conversation)?$|hang_?up|end_?call/i,
};

const topics: readonly Topic[] = [
  // What an app tells of an earlier conversation is not asked by anybody, whatever words are in it.
  { asks: /^Note from the app/, answer: () => say("I am with you again, and remember what we said.") },
  { asks: /\b(good ?bye|bye|hang up|end (the|this) call|see you|that.s all)\b/i, answer: sayGoodbye },
  {
    asks: /\b(greet|introduce yourself|say (hi|hello)|start the conversation|welcome the user)\b/i,
    answer: (_, context) => say(greeting(context)),
  },
  ...toolTopics.map((topic) => ({ asks: topic.asks, answer: withTool(topic) })),
  {
    asks: /\b(story|talk for a while|something long|keep talking|tell me more)\b/i,
    answer: () => say(story),
  },
  {
    asks: /\b(what|how much|how many).*\b(said|say|talk|spoke|remember|turns|discuss)/i,
    answer: (_, context) => say(recollection(context)),
  },
  { asks: /\b(help|what can (you|i)|options|try)\b/i, answer: (_, context) => say(offer(context.tools)) },
  {
    asks: /\b(who|what) are you\b|\byour name\b|\bare you (real|human|gemini)/i,
    answer: () =>
      say("I am the demo stand-in for Gemini, made of a few key words and a small synthetic voice."),
  },
  {
    asks: /\b(see|look at|watch|picture|photo|camera|screen)\b/i,
    answer: (_, { seen }) => say(sight(seen)),
  },
  {
    asks: /\b(thanks?|thank you|cheers)\b/i,
    answer: (_, context) => say(pick(["You are welcome!", "Any time!", "My pleasure."], context)),
  },
  {
    asks: /\b(hello|hi|hey|good (morning|evening|afternoon))\b/i,
    answer: (_, context) => say(greeting(context)),
  },
];

function answerText(text: string, context: AnswerContext): readonly Step[] {
  const topic = topics.find(({ asks }) => asks.test(text));
  if (topic !== undefined) return topic.answer(text, context);
  const named = findNamedTool(text, context.tools);
  if (named !== undefined) return call(named, text);
  return say(
    pick(
      [
        "I got that, but as a demo stand-in I only know a few tricks. Try typing: what time is it in Tokyo?",
        "That is beyond this demo. I can tell the time, look up the weather, or tell you a story.",
        "A real Gemini would answer that. I am the demo: ask me for the time, the weather or a story.",
      ],
      context,
    ),
  );
}

function answerSpeech({ durationMs }: Input & { type: "speech" }, context: AnswerContext): readonly Step[] {
  const seconds = spokenSeconds(durationMs);
  return say(
    pick(
      [
        `I heard you speak for ${seconds}. This demo cannot understand words. Try typing: what time is it in Tokyo?`,
        `That was ${seconds} of speech, loud and clear. I am a demo and cannot follow it. Type: tell me a story.`,
        `You spoke for ${seconds}. I can hear, but not understand. Type a question, and I will answer.`,
        `Your microphone works: I heard ${seconds}. Interrupt me at any time, or type something to get an answer.`,
      ],
      context,
    ),
  );
}

function greeting(context: AnswerContext): string {
  if (context.turn > 1) return "Hello again! I am still the demo stand-in. Type a question, or just talk.";
  return "Hello! I am the demo stand-in for Gemini. Talk to me, or type a question, such as: what time is it in Tokyo?";
}

function sayGoodbye(text: string, context: AnswerContext): readonly Step[] {
  const farewell = say(
    pick(["Goodbye, and thank you for trying the demo!", "Bye! It was nice to meet you."], context),
  );
  const tool = findTool(goodbye, context.tools);
  return tool === undefined ? farewell : [...farewell, ...call(tool, text)];
}

function withTool({ wish, said, aloud, lacks }: ToolTopic): Topic["answer"] {
  return (text, { tools }) => {
    const tool = findTool(wish, tools);
    if (tool === undefined) return say(`I have no ${lacks} in this call, so I cannot help with that.`);
    return [...(aloud === undefined ? [] : say(aloud)), ...call(tool, text, said?.(text))];
  };
}

function call(tool: DeclaredTool, text: string, known?: JsonObject): readonly Step[] {
  return [{ type: "call", calls: [{ name: tool.name, args: fillArguments(tool, text, known) }] }];
}

/** A tool all of whose name's words occur in the text: "roll a dice" is roll_dice. */
function findNamedTool(text: string, tools: readonly DeclaredTool[]): DeclaredTool | undefined {
  const typed = text.toLowerCase();
  return tools.find(({ name }) => {
    const words = wordsOf(name).filter((word) => !["get", "the", "a", "to", "of"].includes(word));
    return words.length > 0 && words.every((word) => typed.includes(word));
  });
}

function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

function endsCall(name: string): boolean {
  return goodbye.name.test(name);
}

function recollection({ memory }: AnswerContext): string {
  const spoken = memory.lines.filter(({ role }) => role === "user");
  if (spoken.length <= 1) return "We have only just begun.";
  const typed = spoken.slice(0, -1).findLast(({ text }) => !text.startsWith("["));
  const last = typed === undefined ? "" : ` The last thing you typed before was: ${typed.text}`;
  return `This is your turn number ${memory.turns}.${last}`;
}

function sight(seen: AnswerContext["seen"]): string {
  if (seen === undefined) return "I have not got a picture yet. Share your camera or your screen.";
  const pictures = seen.count === 1 ? "one picture" : `${seen.count} pictures`;
  return `I got ${pictures}, the last one of ${seen.width} by ${seen.height} pixels. As a demo I cannot see what is on it.`;
}

function offer(tools: readonly DeclaredTool[]): string {
  const names = tools.slice(0, 5).map(({ name }) => wordsOf(name).join(" "));
  const list =
    names.length === 0 ? "No tools are declared in this call." : `My tools here are: ${names.join(", ")}.`;
  return `${list} Type what you want, say: tell me a story, and interrupt me.`;
}

function spokenSeconds(durationMs: number): string {
  const seconds = (durationMs / 1000).toFixed(1);
  return seconds === "1.0" ? "one second" : `${seconds} seconds`;
}

function pick(texts: readonly [string, ...string[]], { turn }: AnswerContext): string {
  return texts[turn % texts.length] ?? texts[0];
}

function say(text: string): readonly Step[] {
  return [{ type: "say", text }];
}

const story = [
  "Gladly: once upon a time there was a lighthouse keeper who collected voices.",
  "Every evening, when the fog came in, he opened a small window and listened to the sea.",
  "He wrote down what the waves said, although he understood only a few words of it.",
  "One night a ship answered. Its captain had lost her way, and asked him what time it was.",
  "He did not know, for his clock had stopped years ago, so he rang the bell once for every story he remembered.",
  "The captain counted the strokes, smiled, and steered by them until the sun came up.",
  "Since then ships ring their bells when they pass, and the keeper has never been lonely again.",
  "You can interrupt me at any point, but that was the end.",
].join(" ");
