import { sum, summarise } from "./figures.ts";
import type { Contender } from "./page/contenders.ts";

/** What is measured, what is wanted of it, and how a cell of the table says it. */
export interface Measure {
  readonly title: string;
  /** Of Parley; empty where there is none. */
  readonly goal: string;
  /** The values are in this unit; a share is 0–1, where 1 is all of it. */
  readonly unit: "ms" | "share" | "bytes";
  readonly say: (values: readonly number[]) => string;
  /** How much was measured, where that is not the number of values. */
  readonly n?: string;
}

export const measures = {
  micToWire: latency("Microphone to wire", "p95 ≤ 20 ms"),
  firstSoundWarm: latency("First audio message to first sound: audio graph", "p50 ≤ 10 ms"),
  firstSoundWarmPage: latency("… with the wait for the render burst", ""),
  firstSoundCold: latency("… first reply of a call: audio graph", ""),
  firstSoundColdPage: latency("… first reply of a call, with the wait", ""),
  burstyFirst: gaps("Gaps at 3.3 × real time, 0–100 ms jitter: first turn", "", "1 turn a run"),
  burstyLater: gaps("… turns after the first", "none", "5 turns a run"),
  burstyStart: latency("… start of those turns", ""),
  steadyFirst: gaps("Gaps at 1.0 × real time, 0–100 ms jitter: first turn", "", "1 turn a run"),
  steadyLater: gaps("… turns after the first", "none", "5 turns a run"),
  steadyStart: latency("… start of those turns", ""),
  bargeIn: latency("Interruption to −40 dB: audio graph", "≤ 20 ms"),
  bargeInPage: latency("… with the wait for the render burst", "≤ 20 ms"),
  bargeInStep: {
    title: "… largest step, of the voice's level",
    goal: "no click",
    unit: "share",
    say: percent(2),
  },
  busy: share("Main thread busy, 20 s of a call", "≤ 5 %"),
  busyListening: share("… half of it: listening", ""),
  busySpeaking: share("… half of it: the agent speaks", ""),
  processor: share("… of the call, as time on the processor", ""),
  clickToWire: latency("Click to first microphone message", "≤ 300 ms"),
  scripts: size("JavaScript of the first load, brotli", "≤ 40 kB"),
  scriptsAhead: size("… kept for later by the service worker", ""),
} as const satisfies Readonly<Record<string, Measure>>;

export type MeasureName = keyof typeof measures;

/** What one run found: every measured value, for those that it was measured on. */
export type Run = Readonly<
  Partial<Record<MeasureName, Readonly<Partial<Record<Contender, readonly number[]>>>>>
>;

function latency(title: string, goal: string): Measure {
  return { title, goal, unit: "ms", say: milliseconds };
}

/** Its values are the gaps, if any. */
function gaps(title: string, goal: string, n: string): Measure {
  const say = (values: readonly number[]) =>
    values.length === 0 ? "none" : `${values.length}, ${sum(values).toFixed(0)} ms in all`;
  return { title, goal, unit: "ms", say, n };
}

function share(title: string, goal: string): Measure {
  return { title, goal, unit: "share", say: percent(1) };
}

function size(title: string, goal: string): Measure {
  return { title, goal, unit: "bytes", say: kilobytes };
}

function milliseconds(values: readonly number[]): string {
  const { p50, p95, max } = summarise(values);
  return `${p50.toFixed(1)} / ${p95.toFixed(1)} / ${max.toFixed(1)} ms`;
}

function percent(digits: number) {
  return (values: readonly number[]) => {
    const { p50, max } = summarise(values);
    return `${(p50 * 100).toFixed(digits)} %, max ${(max * 100).toFixed(digits)} %`;
  };
}

function kilobytes(values: readonly number[]): string {
  return `${(Math.max(...values) / 1_000).toFixed(1)} kB`;
}
