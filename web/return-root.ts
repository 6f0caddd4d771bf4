import type { ReadableAtom } from "nanostores";
import { IdbActiveCall } from "./adapters/idb-active-call.ts";
import { WebCallSeat } from "./adapters/web-call-seat.ts";
import { type ComposedReturning, createReturning, type ReturningOptions } from "./app/create-returning.ts";
import type { Settings } from "./core/settings.ts";

export interface ReturnRootOptions extends Pick<ReturningOptions, "call" | "live" | "clock" | "history"> {
  readonly settings: ReadableAtom<Settings>;
}

/** Composes what lets calls outlive their page; loaded late, so that none of it weighs on the first load. */
export function createReturningSide({ settings, ...options }: ReturnRootOptions): ComposedReturning {
  const returning = createReturning({
    ...options,
    settings: () => settings.get(),
    active: new IdbActiveCall(),
    seat: new WebCallSeat(),
  });
  addEventListener("pagehide", () => returning.pageHides());
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) returning.pageShows();
  });
  return returning;
}
