import * as v from "valibot";
import { defineTool } from "../core/tools/tool.ts";
import { valibotInput } from "./support/valibot-input.ts";

const reason = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(200),
  v.description("Why the call ends, in a few words, for example: the user said goodbye."),
);

const farewell = v.pipe(
  v.string(),
  v.maxLength(500),
  v.description("The last words you say to the user, if you say any."),
);

export const tool = defineTool({
  name: "end_call",
  description:
    "Hangs up. Call it when the user says goodbye or asks to end the call, after a short farewell. What you have said is heard to its end before the call closes.",
  input: valibotInput(v.object({ reason, farewell: v.optional(farewell) })),
  // An answer that is spoken about would be a second farewell.
  scheduling: "SILENT",
  run(args, context) {
    context.endCall(args.reason);
    return { status: "ending", message: "The call ends when your last words were heard. Say nothing more." };
  },
});
