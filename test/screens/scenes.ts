import { idleCall } from "../../web/core/call/idle.ts";
import type { LogEntry } from "../../web/core/call/log-entry.ts";
import type { CallState } from "../../web/core/call/state.ts";
import { talkAtFirst } from "../../web/core/call/talk-plan.ts";
import { type CallError, MicrophoneError, SessionError, TokenError } from "../../web/core/errors.ts";
import type { HttpToolDefinition } from "../../web/core/tools/http-definition.ts";
import { ToolServerError } from "../../web/core/tools/tool-server.ts";
import { callStartMs, FakeApp, geminiConfig } from "../fakes/fake-app.ts";
import { detailScenes } from "./detail-scenes.ts";
import { drawnJpeg } from "./drawn-jpeg.ts";
import { historyScenes } from "./history-scenes.ts";
import { toolCall, turn } from "./log-entries.ts";

/** One state of the app worth looking at: its address and how the app gets there. */
export interface Scene {
  readonly hash: string;
  readonly set: (app: FakeApp) => void;
}

const interruptedText =
  "Done. The mind manor is yours on Tuesday from two to three, and I have sent the invitation to both of them.";
const meeting = {
  id: "call-3",
  name: "schedule_meeting",
  args: { topic: "Budget", when: "Tue 24 Nov, 14:00–15:00", room: "mind_manor" },
};

/** A conversation with every kind of entry. */
export const conversation: readonly LogEntry[] = [
  turn(1, "agent", 2, "Hello! I'm Parley. What can I do for you?"),
  turn(2, "user", 6, " Book the mind manor for Tuesday at two, with Ann and Ravi, about the budget."),
  toolCall(3, "schedule_meeting", { call: meeting }),
  turn(4, "agent", 13, interruptedText, {
    status: "interrupted",
    heard: { audioMs: 3200, chars: interruptedText.indexOf("and I have") },
  }),
  turn(5, "user", 18, "And what will the weather be?", { typed: true }),
];

const speakingLog: readonly LogEntry[] = [
  ...conversation,
  turn(6, "agent", 22, "Berlin will be dry on Tuesday, around nine degrees, with a light wind from", {
    status: "open",
    endedAtMs: undefined,
  }),
];

const sentence =
  "Berlin will be dry on Tuesday, around nine degrees, with a light wind from the west, and the sun comes out at noon.";

/** The site has agents of its own, and may let people have others. */
function offerAgents(app: FakeApp, ownAllowed: boolean): void {
  const tools = ["get_weather", "schedule_meeting", "search_past_conversations", "end_call"];
  const desk = {
    id: "desk",
    name: "Front desk of the Hotel am Alexanderplatz",
    voice: "Puck",
    model: "gemini-3.8-live",
    greets: true,
    tools,
    startValues: {},
  };
  const agents = [desk, { ...desk, id: "butler", name: "Butler", voice: "" }];
  app.server.set({ status: "ready", config: { ...geminiConfig, siteAgents: { agents, ownAllowed } } });
}

const pushToTalk = talkAtFirst({ way: "push-to-talk", turnEndMs: undefined });

const unfinished = { endedAtMs: undefined, response: undefined } as const;

const toolLog: readonly LogEntry[] = [
  toolCall(1, "get_current_time", {
    call: { id: "a", name: "get_current_time", args: { place: "Lisbon" } },
    response: { output: { status: "ok", sentence: "It is 14:02 in Lisbon.", zone: "Europe/Lisbon" } },
  }),
  toolCall(2, "search_notes", { status: "cancelled", response: undefined }),
  toolCall(3, "read_page", { response: { output: "A very long page. ".repeat(40) } }),
  toolCall(4, "get_weather", {
    status: "failed",
    call: { id: "d", name: "get_weather", args: { place: "Berlin" } },
    response: {
      error: { status: "failed", message: "The weather service did not answer.", retryable: true },
    },
  }),
  toolCall(5, "run_long_job", { ...unfinished, status: "running", progress: "Step 3 of 8" }),
];

