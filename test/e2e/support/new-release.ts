import {
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { builtFolder } from "./parley.ts";

/** A folder of this checkout, so that the server in it finds its packages; whoever makes one removes it. */
export function scratchFolder(): string {
  const cache = fileURLToPath(new URL("../../../node_modules/.cache", import.meta.url));
  mkdirSync(cache, { recursive: true });
  return mkdtempSync(join(cache, "parley-built-"));
}

/**
 * The built app as its next version would be: the page says which release it is, and the code of the settings screen has
 * another name, so that the old one is gone from the server.
 * @returns its folder, for `startParley`
 */
export function newRelease(release: string): string {
  const folder = scratchFolder();
  cpSync(join(builtFolder, "server"), join(folder, "server"), { recursive: true });
  const from = join(builtFolder, "web");
  const name = readdirSync(join(from, "assets")).find((file) => /^settings-screen-.*\.js$/.test(file));
  if (name === undefined) throw new Error("The settings screen is not built.");
  const renamed = `settings-screen-${release}.js`;
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const source = join(entry.parentPath, entry.name);
    const target = join(folder, "web", relative(from, source)).replace(name, renamed);
    mkdirSync(dirname(target), { recursive: true });
    // Megabytes that are the same.
    if (!/\.(js|html)$/.test(entry.name)) linkSync(source, target);
    else writeFileSync(target, changed(readFileSync(source, "utf8"), name, renamed, release));
  }
  for (const entry of readdirSync(join(folder, "web"), { recursive: true, withFileTypes: true })) {
    const plain = join(entry.parentPath, entry.name);
    if (/\.(js|html)$/.test(plain) && existsSync(`${plain}.br`)) rmSync(`${plain}.br`);
  }
  return folder;
}

function changed(text: string, name: string, renamed: string, release: string): string {
  return text
    .replaceAll(name, renamed)
    .replace("</title>", `</title><meta name="release" content="${release}">`)
    .replace(/(url:"app\.html",revision:")/, `$1${release}-`);
}
