import type { CallPage, CallStore } from "../core/history/call-store.ts";
import type { CallRecord, KeptEntry } from "../core/history/record.ts";
import type { Clock } from "../core/ports.ts";

/** Calls, or turns, that are read at once: some milliseconds of work. */
const pageSize = 500;

/** All calls after the given one, newest first, in pages; the page's other work goes on in between. @throws StorageError */
export async function* everyCall(
  store: CallStore,
  clock: Clock,
  after?: CallPage["after"],
): AsyncGenerator<readonly CallRecord[], void, undefined> {
  let last = after;
  while (true) {
    const records = await store.listCalls({ limit: pageSize, after: last });
    if (records.length > 0) yield records;
    last = records.at(-1);
    if (records.length < pageSize) return;
    await breath(clock);
  }
}

/** All turns and tool calls of all calls, in pages; the page's other work goes on in between. @throws StorageError */
export async function* everyEntry(
  store: CallStore,
  clock: Clock,
): AsyncGenerator<readonly KeptEntry[], void, undefined> {
  let last: KeptEntry | undefined;
  while (true) {
    const entries = await store.allEntries(last, pageSize);
    if (entries.length > 0) yield entries;
    last = entries.at(-1);
    if (entries.length < pageSize) return;
    await breath(clock);
  }
}

/** Work at a stretch: short enough that nothing on the page waits noticeably. */
const stretchMs = 10;

/** Does something with every item, letting the page do what waits in between. */
export async function inSlices<T>(
  items: Iterable<T>,
  clock: Clock,
  work: (item: T) => void | Promise<void>,
): Promise<void> {
  let beganAtMs = clock.now();
  for (const item of items) {
    const more = work(item);
    if (more !== undefined) await more;
    if (clock.now() - beganAtMs < stretchMs) continue;
    await breath(clock);
    beganAtMs = clock.now();
  }
}

/** Lets the page do what waits. */
export function breath(clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimer(0, resolve);
  });
}
