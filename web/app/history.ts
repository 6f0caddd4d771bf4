import type { StorageError } from "../core/errors.ts";
import { automaticTitle } from "../core/history/call-record.ts";
import type { CallStore } from "../core/history/call-store.ts";
import { digestOf } from "../core/history/digest.ts";
import { knowing } from "../core/history/knowing.ts";
import type { CallRecord } from "../core/history/record.ts";
import type { Clock } from "../core/ports.ts";
import { CallListModel } from "./call-list.ts";
import { CallSearch } from "./call-search.ts";
import type { History } from "./history-side.ts";
import { Removal } from "./removal.ts";

export interface HistoryOptions {
  readonly store: CallStore;
  readonly clock: Clock;
  /** IANA name, in which a call that goes on is told when the one before was. */
  readonly timeZone: string;
  /** Puts the store in order before the list is read; settles in every case. */
  readonly prepare: () => Promise<void>;
  /** Told of what went wrong where nobody waits for an answer. */
  readonly onTrouble: (error: StorageError) => void;
  /** Resolves when nothing that matters more than reading ahead is going on. */
  readonly calm: () => Promise<void>;
}

/** The history with what the page needs when it goes. */
export interface PageHistory extends History {
  /** Deletes for good what is removed, without waiting for its time. Settles in every case. */
  settleRemovals(): Promise<void>;
}

/** Characters of a title that the person writes. */
export const longestTitle = 200;

/** The kept calls for the screens, over the store. */
export function createHistory({
  store,
  clock,
  timeZone,
  prepare,
  onTrouble,
  calm,
}: HistoryOptions): PageHistory {
  const removal = new Removal({
    clock,
    onTrouble,
    async destroy(ids) {
      await store.deleteCalls(ids);
      calls.drop(ids);
    },
  });
  const { removed } = removal;
  const index = new CallSearch({ store, clock, calm });
  const calls = new CallListModel({
    ...{ store, clock, hidden: removed, prepare, onTrouble },
    // Whoever looks at the list may search next.
    onComplete: () => void index.prepare(),
  });
  const change = async (id: string, changes: (record: CallRecord) => Partial<CallRecord>) => {
    await store.changeCall(id, (record) => ({ ...record, ...changes(record) }));
  };
  return {
    list: calls.list,
    reload: () => calls.reload(),
    async search(query) {
      const found = await index.search(query);
      const hidden = new Set(removed.get());
      return hidden.size === 0 ? found : found.filter(({ callId }) => !hidden.has(callId));
    },
    async open(id) {
      if (removed.get().includes(id)) return undefined;
      const [record, log] = await Promise.all([store.getCall(id), store.entries(id)]);
      if (record === undefined) return undefined;
      const { digest, ...known } = digestOf(record, log, timeZone);
      return { record, log, continued: { ...known, knowing: (request) => knowing(request, digest) } };
    },
    pictures: (id) => store.pictures(id),
    rename: (id, title) => change(id, (record) => named(record, title)),
    star: (id, isStarred) => change(id, () => ({ isStarred })),
    note: (id, notes) => change(id, () => ({ notes })),
    removed,
    remove: (ids) => removal.remove(ids),
    undoRemove: (id) => removal.undo(id),
    settleRemovals: () => removal.settle(),
  };
}

function named({ firstWords, agent }: CallRecord, given: string): Pick<CallRecord, "title" | "isTitled"> {
  const title = given.trim().replace(/\s+/gu, " ").slice(0, longestTitle);
  return title === ""
    ? { title: automaticTitle(firstWords, agent.name), isTitled: false }
    : { title, isTitled: true };
}
