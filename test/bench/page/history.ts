import MiniSearch from "minisearch";
import { IdbCallStore } from "../../../web/adapters/idb-call-store.ts";
import type { StorageError } from "../../../web/core/errors.ts";
import { CallIndex } from "../../../web/core/history/search.ts";
import type { Tape } from "../../../web/core/ports.ts";
import { createTape } from "../../../web/core/recording/tape.ts";
import { keptTalks, queries } from "./kept-talks.ts";
import { secondOf, talkStartMs } from "./talk.ts";

/** What a way to search took, in ms. */
export interface SearchTimes {
  readonly buildMs: number;
  /** One for each query of each round. */
  readonly searchMs: readonly number[];
  readonly found: readonly number[];
}

/** The same queries over the same calls: the app's own index beside MiniSearch, which finds beginnings of words. */
function search(calls: number, rounds: number): { readonly parley: SearchTimes; readonly mini: SearchTimes } {
  const talks = keptTalks(calls, talkStartMs);
  const index = new CallIndex();
  const parleyMs = timed(() => {
    for (const { record, entries } of talks) {
      index.putCall(record);
      for (const entry of entries) index.putEntry(record.id, entry);
    }
  });
  const mini = new MiniSearch({ fields: ["title", "text"] });
  const miniMs = timed(() => {
    mini.addAll(
      talks.map(({ record: { id, title }, entries }) => ({
        id,
        title,
        text: entries.map((entry) => (entry.kind === "turn" ? entry.text : "")).join("\n"),
      })),
    );
  });
  const options = { prefix: true, combineWith: "AND" } as const;
  return {
    parley: { buildMs: parleyMs, ...searched((query) => index.search(query).length, rounds) },
    mini: { buildMs: miniMs, ...searched((query) => mini.search(query, options).length, rounds) },
  };
}

function searched(find: (query: string) => number, rounds: number): Omit<SearchTimes, "buildMs"> {
  const searchMs: number[] = [];
  const found: number[] = [];
  for (let round = 0; round < rounds; round += 1)
    for (const query of queries) {
      let count = 0;
      searchMs.push(
        timed(() => {
          count = find(query);
        }),
      );
      if (round === 0) found.push(count);
    }
  return { searchMs, found };
}

function timed(work: () => void): number {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
}

const store = new IdbCallStore({ name: "parley-bench" });
const userFrames = 320;
const agentFrames = 2_400;
let stored: Promise<void> = Promise.resolve();
let failure: StorageError | undefined;
let tape: Tape | undefined;

/** A minute of a call as it comes from the microphone and the speaker, at full speed: all that is due is stored. */
async function record(minute: number): Promise<void> {
  tape ??= createTape("hour", write, (error) => {
    failure = error;
  });
  for (let second = minute * 60; second < (minute + 1) * 60; second += 1) {
    sayIn(tape, second);
    await allStored();
    if (failure !== undefined) throw failure;
  }
}

function write(piece: Parameters<IdbCallStore["putPiece"]>[0]): Promise<void> {
  stored = store.putPiece(piece);
  return stored;
}

/** The tape goes on to its next piece before this is told that one is stored. */
async function allStored(): Promise<void> {
  for (let last: unknown; last !== stored; ) {
    last = stored;
    await stored;
  }
}

/** 20 ms at a time from the microphone, 100 ms from the speaker while it plays. */
function sayIn(to: Tape, second: number): void {
  const user = secondOf("user", second);
  const agent = secondOf("agent", second);
  const startMs = talkStartMs + second * 1_000;
  for (let at = 0; at < user.length; at += userFrames) {
    const pcm = user.slice(at, at + userFrames).buffer;
    const firstFrame = second * user.length + at;
    to.user({ type: "chunk", pcm, firstFrame, level: 0, voice: false }, startMs + (at + userFrames) / 16);
  }
  if (second % 10 < 5) return;
  for (let at = 0; at < agent.length; at += agentFrames) {
    const firstFrame = second * agent.length + at;
    const clock = { frame: firstFrame, atMs: startMs + at / 24 };
    to.agent({ firstFrame, pcm: agent.slice(at, at + agentFrames).buffer, clock });
  }
}

/** Ends the tape. @returns seconds of the person's sound that are stored, and of the agent's */
async function recorded(): Promise<{ readonly user: number; readonly agent: number }> {
  await tape?.finish();
  const seconds = async (track: "user" | "agent", rateHz: number) =>
    (await store.pieceHeads("hour", track)).reduce((sum, { frames }) => sum + frames, 0) / rateHz;
  return { user: await seconds("user", 16_000), agent: await seconds("agent", 24_000) };
}

const historyBench = { search, record, recorded };

declare global {
  interface Window {
    readonly historyBench: typeof historyBench;
  }
}

Object.defineProperty(window, "historyBench", { value: historyBench });
