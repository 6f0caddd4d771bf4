import { readFileSync } from "node:fs";

/** A file's text in UTF-8, without the mark that editors of Windows begin it with. @throws where it cannot be read */
export function readText(path: string): string {
  return new TextDecoder().decode(readFileSync(path));
}
