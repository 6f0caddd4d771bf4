import type { LiveEvent } from "../live/messages.ts";
import type { Happening } from "./happening.ts";

/** What an event is about. */
export type EventTopic = "call" | "connection" | "sound" | "agent" | "person" | "tools";

/**
 * Something that happened in a call, told without a word of what was said, typed or answered, and without any key,
 * token or handle.
 */
export interface LoggedEvent {
  /** Of the first of them. */
  readonly atMs: number;
  readonly topic: EventTopic;
  readonly what: string;
  /** How many of the same kind came in a row, or nearly so. */
  readonly count: number;
}

/** The newest of a call; what is older is forgotten. */
const mostEvents = 500;

/** Notes what happens in a call, for people who look into why it went as it did. Lives as long as the page. */
export class EventLog {
  #events: Counted[] = [];

  /** Oldest first, as they stand. */
  get events(): readonly LoggedEvent[] {
    return this.#events.map((event) => ({ ...event }));
  }

  note(happening: Happening, atMs: number): void {
    const line = lineOf(happening);
    if (happening.type === "start") this.#events = [];
    if (line === undefined) return;
    const [topic, what] = line;
    const lately = this.#events.slice(-mixed).find((event) => event.topic === topic && event.what === what);
    if (lately !== undefined) lately.count += 1;
    else if (this.#events.push({ atMs, topic, what, count: 1 }) > mostEvents) this.#events.shift();
  }
}

interface Counted extends LoggedEvent {
  count: number;
}

/** Sound and words come by turns, many times a second: so many kinds of events are counted side by side. */
const mixed = 3;

type Line = readonly [topic: EventTopic, what: string];

/** Undefined for what happens all the time and tells nothing. */
function lineOf(happening: Happening): Line | undefined {
  switch (happening.type) {
    case "start":
      return ["call", `start, ${happening.record ? "recorded" : "not recorded"}`];
    case "returned":
      return ["call", happening.call.handle === undefined ? "returned, afresh" : "returned, with a handle"];
    case "hang-up":
    case "keep-talking":
    case "end-asked":
    case "recording-failed":
      return ["call", happening.type];
    case "leave":
      return ["call", `leave, ${happening.outcome.type}`];
    case "off-record":
      return ["call", happening.off ? "off the record" : "on the record"];
    case "pictures-stopped":
      return ["call", `${happening.type}, ${happening.why}`];
    case "microphone-ready":
    case "playback-started":
      return ["sound", happening.type];
    case "microphone-failed":
      return ["sound", `microphone failed, ${happening.error.kind} ${reasonOf(happening.error)}`];
    case "audio-changed":
      return ["sound", happening.change.type];
    case "agent-audio":
      return ["sound", "agent-audio"];
    case "playback-drained":
    case "playback-flushed":
    case "playback-stopped":
      return ["sound", `${happening.type} after ${Math.round(happening.heardMs)} ms`];
    case "connected":
    case "move-failed":
    case "refresh":
      return ["connection", happening.type];
    case "connect-failed":
    case "closed":
      return ["connection", `${happening.type}, ${happening.error.kind} ${reasonOf(happening.error)}`];
    case "moving":
      return ["connection", "moving to a fresh one"];
    case "network":
      return ["connection", happening.online ? "device online" : "device offline"];
    case "uplink-poor":
      return ["connection", happening.poor ? "uplink slow" : "uplink keeps up"];
    case "uplink-dropped":
      return ["connection", `left out ${Math.round(happening.ms)} ms of the microphone`];
    case "voice":
      return ["person", happening.speaking ? "voice begins" : "voice ends"];
    case "mute":
      return ["person", happening.muted ? "muted" : "unmuted"];
    case "hold-to-talk":
      return ["person", happening.held ? "holds to talk" : "lets go"];
    case "text":
      return ["person", "typed a message"];
    case "share":
      return [
        "person",
        happening.source === undefined ? "shows nothing" : `wants to show: ${happening.source}`,
      ];
    case "share-opened":
      return ["person", "shows it"];
    case "share-ended":
      return [
        "person",
        `showing has ended${happening.trouble === undefined ? "" : `, ${happening.trouble}`}`,
      ];
    case "tool-settled":
      return ["tools", `${happening.outcome.response.name} ${happening.outcome.status}`];
    case "tool-asking":
      return ["tools", happening.asking ? "asks for approval" : "was answered"];
    case "tool-retry":
    case "tool-progress":
    case "tool-card":
      return ["tools", happening.type];
    case "timer":
      return happening.timer === "link" ? undefined : ["call", `timer ${happening.timer}`];
    case "live":
      return liveLine(happening.event);
    case "link-read":
    case "audible":
    case "context":
      return undefined;
    default:
      happening satisfies never;
      return undefined;
  }
}

type HeardEvent = Exclude<LiveEvent, { readonly type: "audio" }>;

function liveLine(event: HeardEvent): Line {
  switch (event.type) {
    case "tool-calls":
      return ["tools", `asked for ${event.calls.map(({ name }) => name).join(", ")}`];
    case "tool-calls-cancelled":
      return ["tools", `${event.ids.length} cancelled by the service`];
    case "usage":
      return ["call", `usage, ${event.usage.promptTokens} in, ${event.usage.responseTokens} out`];
    case "go-away":
      return ["connection", `go-away, ${event.timeLeftMs ?? "?"} ms left`];
    case "handle":
    case "not-resumable":
      return ["connection", event.type];
    case "input-text":
    case "interim-input-text":
      return ["person", event.type];
    case "voice-activity":
      return ["person", `service hears ${event.activity} of voice`];
    case "interaction":
      return ["agent", `interaction ${event.status}`];
    case "interrupted":
    case "output-text":
    case "thought":
    case "generation-complete":
    case "turn-complete":
    case "waiting-for-input":
    case "grounding":
      return ["agent", event.type];
    default:
      return event satisfies never;
  }
}

/** Closed words and numbers only: what the service says of its reasons may repeat what it was sent. */
function reasonOf(error: { readonly reason?: string; readonly code?: number | undefined }): string {
  return `${error.reason ?? ""}${error.code === undefined ? "" : ` ${error.code}`}`;
}
