import type { ToolContext } from "../../core/tools/tool.ts";
import { stateKey, type ToolState } from "../../core/tools/tool-state.ts";
import { timeOf } from "./calendar.ts";
import { counted } from "./text.ts";

/** A running timer: a call of `set_timer` waits for its end. */
export interface Timer {
  readonly id: number;
  /** What it is for; empty if nobody said. */
  readonly label: string;
  readonly endsAtMs: number;
}

/**
 * The timers that are waited for, by id, in each conversation. What is remembered from another one, which is over or
 * was lost with its page, is waited for no longer.
 */
const waitedFor = new WeakMap<ToolState, Set<number>>();

const timersKey = stateKey("timers", (value): value is readonly Timer[] => {
  return Array.isArray(value) && value.every(isTimer);
});

/** No number is given twice: whoever waits for a timer would take the next one for it. */
const lastIdKey = stateKey("lastTimer", (value): value is number => Number.isSafeInteger(value));

function isTimer(value: unknown): value is Timer {
  if (typeof value !== "object" || value === null) return false;
  const { id, label, endsAtMs } = value as Readonly<Record<string, unknown>>;
  return [id, endsAtMs].every(Number.isFinite) && typeof label === "string";
}

/** Timers that run. */
export function runningTimers(state: ToolState): readonly Timer[] {
  return (state.get(timersKey) ?? []).filter(({ id }) => isWaitedFor(state, id));
}

function isWaitedFor(state: ToolState, id: number): boolean {
  return waitedFor.get(state)?.has(id) ?? false;
}

/** Forgets the timers that were lost with their call or their page, and gives them back. */
export function takeLostTimers(state: ToolState): readonly Timer[] {
  const lost = (state.get(timersKey) ?? []).filter(({ id }) => !isWaitedFor(state, id));
  if (lost.length > 0) state.set(timersKey, runningTimers(state));
  return lost;
}

export function addTimer(state: ToolState, label: string, endsAtMs: number): Timer {
  const timers = state.get(timersKey) ?? [];
  const id = state.update(lastIdKey, (last = 0) => Math.max(last, ...timers.map((timer) => timer.id)) + 1);
  const timer = { id, label, endsAtMs };
  waitedFor.set(state, new Set([...(waitedFor.get(state) ?? []), id]));
  state.set(timersKey, [...timers, timer]);
  return timer;
}

/** Whoever waits for the timer finds out within a second. */
export function removeTimer(state: ToolState, id: number): void {
  waitedFor.get(state)?.delete(id);
  const timers = state.get(timersKey) ?? [];
  if (timers.some((timer) => timer.id === id)) {
    state.set(
      timersKey,
      timers.filter((timer) => timer.id !== id),
    );
  }
}

/** What the model is told of a timer. */
export function timerFacts({ id, label, endsAtMs }: Timer, context: ToolContext) {
  const left = spokenDuration(Math.max(0, endsAtMs - context.now()));
  return { id, ...(label === "" ? {} : { label }), left, endsAt: timeOf(endsAtMs, context.timeZone) };
}

/** The timer as it is said. */
export function spokenTimer({ id, label }: Timer): string {
  return label === "" ? `timer ${id}` : `timer ${id} for ${label}`;
}

/** A length of time in words, to the second: `1 hour 30 minutes`. */
export function spokenDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const parts = [
    [Math.floor(seconds / 3600), "hour"],
    [Math.floor(seconds / 60) % 60, "minute"],
    [seconds % 60, "second"],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, unit]) => counted(count, unit));
  return said.length === 0 ? "0 seconds" : said.join(" ");
}
