import { unreachable } from "../assert.ts";
import type { LogEntry } from "../call/log-entry.ts";
import { type Excerpt, excerptOf } from "./excerpt.ts";
import { fold, foldedWords, type Span } from "./fold.ts";
import type { CallRecord } from "./record.ts";

/** A call that was found. */
export interface CallMatch {
  readonly callId: string;
  /** The first entry in which a word occurs; undefined if only title or notes have them. */
  readonly entryId: number | undefined;
  /** A line around the first hit, and where the words stand in it. */
  readonly excerpt: string;
  readonly hits: readonly Span[];
}

/** What is searched of a record. */
export type SearchedCall = Pick<CallRecord, "id" | "startedAtMs" | "title" | "notes">;

/** A text, and how it is compared. */
interface Folded {
  readonly text: string;
  readonly folded: string;
}

interface Indexed {
  /** Undefined while only entries of it are known. */
  call: { readonly startedAtMs: number; readonly title: Folded; readonly notes: Folded } | undefined;
  readonly entries: Map<number, Folded>;
}

/**
 * Finds calls by what was said in them. Everything is folded once, when it is added; a search looks through all of it:
 * for the 20,000 turns of years that takes a few milliseconds, and finds parts of words in every language.
 */
export class CallIndex {
  readonly #calls = new Map<string, Indexed>();
  /** Newest first; undefined when it has to be sorted anew. */
  #order: readonly string[] | undefined;

  /** Adds a call, or replaces its title, notes and time. */
  putCall({ id, startedAtMs, title, notes }: SearchedCall): void {
    const indexed = this.#indexed(id);
    if (indexed.call?.startedAtMs !== startedAtMs) this.#order = undefined;
    indexed.call = { startedAtMs, title: folded(title), notes: folded(notes) };
  }

  /** Adds an entry of a call, or replaces it. The call itself may come later. */
  putEntry(callId: string, entry: LogEntry): void {
    this.#indexed(callId).entries.set(entry.id, folded(searchedText(entry)));
  }

  /** Takes a call out, with its entries. */
  remove(callId: string): void {
    if (this.#calls.delete(callId)) this.#order = undefined;
  }

  /**
   * Calls in which all words occur, newest first; none for an empty query. Excerpts are made when they are read, as they
   * were at the time of the search.
   */
  search(query: string): readonly CallMatch[] {
    const words = foldedWords(query);
    if (words.length === 0) return [];
    this.#order ??= this.#newestFirst();
    return this.#order.flatMap((callId) => {
      const indexed = this.#calls.get(callId);
      return indexed !== undefined && holds(indexed, words) ? [new LateMatch(callId, indexed, words)] : [];
    });
  }

  #indexed(callId: string): Indexed {
    const known = this.#calls.get(callId);
    if (known !== undefined) return known;
    const indexed: Indexed = { call: undefined, entries: new Map() };
    this.#calls.set(callId, indexed);
    return indexed;
  }

  #newestFirst(): readonly string[] {
    const calls = [...this.#calls].flatMap(([id, { call }]) =>
      call === undefined ? [] : [{ id, startedAtMs: call.startedAtMs }],
    );
    // The sort is stable: calls of the same time stay in the order of their ids.
    calls.sort((one, other) => (one.id < other.id ? -1 : 1));
    return calls.sort((one, other) => other.startedAtMs - one.startedAtMs).map(({ id }) => id);
  }
}

function folded(text: string): Folded {
  return { text, folded: fold(text) };
}

/** What of an entry is searched. */
function searchedText(entry: LogEntry): string {
  switch (entry.kind) {
    case "turn":
      return entry.text;
    case "tool-call":
      return entry.call.name;
    default:
      return unreachable(entry);
  }
}

function holds({ call, entries }: Indexed, words: readonly string[]): boolean {
  return words.every((word) => {
    if (call?.title.folded.includes(word) || call?.notes.folded.includes(word)) return true;
    for (const entry of entries.values()) if (entry.folded.includes(word)) return true;
    return false;
  });
}

/** A match whose excerpt is made when it is first read: most of a long list is never shown. */
class LateMatch implements CallMatch {
  readonly callId: string;
  readonly entryId: number | undefined;
  readonly #text: string;
  readonly #words: readonly string[];
  #made: Excerpt | undefined;

  constructor(callId: string, { call, entries }: Indexed, words: readonly string[]) {
    const hit = firstHit(entries, words);
    this.callId = callId;
    this.entryId = hit?.id;
    this.#text = hit?.text ?? ownText(call, words);
    this.#words = words;
  }

  get excerpt(): string {
    return this.#excerpt().excerpt;
  }

  get hits(): readonly Span[] {
    return this.#excerpt().hits;
  }

  #excerpt(): Excerpt {
    this.#made ??= excerptOf(this.#text, this.#words);
    return this.#made;
  }
}

interface Hit {
  readonly id: number;
  readonly text: string;
}

function firstHit(entries: Indexed["entries"], words: readonly string[]): Hit | undefined {
  let first: Hit | undefined;
  for (const [id, { text, folded }] of entries) {
    const isEarlier = first === undefined || id < first.id;
    if (isEarlier && words.some((word) => folded.includes(word))) first = { id, text };
  }
  return first;
}

/** The notes if a word is in them: the title is on the screen in any case. */
function ownText(call: Indexed["call"], words: readonly string[]): string {
  if (call === undefined) return "";
  const { notes, title } = call;
  return words.some((word) => notes.folded.includes(word)) ? notes.text : title.text;
}
