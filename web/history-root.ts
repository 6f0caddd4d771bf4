import type { HistorySide } from "./app/history-side.ts";

/** Composes what keeps calls; loaded late, so that none of it weighs on the first load. */
export function createHistorySide(): HistorySide {
  throw new Error("Calls are not kept yet.");
}
