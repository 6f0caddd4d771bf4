import { existsSync } from "node:fs";
import { parseEnv } from "node:util";
import { readText } from "./read-text.ts";

/** `.env` in the folder, if there is one, under the variables that are set already. */
export function loadVariables(folder: string, set: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const file = `${folder}/.env`;
  return existsSync(file) ? { ...parseEnv(readText(file)), ...set } : set;
}
