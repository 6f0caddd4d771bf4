import { parseArgs } from "node:util";
import { StartError } from "./env.ts";

/** What the command line asks for. */
export interface Arguments {
  /** For phones on the same network: encrypted, with a certificate of our own. */
  readonly https: boolean;
}

/** @throws StartError naming what is not known */
export function readArguments(given: readonly string[]): Arguments {
  try {
    const { values } = parseArgs({ args: [...given], options: { https: { type: "boolean" } } });
    return { https: values.https ?? false };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new StartError("The command line may have --https and nothing else.", { cause: error });
  }
}