const cardLog: readonly LogEntry[] = [
  toolCall(1, "get_weather", {
    call: { id: "a", name: "get_weather", args: { place: "Berlin", days: 3 } },
    response: { output: { status: "ok", sentence: "Berlin will be dry.", days: [] } },
    cards: [
      {
        kind: "table",
        title: "Berlin",
        columns: ["Day", "Weather", "Low", "High", "Rain", "Wind"],
        rows: [
          ["Tue 24 Nov", "Mostly cloudy", "4 °C", "9 °C", "10 %", "12 km/h"],
          ["Wed 25 Nov", "Clear", "1 °C", "8 °C", "0 %", "9 km/h"],
          ["Thu 26 Nov", "Light rain", "3 °C", "7 °C", "80 %", "21 km/h"],
        ],
      },
      { kind: "credit", text: "Open-Meteo", url: "https://open-meteo.com/" },
    ],
  }),
  toolCall(2, "get_analytics", {
    call: { id: "b", name: "get_analytics", args: { period: "week" } },
    response: { output: { status: "ok", sentence: "You talked for 71 minutes." } },
    cards: [
      {
        kind: "chart",
        title: "Minutes a day",
        unit: "min",
        bars: [
          { label: "Mon", value: 12 },
          { label: "Tue", value: 0 },
          { label: "Wed", value: 31.5 },
          { label: "Thu", value: 8.25 },
          { label: "Fri", value: 19 },
        ],
      },
    ],
  }),
];

const moreCardsLog: readonly LogEntry[] = [
  toolCall(1, "schedule_meeting", {
    call: meeting,
    cards: [
      { kind: "list", title: "Budget", items: ["Tue 24 Nov, 14:00–15:00", "mind manor", "Ann, Ravi"] },
      { kind: "file", name: "budget.ics", mimeType: "text/calendar", content: "BEGIN:VCALENDAR" },
    ],
  }),
  toolCall(2, "look_up", {
    call: { id: "b", name: "look_up", args: { topic: "Parley" } },
    cards: [
      {
        kind: "link",
        title: "Parley",
        url: "https://en.wikipedia.org/wiki/Parley",
        text: "A discussion or conference, especially one designed to end an argument or hostilities.",
      },
      { kind: "credit", text: "Wikipedia, CC BY-SA 4.0", url: "https://en.wikipedia.org/wiki/Parley" },
    ],
  }),
];

const about = { agent: { id: "assistant", name: "Assistant" }, model: "gemini-3.8-live", voice: "Kore" };

function live(app: FakeApp, more: Partial<CallState> = {}): void {
  app.nowMs = callStartMs + 24_000;
  app.patch({
    phase: { name: "live", sinceMs: callStartMs + 800 },
    about,
    startedAtMs: callStartMs,
    log: conversation,
    ...more,
  });
}

function failed(app: FakeApp, error: CallError, log: readonly LogEntry[] = []): void {
  app.nowMs = callStartMs + 252_000;
  app.patch({
    phase: { name: "ended", atMs: app.nowMs, outcome: { type: "failed", error } },
    about,
    startedAtMs: callStartMs,
    log,
  });
}

/** A tool that a person may have made. */
export const stockTool: HttpToolDefinition = {
  id: "stock",
  name: "get_stock",
  description: "Tells how many pieces of an article are in store.",
  parameters: { type: "object", properties: { article: { type: "string" } }, required: ["article"] },
  urlTemplate: "https://shop.example.org/stock/{article}",
  method: "GET",
  headers: {},
  enabled: true,
};

