import { SessionError } from "../errors.ts";
import type { Usage } from "../live/messages.ts";
import { addUsage, costOf } from "../numbers/cost.ts";
import type { Step } from "./command.ts";
import { end, noted } from "./lifecycle.ts";
import type { CallState } from "./state.ts";

/** The service has counted: the person is told once when it has cost so much, and it ends when it may cost no more. */
export function spent(before: CallState, more: Usage, atMs: number): Step {
  const state: CallState = { ...before, usage: addUsage(before.usage, more) };
  const cost = costOf(state.about.model, state.usage);
  if (!cost.known || state.budget === undefined) return [state, []];
  const { warnAtUsd, stopAtUsd } = state.budget;
  if (stopAtUsd !== undefined && cost.usd >= stopAtUsd)
    return end(state, { type: "failed", error: new SessionError("over-budget") }, atMs);
  const isNews = !state.notices.some(({ type }) => type === "budget-warned");
  return warnAtUsd !== undefined && cost.usd >= warnAtUsd && isNews
    ? [{ ...state, notices: noted(state, "budget-warned", atMs) }, []]
    : [state, []];
}
