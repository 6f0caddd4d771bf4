import * as v from "valibot";
import { toTranslate } from "../core/to-translate.ts";
import { defineTool } from "../core/tools/tool.ts";
import { otherModelNeeded } from "./support/patience.ts";
import { valibotInput } from "./support/valibot-input.ts";

const steps = 5;
const stepMs = 4000;

/** Does nothing, slowly: shows that talking goes on while a tool works. */
export const tool = defineTool({
  name: "run_long_job",
  description:
    "Runs a demonstration job of 20 seconds in the background. Go on talking meanwhile; tell the user when it is done.",
  input: valibotInput(v.object({})),
  behavior: "NON_BLOCKING",
  scheduling: "WHEN_IDLE",
  timeoutMs: 2 * steps * stepMs,
  async run(_args, context) {
    if (!context.nonBlocking) {
      const sentence = `The job was not started. ${otherModelNeeded()}`;
      return { status: "not_supported", sentence, retryable: false };
    }
    const startedAtMs = context.now();
    for (let step = 1; step <= steps; step++) {
      context.progress(`Step ${step} of ${steps}`);
      await context.wait(stepMs);
    }
    const seconds = Math.round((context.now() - startedAtMs) / 1000);
    const sentence = `The job is done. Its ${steps} steps took ${seconds} seconds.`;
    context.show({ kind: "text", title: toTranslate("Long job"), text: sentence });
    return { status: "ok", seconds, sentence };
  },
});
