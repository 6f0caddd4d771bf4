import { randomInt } from "node:crypto";
import { asObject, asString, type JsonObject } from "./json.ts";
import type { ToolResult } from "./scenario.ts";

/** When a NON_BLOCKING result is spoken about. */
export type Scheduling = "SILENT" | "WHEN_IDLE" | "INTERRUPT";

/** A call that has been sent and not been settled. */
export interface OpenCall {
  readonly id: string;
  readonly name: string;
  readonly args: JsonObject;
  readonly blocking: boolean;
}

/** One entry of a `toolResponse`, with `scheduling` taken from wherever the client put it. */
export interface ToolAnswer {
  readonly id: string;
  readonly response: JsonObject;
  readonly scheduling: Scheduling;
  readonly willContinue: boolean;
}

/** Reads one function response. Some documentation puts `scheduling` into `response`; both places count. */
export function readToolAnswer(value: unknown): ToolAnswer {
  const entry = asObject(value) ?? {};
  const { scheduling: inner, ...response } = asObject(entry["response"]) ?? {};
  const scheduling = readScheduling(entry["scheduling"] ?? inner);
  return {
    id: asString(entry["id"]) ?? "",
    // An ordinary result may have a field of that name, too.
    response: readScheduling(inner) === undefined ? (asObject(entry["response"]) ?? {}) : response,
    scheduling: scheduling ?? "WHEN_IDLE",
    willContinue: entry["willContinue"] === true,
  };
}

/** An id in the service's form. */
export function newCallId(): string {
  return `function-call-${randomInt(1e9, 1e10)}${randomInt(1e8, 1e9)}`;
}

/** The calls that still wait for an answer. */
export class ToolCalls {
  readonly #open = new Map<string, OpenCall>();
  #awaited: Awaited | undefined;

  /** Remembers a call that is sent now. */
  add(call: OpenCall): void {
    this.#open.set(call.id, call);
  }

  /** The calls that wait now, in the order in which they were made. */
  get open(): readonly OpenCall[] {
    return [...this.#open.values()];
  }

  /** Whether a BLOCKING call is waiting. */
  get blocked(): boolean {
    return [...this.#open.values()].some(({ blocking }) => blocking);
  }

  /** Calls `done` with the results once every one of these BLOCKING calls is answered. */
  awaitAll(calls: readonly OpenCall[], done: (results: readonly ToolResult[]) => void): void {
    this.#awaited = { ids: new Set(calls.map(({ id }) => id)), results: [], done };
  }

  /** Takes an answer; returns the call it belongs to. Unknown and withdrawn ids are nothing. */
  answer({ id, response, willContinue }: ToolAnswer): OpenCall | undefined {
    const call = this.#open.get(id);
    if (call === undefined) return undefined;
    if (call.blocking || !willContinue) this.#open.delete(id);
    if (call.blocking) this.#answerAwaited(call, response);
    return call;
  }

  /** Withdraws all BLOCKING calls and returns them. Late answers to them are nothing. */
  withdraw(): readonly OpenCall[] {
    const calls = [...this.#open.values()].filter(({ blocking }) => blocking);
    for (const { id } of calls) this.#open.delete(id);
    this.#awaited = undefined;
    return calls;
  }

  #answerAwaited(call: OpenCall, response: JsonObject): void {
    const awaited = this.#awaited;
    if (awaited === undefined || !awaited.ids.delete(call.id)) return;
    awaited.results.push({ name: call.name, args: call.args, response });
    if (awaited.ids.size > 0) return;
    this.#awaited = undefined;
    awaited.done(awaited.results);
  }
}

interface Awaited {
  readonly ids: Set<string>;
  readonly results: ToolResult[];
  readonly done: (results: readonly ToolResult[]) => void;
}

function readScheduling(value: unknown): Scheduling | undefined {
  return value === "SILENT" || value === "WHEN_IDLE" || value === "INTERRUPT" ? value : undefined;
}
