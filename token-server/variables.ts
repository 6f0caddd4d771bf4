import { existsSync, readFileSync } from "node:fs";
import { parseEnv } from "node:util";

/** `.env` in the folder, if there is one, under the variables that are set already. */
export function loadVariables(folder: string, set: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const file = `${folder}/.env`;
  return existsSync(file) ? { ...parseEnv(readFileSync(file, "utf8")), ...set } : set;
}
