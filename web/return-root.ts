import { IdbActiveCall } from "./adapters/idb-active-call.ts";
import { WebCallSeat } from "./adapters/web-call-seat.ts";
import { type ComposedReturning, createReturning, type ReturningOptions } from "./app/create-returning.ts";

/** Composes what lets calls outlive their page; loaded late, so that none of it weighs on the first load. */
export function createReturningSide(options: Omit<ReturningOptions, "active" | "seat">): ComposedReturning {
  const returning = createReturning({ ...options, active: new IdbActiveCall(), seat: new WebCallSeat() });
  addEventListener("pagehide", () => returning.pageHides());
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) returning.pageShows();
  });
  return returning;
}
