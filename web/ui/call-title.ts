import { msg, str } from "@lit/localize";
import { automaticTitle } from "../core/history/call-record.ts";
import type { CallRecord } from "../core/history/record.ts";
import { agentName } from "./agent-name.ts";

/** A call's title: one that is made of no words in the language of the interface. */
export function callTitle({
  title,
  isTitled,
  agent,
}: Pick<CallRecord, "title" | "isTitled" | "agent">): string {
  if (isTitled || title !== automaticTitle("", agent.name)) return title;
  return agent.name === "" ? msg("Call") : msg(str`Call with ${agentName(agent)}`);
}