/** Every screen and state that differs to the eye. */
export const scenes = {
  idle: { hash: "#/", set: () => {} },
  demo: {
    hash: "#/",
    set: (app) => app.server.set({ status: "ready", config: { ...geminiConfig, mode: "demo" } }),
  },
  "server-away": {
    hash: "#/",
    set: (app) => app.server.set({ status: "failed", error: new TokenError("unreachable") }),
  },
  "cut-off": {
    hash: "#/",
    set: (app) => {
      app.nowMs = callStartMs + 25 * 60_000;
      app.offer.set({
        type: "return",
        callId: "lost",
        agent: { id: "assistant", name: "Assistant" },
        leftAtMs: callStartMs,
      });
    },
  },
  "update-ready": { hash: "#/", set: (app) => app.updateReady.set(true) },
  "update-ready-history": { hash: "#/history", set: (app) => app.updateReady.set(true) },
  "install-offered": { hash: "#/settings", set: (app) => app.installState.set("offered") },
  "install-ios": { hash: "#/settings", set: (app) => app.installState.set("by-hand-ios") },
  elsewhere: { hash: "#/", set: (app) => app.offer.set({ type: "elsewhere", moved: false }) },
  moved: {
    hash: "#/",
    set: (app) => {
      app.patch({
        phase: { name: "ended", atMs: callStartMs + 60_000, outcome: { type: "elsewhere" } },
        about,
        startedAtMs: callStartMs,
        log: conversation,
      });
      app.offer.set({ type: "elsewhere", moved: true });
    },
  },
  connecting: {
    hash: "#/",
    set: (app) => {
      app.nowMs = callStartMs + 600;
      app.patch({ phase: { name: "connecting" }, startedAtMs: callStartMs });
    },
  },
  "push-to-talk": {
    hash: "#/",
    set: (app) => {
      live(app);
      app.patch({ talk: pushToTalk });
    },
  },
  "push-to-talk-held": {
    hash: "#/",
    set: (app) => {
      app.level.user = 0.12;
      live(app);
      app.patch({ talk: { ...pushToTalk, held: true, closed: false } });
    },
  },
  captions: {
    hash: "#/",
    set: (app) => {
      app.settings.set({ ...app.settings.get(), captions: true });
      live(app);
      app.level.agent = 0.2;
      app.head = { turn: 6, heardMs: 2_600 };
      const spoken = { audioMs: 5_000, marks: [{ chars: sentence.length, audioMs: 0 }] };
      app.patch({ activity: "speaking", log: [...conversation, turn(6, "agent", 22, sentence, spoken)] });
    },
  },
  "captions-cut": {
    hash: "#/",
    set: (app) => {
      app.settings.set({ ...app.settings.get(), captions: true });
      live(app);
      app.patch({ log: conversation.slice(0, 4) });
    },
  },
  listening: {
    hash: "#/",
    set: (app) => {
      app.level.user = 0.12;
      live(app);
    },
  },
  "showing-camera": {
    hash: "#/",
    set: (app) => {
      app.frame = { jpeg: drawnJpeg(), width: 64, height: 48 };
      live(app, { share: { name: "on", source: "camera" } });
    },
  },
  "keeping-pictures": {
    hash: "#/",
    set: (app) => {
      app.frame = { jpeg: drawnJpeg(), width: 64, height: 48 };
      live(app, { share: { name: "on", source: "screen" }, pictures: "on" });
    },
  },
  "photo-refused": {
    hash: "#/",
    set: (app) => live(app, { share: { name: "off", trouble: "denied" } }),
  },
  more: {
    hash: "#/",
    set: (app) => {
      app.measured = { bufferedMs: 1_240, underruns: 0, queuedBytes: 1_280, roundTripMs: 48 };
      app.logged = [
        { atMs: callStartMs, topic: "call", what: "start, recorded", count: 1 },
        { atMs: callStartMs + 800, topic: "connection", what: "connected", count: 1 },
        { atMs: callStartMs + 2_000, topic: "agent", what: "output-text", count: 24 },
        { atMs: callStartMs + 2_050, topic: "sound", what: "agent-audio", count: 61 },
      ];
      const timed = { cameAtMs: callStartMs + 12_750, soundedAtMs: callStartMs + 12_840 };
      live(app, {
        sessions: 1,
        budget: { warnAtUsd: 0.1, stopAtUsd: 0.5 },
        usage: {
          promptTokens: 41_204,
          responseTokens: 2_310,
          totalTokens: 43_514,
          prompt: { text: 9_120, audio: 30_020, image: 2_064 },
          response: { text: 0, audio: 2_310, image: 0 },
        },
        log: conversation.map((entry) => (entry.id === 4 ? { ...entry, ...timed } : entry)),
      });
    },
  },
  recorded: { hash: "#/", set: (app) => live(app, { recording: "on", log: conversation }) },
  "off-record": { hash: "#/", set: (app) => live(app, { recording: "paused", log: conversation }) },
  "storage-full": { hash: "#/", set: (app) => live(app, { recording: "failed", log: conversation }) },
  thinking: { hash: "#/", set: (app) => live(app, { activity: "thinking" }) },
  speaking: {
    hash: "#/",
    set: (app) => {
      app.level.agent = 0.16;
      app.level.user = 0.004;
      live(app, { activity: "speaking", log: speakingLog });
    },
  },
  "first-words": {
    hash: "#/",
    set: (app) => {
      app.level.agent = 0.08;
      live(app, { activity: "speaking", log: conversation.slice(0, 1) });
    },
  },
  muted: { hash: "#/", set: (app) => live(app, { muted: true }) },
  "muted-speech": {
    hash: "#/",
    set: (app) => {
      app.level.user = 0.1;
      live(app, { muted: true, mutedSpeech: true });
    },
  },
  reconnecting: {
    hash: "#/",
    set: (app) =>
      live(app, {
        phase: {
          name: "reconnecting",
          attempt: 1,
          sinceMs: callStartMs + 20_000,
          error: new SessionError("silent"),
        },
      }),
  },
  "poor-connection": {
    hash: "#/",
    set: (app) => live(app, { link: { ...idleCall.link, poor: true } }),
  },
  "slow-answers": {
    hash: "#/",
    set: (app) =>
      live(app, { link: { ...idleCall.link, answersMs: [900, 1_000, 1_100, 3_500, 4_000, 4_200] } }),
  },
  "started-afresh": {
    hash: "#/",
    set: (app) => live(app, { notices: [{ type: "started-afresh", atMs: callStartMs + 20_000 }] }),
  },
  "not-restored": { hash: "#/", set: (app) => failed(app, new SessionError("not-restored")) },
  tools: { hash: "#/", set: (app) => live(app, { log: toolLog }) },
  cards: { hash: "#/", set: (app) => live(app, { log: cardLog }) },
  "more-cards": { hash: "#/", set: (app) => live(app, { log: moreCardsLog }) },
  asking: {
    hash: "#/",
    set: (app) =>
      live(app, {
        log: [
          ...conversation.slice(0, 2),
          toolCall(3, "cancel_meeting", {
            call: { id: "c", name: "cancel_meeting", args: { id: "M7" } },
            status: "asking",
            endedAtMs: undefined,
            response: undefined,
          }),
        ],
      }),
  },
  ending: {
    hash: "#/",
    set: (app) => {
      app.level.agent = 0.1;
      const ending = { reason: "The person said goodbye.", askedAtMs: app.nowMs, turnOver: false };
      live(app, { activity: "speaking", ending });
    },
  },
  ended: {
    hash: "#/",
    set: (app) => {
      app.nowMs = callStartMs + 252_000;
      app.patch({
        phase: { name: "ended", atMs: app.nowMs, outcome: { type: "hung-up" } },
        about,
        startedAtMs: callStartMs,
        log: conversation,
      });
    },
  },
  denied: { hash: "#/", set: (app) => failed(app, new MicrophoneError("denied")) },
  "access-code": { hash: "#/", set: (app) => failed(app, new TokenError("access-code")) },
  "rate-limited": {
    hash: "#/",
    set: (app) => failed(app, new TokenError("rate-limited", { retryAfterMs: 40_000 })),
  },
  "setup-rejected": {
    hash: "#/",
    set: (app) =>
      failed(
        app,
        new SessionError("setup-rejected", {
          code: 1007,
          serviceReason:
            "Requested voice api_name 'Nobody' is not available for model models/gemini-3.8-live",
        }),
      ),
  },
  closed: { hash: "#/", set: (app) => failed(app, new SessionError("closed", { code: 1011 }), conversation) },
  ...historyScenes,
  ...detailScenes,
  "site-agents": { hash: "#/", set: (app) => offerAgents(app, false) },
  "settings-site-agents": { hash: "#/settings", set: (app) => offerAgents(app, false) },
  "settings-all-agents": { hash: "#/settings", set: (app) => offerAgents(app, true) },
  settings: { hash: "#/settings", set: () => {} },
  "settings-all": {
    hash: "#/settings",
    set: (app) => {
      app.level.user = 0.1;
      app.server.set({ status: "ready", config: { ...geminiConfig, accessCodeRequired: true } });
      app.microphones.set([
        { deviceId: "built-in", label: "Built-in microphone" },
        { deviceId: "headset", label: "Headset with a remarkably long name (USB Audio Device 0d8c:0014)" },
      ]);
      app.speakers.set([{ deviceId: "desk", label: "Desk speaker" }]);
      app.change({ model: "gemini-2.5-flash-native-audio-preview-12-2025", microphone: "headset" });
      app.change({
        voiceActivity: "custom",
        activityDetection: { silenceDurationMs: 700 },
        answers: "written",
      });
      live(app);
    },
  },
  "settings-tools": {
    hash: "#/settings",
    set: (app) => {
      void app.addKnowledge("handbook.md", "x".repeat(48_210));
      void app.addKnowledge("opening-hours-of-all-branches-in-the-region.txt", "x".repeat(912));
      app.change({
        agents: app.settings.get().agents.slice(0, 1),
        httpTools: [stockTool],
        mcpServers: ["docs", "home", "shop"].map((id) => ({
          id,
          name: id,
          url: "https://example.org/mcp",
          enabled: true,
        })),
        allowedTools: ["schedule_meeting"],
        dataUrl: "https://data.example.org/sales",
      });
      const late = { source: "{0} did not answer in time.", values: ["shop.example.org"] };
      app.toolServers.set([
        { id: "docs", name: "docs", status: "ready", tools: [] },
        { id: "home", name: "home", status: "connecting" },
        {
          id: "shop",
          name: "shop",
          status: "failed",
          error: new ToolServerError("timed-out", late),
          retryAtMs: undefined,
        },
      ]);
    },
  },
} as const satisfies Record<string, Scene>;

export type SceneName = keyof typeof scenes;

export function isSceneName(name: string): name is SceneName {
  return Object.hasOwn(scenes, name);
}

/** A fresh app in that scene. */
export function sceneApp(name: SceneName): FakeApp {
  const app = new FakeApp();
  scenes[name].set(app);
  return app;
}
