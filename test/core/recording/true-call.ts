import { chunkFrames } from "../../../web/core/audio/capture-messages.ts";
import { StorageError } from "../../../web/core/errors.ts";
import { assemble } from "../../../web/core/recording/assemble.ts";
import { createTape } from "../../../web/core/recording/tape.ts";
import { makeTimeline, type Span, type Timeline } from "../../../web/core/recording/timeline.ts";
import { type AudioPiece, type Gap, type TrackName, trackRateHz } from "../../../web/core/recording/track.ts";
import { randomFrom } from "../audio/signals.ts";

/** When every call of the tests begins, ms since the epoch. */
export const callStartMs = 1_700_000_000_000;
export const mark = 20_000;
const blockFrames = 2_400;

/** A device's clock: when it began, how fast it runs, when it stood still. Times in ms after the call's start. */
export interface DeviceClock {
  readonly startMs: number;
  readonly ppm: number;
  readonly halts: readonly Span[];
}

/** A call as it truly was. */
export interface TrueCall {
  readonly durationMs: number;
  readonly user: DeviceClock;
  readonly agent: DeviceClock;
  /** When the agent is heard. */
  readonly speech: readonly Span[];
  /** Moments that can be found again: a click in every track that sounds then. */
  readonly marksMs: readonly number[];
  /** Mean of the lateness of messages. */
  readonly jitterMs: number;
  /** When the page does nothing. */
  readonly stalls: readonly Span[];
  readonly seed: number;
}

export function trueCall(wishes: Partial<TrueCall>): TrueCall {
  const durationMs = wishes.durationMs ?? 10_000;
  return {
    durationMs,
    user: evenClock(0),
    agent: evenClock(-1_500),
    speech: [{ fromMs: 0, untilMs: durationMs }],
    marksMs: [],
    jitterMs: 0,
    stalls: [],
    seed: 1,
    ...wishes,
  };
}

export function evenClock(startMs: number, ppm = 0, halts: readonly Span[] = []): DeviceClock {
  return { startMs, ppm, halts };
}

/** When a frame of the clock truly is, in ms after the call's start. */
function timeOfFrame(clock: DeviceClock, rateHz: number, frame: number): number {
  let atMs = clock.startMs + (frame / (rateHz * (1 + clock.ppm / 1e6))) * 1000;
  for (const { fromMs, untilMs } of clock.halts) if (atMs > fromMs) atMs += untilMs - fromMs;
  return atMs;
}

function frameAt(clock: DeviceClock, rateHz: number, atMs: number): number {
  const haltedMs = clock.halts.reduce(
    (sum, { fromMs, untilMs }) => sum + Math.max(0, Math.min(atMs, untilMs) - fromMs),
    0,
  );
  return Math.round(((atMs - clock.startMs - haltedMs) / 1000) * rateHz * (1 + clock.ppm / 1e6));
}

/** The frames of a track, on its own clock, in which the clicks are. */
export function marksIn(call: TrueCall, track: TrackName): readonly number[] {
  return call.marksMs.map((atMs) => frameAt(call[track], trackRateHz[track], atMs));
}

/** What was stored of a call, sound included. */
export interface Stored {
  readonly user: readonly AudioPiece[];
  readonly agent: readonly AudioPiece[];
}

