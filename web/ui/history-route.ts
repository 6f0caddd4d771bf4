import { routes } from "./route.ts";

/** A kept call as an address names it. */
export interface HistoryPlace {
  readonly callId: string;
  /** The entry to open it at; undefined: from the start. */
  readonly entryId: number | undefined;
}

/** The address of a kept call, for example `#/history/k3-9?at=7`. */
export function callAddress(callId: string, entryId?: number): string {
  return `${routes.history}/${callId}${entryId === undefined ? "" : `?at=${entryId}`}`;
}

/** The call an address names; undefined for the list, and for what is no id of a call. */
export function historyPlace(hash: string): HistoryPlace | undefined {
  const found = /^#\/history\/([a-z0-9-]+)(?:\?at=(\d{1,15}))?$/.exec(hash);
  const [, callId, entry] = found ?? [];
  if (callId === undefined) return undefined;
  return { callId, entryId: entry === undefined ? undefined : Number(entry) };
}
