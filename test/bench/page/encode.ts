import { atom } from "nanostores";
import { browserClock } from "../../../web/adapters/browser-clock.ts";
import { decodeChannels } from "../../../web/adapters/decode-audio.ts";
import { EncoderCache } from "../../../web/adapters/encoder-cache.ts";
import { FfmpegEncoder } from "../../../web/adapters/ffmpeg-encoder.ts";
import { IdbCallStore } from "../../../web/adapters/idb-call-store.ts";
import { pause } from "../../../web/adapters/pause.ts";
import { whileAlone } from "../../../web/adapters/while-alone.ts";
import { createRecordings } from "../../../web/app/recordings.ts";
import type { CallRecord } from "../../../web/core/history/record.ts";
import type { MixInput } from "../../../web/core/ports.ts";
import { callRecord } from "../../fakes/kept-calls.ts";
import { pieceOf, secondOf, talkStartMs } from "./talk.ts";

const files = new EncoderCache({ clock: browserClock });
const encoder = new FfmpegEncoder({ clock: browserClock, files });
const store = new IdbCallStore({ name: "parley-bench" });
const recordings = createRecordings({
  store,
  encoder,
  encoderFiles: files,
  live: atom({ phase: { name: "idle" } }),
  decode: decodeChannels,
  alone: whileAlone,
  channels: () => 1,
  pause,
});

/** Both tracks of a conversation. */
function talk(seconds: number): MixInput {
  const track = (name: "user" | "agent") =>
    new Blob(Array.from({ length: seconds }, (_, second) => secondOf(name, second)));
  const tags = { title: "A talk", artist: "Nova", date: "2026-11-21" };
  return {
    user: track("user"),
    agent: track("agent"),
    durationMs: seconds * 1_000,
    loudest: 1,
    channels: 1,
    tags,
  };
}

const never = new AbortController().signal;

/** Encodes it so often, and says how long each took, the whole and ffmpeg's part of it. */
async function encode(seconds: number, times: number) {
  const sound = talk(seconds);
  const found: { readonly wholeMs: number; readonly encodeMs: number; readonly bytes: number }[] = [];
  for (let time = 0; time < times; time += 1) {
    const startedAt = performance.now();
    let encodingAt = Number.NaN;
    const mp3 = await encoder.encode(
      sound,
      ({ step, share }) => {
        if (step === "encoding" && share === 0) encodingAt = performance.now();
      },
      never,
    );
    const doneAt = performance.now();
    found.push({ wholeMs: doneAt - startedAt, encodeMs: doneAt - encodingAt, bytes: mp3.byteLength });
  }
  return found;
}

/** Stores a call as its tape does. */
async function keepTalk(id: string, seconds: number): Promise<void> {
  const sound: CallRecord["sound"] = { status: "pieces", gaps: [] };
  await store.deleteCalls([id]);
  await store.putCall(callRecord(id, 0, { startedAtMs: talkStartMs, sound }));
  const counts = { user: 0, agent: 0 };
  for (let second = 0; second < seconds; second += 1)
    for (const track of ["user", "agent"] as const) {
      const piece = pieceOf(id, track, second, counts[track]);
      if (piece === undefined) continue;
      counts[track] += 1;
      await store.putPiece(piece);
    }
}

/** From the end of a call to an MP3 that plays; and the longest time in which the page could do nothing else. */
async function makePlayable(id: string) {
  const player = new Audio();
  const longTasks: number[] = [];
  const observer = new PerformanceObserver((list) => {
    longTasks.push(...list.getEntries().map(({ duration }) => duration));
  });
  observer.observe({ type: "longtask" });
  const startedAt = performance.now();
  recordings.make(id);
  await new Promise<void>((resolve, reject) => {
    recordings.jobs.subscribe((jobs) => {
      const job = jobs.get(id);
      if (job === undefined) resolve();
      else if (job.status === "failed") reject(new Error(String(job.error), { cause: job.error.cause }));
    });
  });
  const sound = await recordings.sound(id);
  if (sound?.format !== "mp3") throw new Error("there is no MP3");
  await new Promise((resolve, reject) => {
    player.oncanplay = resolve;
    player.onerror = () => reject(new Error(player.error?.message));
    player.src = URL.createObjectURL(sound.blob);
  });
  const wholeMs = performance.now() - startedAt;
  observer.disconnect();
  URL.revokeObjectURL(player.src);
  return { wholeMs, longestTaskMs: Math.max(0, ...longTasks), seconds: player.duration };
}

const encodeBench = { encode, keepTalk, makePlayable };

declare global {
  interface Window {
    readonly encodeBench: typeof encodeBench;
  }
}

Object.defineProperty(window, "encodeBench", { value: encodeBench });