/** Runs a call through the tape. */
export async function record(call: TrueCall): Promise<Stored> {
  const stored: Record<TrackName, AudioPiece[]> = { user: [], agent: [] };
  const tape = createTape(
    "call",
    async (piece) => void stored[piece.track].push(onlyMarks(piece)),
    () => {
      throw new StorageError("unavailable");
    },
  );
  const events = inOrder(microphone(call), speaker(call));
  let count = 0;
  for (const event of events) {
    const atMs = callStartMs + event.arrivesMs;
    if (event.track === "user")
      tape.user(
        { type: "chunk", pcm: event.pcm, firstFrame: event.firstFrame, level: 0, voice: false },
        atMs,
      );
    else {
      const clock = { frame: event.clockFrame, atMs: callStartMs + event.clockMs };
      tape.agent({ firstFrame: event.firstFrame, pcm: event.pcm, clock });
    }
    count += 1;
    // The storage is quicker than the call.
    if (count % 1_000 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await tape.finish();
  return stored;
}

/** The timeline of what was stored. */
export function timelineOf(stored: Stored, gaps: readonly Gap[] = []): Timeline {
  const timeline = makeTimeline(stored, gaps);
  if (timeline === undefined) throw new Error("nothing was recorded");
  return timeline;
}

/** A track as it is played, in one. */
export async function whole(timeline: Timeline, track: TrackName, stored: Stored): Promise<Int16Array> {
  const parts: Int16Array[] = [];
  for await (const part of assemble(timeline, track, streamed(stored[track])))
    parts.push(part.type === "sound" ? part.samples : new Int16Array(part.frames));
  const all = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** When the clicks of a track are played, in ms after the call's start. */
export async function marksOf(timeline: Timeline, track: TrackName, stored: Stored): Promise<number[]> {
  const found: number[] = [];
  let position = 0;
  for await (const part of assemble(timeline, track, streamed(stored[track]))) {
    if (part.type === "silence") {
      position += part.frames;
      continue;
    }
    for (let i = 0; i < part.samples.length; i += 1) {
      // A click that lies in a slip is spread over two frames.
      const sample = part.samples[i] ?? 0;
      if (sample < mark / 2.2) continue;
      found.push(timeline.startedAtMs - callStartMs + ((position + i) / trackRateHz[track]) * 1000);
      i += 20;
    }
    position += part.samples.length;
  }
  return found;
}

export async function* streamed<T>(items: Iterable<T>): AsyncGenerator<T> {
  for (const item of items) yield item;
}

/** Index of the first sample that differs, −1 if none does: quick where `toEqual` would take seconds. */
export function differsAt(one: Int16Array, other: Int16Array): number {
  const length = Math.max(one.length, other.length);
  for (let i = 0; i < length; i += 1) if (one[i] !== other[i]) return i;
  return -1;
}

interface Arrival {
  readonly track: TrackName;
  readonly arrivesMs: number;
  readonly firstFrame: number;
  readonly pcm: ArrayBuffer;
  readonly clockFrame: number;
  readonly clockMs: number;
}

function* microphone(call: TrueCall): Generator<Arrival> {
  const rateHz = trackRateHz.user;
  const late = lateness(call, call.seed);
  const marks = [...marksIn(call, "user")];
  for (let firstFrame = 0; ; firstFrame += chunkFrames) {
    const doneMs = timeOfFrame(call.user, rateHz, firstFrame + chunkFrames);
    if (doneMs > call.durationMs) return;
    const pcm = withMarks(marks, firstFrame, chunkFrames);
    yield { track: "user", arrivesMs: late(doneMs), firstFrame, pcm, clockFrame: 0, clockMs: 0 };
  }
}

function* speaker(call: TrueCall): Generator<Arrival> {
  const rateHz = trackRateHz.agent;
  const late = lateness(call, call.seed + 1);
  const random = randomFrom(call.seed + 2);
  const marks = [...marksIn(call, "agent")];
  for (const { fromMs, untilMs } of call.speech) {
    const end = frameAt(call.agent, rateHz, untilMs);
    for (let firstFrame = frameAt(call.agent, rateHz, fromMs); firstFrame < end; firstFrame += blockFrames) {
      const frames = Math.min(blockFrames, end - firstFrame);
      const arrivesMs = late(timeOfFrame(call.agent, rateHz, firstFrame + frames));
      // The clock is asked when the message comes: what it says is of that moment, right within a little.
      const clockFrame = frameAt(call.agent, rateHz, arrivesMs);
      const clockMs = timeOfFrame(call.agent, rateHz, clockFrame) + random() - 0.5;
      const pcm = withMarks(marks, firstFrame, frames);
      yield { track: "agent", arrivesMs, firstFrame, pcm, clockFrame, clockMs };
    }
  }
}

/** Messages come late by chance, wait while the page stalls, and never overtake each other. */
function lateness({ jitterMs, stalls }: TrueCall, seed: number): (atMs: number) => number {
  const random = randomFrom(seed);
  let lastMs = Number.NEGATIVE_INFINITY;
  return (atMs) => {
    let arrivesMs = atMs - Math.log(1 - random()) * jitterMs;
    for (const { fromMs, untilMs } of stalls)
      if (arrivesMs >= fromMs && arrivesMs < untilMs) arrivesMs = untilMs;
    lastMs = Math.max(lastMs, arrivesMs);
    return lastMs;
  };
}

function* inOrder(one: Generator<Arrival>, other: Generator<Arrival>): Generator<Arrival> {
  let [a, b] = [one.next(), other.next()];
  while (a.done !== true || b.done !== true) {
    if (b.done === true || (a.done !== true && a.value.arrivesMs <= b.value.arrivesMs)) {
      if (a.done !== true) yield a.value;
      a = one.next();
    } else {
      yield b.value;
      b = other.next();
    }
  }
}

const silence: Record<number, ArrayBuffer> = {};

function silent(frames: number): ArrayBuffer {
  silence[frames] ??= new ArrayBuffer(2 * frames);
  return silence[frames];
}

/** What lies in a block of so many frames, for blocks that come in order. */
function withMarks(marks: number[], firstFrame: number, frames: number): ArrayBuffer {
  while ((marks[0] ?? firstFrame) < firstFrame) marks.shift();
  if ((marks[0] ?? Number.POSITIVE_INFINITY) >= firstFrame + frames) return silent(frames);
  const pcm = new Int16Array(frames);
  for (const frame of marks) if (frame < firstFrame + frames) pcm[frame - firstFrame] = mark;
  return pcm.buffer;
}

/** An hour of silence need not be kept. */
function onlyMarks(piece: AudioPiece): AudioPiece {
  const isSilent = !new Int16Array(piece.pcm).includes(mark);
  return isSilent ? { ...piece, pcm: silent(piece.frames) } : piece;
}
