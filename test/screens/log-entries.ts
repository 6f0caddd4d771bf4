import type { ToolCallEntry, Turn } from "../../web/core/call/log-entry.ts";
import { callStartMs } from "../fakes/fake-app.ts";

/** A turn as the transcript shows it; `atS` and `endS` are seconds into the call. */
export function turn(
  id: number,
  role: Turn["role"],
  atS: number,
  text: string,
  more: Partial<Turn> = {},
): Turn {
  return {
    kind: "turn",
    id,
    role,
    text,
    status: "complete",
    startedAtMs: callStartMs + atS * 1000,
    endedAtMs: callStartMs + (atS + 3) * 1000,
    typed: false,
    audioMs: 0,
    marks: [],
    heard: undefined,
    ...more,
  };
}

/** A call of a tool that ended well after 0.4 s. */
export function toolCall(id: number, name: string, more: Partial<ToolCallEntry> = {}): ToolCallEntry {
  return {
    kind: "tool-call",
    id,
    call: { id: `call-${id}`, name, args: {} },
    ids: [`call-${id}`],
    answer: "response",
    status: "done",
    startedAtMs: callStartMs + 11_000,
    endedAtMs: callStartMs + 11_400,
    response: { output: "Booked." },
    progress: undefined,
    cards: [],
    ...more,
  };
}
