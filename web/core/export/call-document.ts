import type { LogEntry, ToolCallEntry, Turn } from "../call/log-entry.ts";
import type { Notice } from "../call/state.ts";
import type { CallEnd, CallRecord, SoundState } from "../history/record.ts";
import { gapsOf } from "../history/sound-state.ts";
import type { Usage } from "../live/messages.ts";
import type { Card } from "../tools/card.ts";
import type { Picture } from "../video/picture.ts";
import { picturePath } from "./file-name.ts";
import { durationMs, said } from "./transcript.ts";

/**
 * A call as a JSON document for other programs. Version 1; a change that could break a reader makes it 2, new fields
 * do not. Times of the call are ISO 8601 in UTC; `atMs` and `untilMs` count from the beginning of the recording, or of
 * the call where there is none, and are negative for what was before. What is not known is absent.
 */
export interface CallDocument {
  readonly format: "parley-call";
  readonly version: 1;
  readonly id: string;
  readonly title: string;
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly durationMs: number;
  readonly status: CallRecord["status"];
  readonly end?: CallEnd;
  readonly agent: { readonly id: string; readonly name: string };
  /** Empty: the server's default. */
  readonly model: string;
  readonly voice: string;
  readonly starred: boolean;
  readonly notes: string;
  readonly recording: {
    readonly startedAt: string;
    readonly status: SoundState["status"];
    /** Of which no sound is kept. */
    readonly gaps: readonly { readonly reason: string; readonly atMs: number; readonly untilMs?: number }[];
  };
  /** Turns and tool calls, oldest first. */
  readonly entries: readonly EntryDocument[];
  /** What the agent was shown, as far as it is kept; oldest first. */
  readonly pictures: readonly PictureDocument[];
  readonly notices: readonly Notice[];
  readonly numbers: {
    readonly usage: Usage;
    readonly latenciesMs: readonly number[];
    readonly sessions: number;
  };
  /** What its tools remembered at the end. */
  readonly context: Readonly<Record<string, unknown>>;
}

export type EntryDocument =
  | {
      readonly type: "turn";
      readonly role: Turn["role"];
      readonly status: Turn["status"];
      readonly typed: boolean;
      readonly atMs: number;
      readonly untilMs?: number;
      /** What was heard of it. */
      readonly text: string;
      /** Interrupted turns: what was written of it but never heard. */
      readonly unheardText?: string;
    }
  | {
      readonly type: "tool-call";
      readonly name: string;
      readonly status: ToolCallEntry["status"];
      readonly atMs: number;
      readonly untilMs?: number;
      readonly arguments: Readonly<Record<string, unknown>>;
      readonly result?: Readonly<Record<string, unknown>>;
      readonly cards: readonly Card[];
    };

export interface PictureDocument {
  readonly source: Picture["source"];
  readonly atMs: number;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  /** Where it lies in the zip of everything. */
  readonly path: string;
}

/** What is known of a kept call. */
export interface DocumentedCall {
  readonly record: CallRecord;
  readonly log: readonly LogEntry[];
  readonly pictures: readonly Picture[];
}

/** @param zeroMs what times are counted against, in ms since the epoch */
export function callDocument({ record, log, pictures }: DocumentedCall, zeroMs: number): CallDocument {
  const iso = (ms: number) => new Date(ms).toISOString();
  const gaps = gapsOf(record.sound);
  return {
    format: "parley-call",
    version: 1,
    id: record.id,
    title: record.title,
    startedAt: iso(record.startedAtMs),
    ...(record.endedAtMs !== undefined && { endedAt: iso(record.endedAtMs) }),
    durationMs: durationMs(record),
    status: record.status,
    ...(record.end !== undefined && { end: record.end }),
    agent: record.agent,
    model: record.model,
    voice: record.voice,
    starred: record.isStarred,
    notes: record.notes,
    recording: {
      startedAt: iso(zeroMs),
      status: record.sound.status,
      gaps: gaps.map(({ reason, fromMs, untilMs }) => ({ reason, ...times(fromMs, untilMs, zeroMs) })),
    },
    entries: log.map((entry) =>
      entry.kind === "turn" ? turnDocument(entry, zeroMs) : toolDocument(entry, zeroMs),
    ),
    pictures: pictures.map(({ source, atMs, width, height }) => ({
      source,
      atMs: atMs - zeroMs,
      width,
      height,
      path: picturePath(atMs),
    })),
    notices: record.notices.map((notice) => ({ ...notice, atMs: notice.atMs - zeroMs })),
    numbers: { usage: record.usage, latenciesMs: record.latenciesMs, sessions: record.sessions },
    context: record.context,
  };
}

function turnDocument(turn: Turn, zeroMs: number): EntryDocument {
  const { role, status, typed } = turn;
  const { text } = said(turn);
  const unheardText = turn.text.trim().slice(text.length).trim();
  return {
    type: "turn",
    role,
    status,
    typed,
    ...times(turn.startedAtMs, turn.endedAtMs, zeroMs),
    text,
    ...(unheardText !== "" && { unheardText }),
  };
}

function toolDocument(entry: ToolCallEntry, zeroMs: number): EntryDocument {
  const { call, status, response, cards } = entry;
  return {
    type: "tool-call",
    name: call.name,
    status,
    ...times(entry.startedAtMs, entry.endedAtMs, zeroMs),
    arguments: call.args,
    ...(response !== undefined && { result: response }),
    cards,
  };
}

function times(fromMs: number, untilMs: number | undefined, zeroMs: number) {
  const atMs = fromMs - zeroMs;
  return untilMs === undefined ? { atMs } : { atMs, untilMs: untilMs - zeroMs };
}
