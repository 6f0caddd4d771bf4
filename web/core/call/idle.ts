import type { CallState } from "./state.ts";

/** Before the first call. */
export const idleCall: CallState = {
  id: "",
  about: { agent: { id: "", name: "" }, model: "", voice: "" },
  phase: { name: "idle" },
  activity: "listening",
  log: [],
  muted: false,
  mutedSpeech: false,
  startedAtMs: undefined,
  usage: { promptTokens: 0, responseTokens: 0, totalTokens: 0 },
  floor: {
    arriving: undefined,
    generated: false,
    queued: undefined,
    discardingAtMs: undefined,
    voice: { speaking: false, startedAtMs: undefined, endedAtMs: undefined },
  },
  greeting: undefined,
  handle: undefined,
  context: {},
  answers: [],
  recording: "off",
  gaps: [],
  sessions: 0,
  notices: [],
  nextId: 1,
  ending: undefined,
};
