import { execFile } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { scratchFolder } from "./new-release.ts";
import { builtFolder } from "./parley.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/**
 * Builds the app for a folder of its server, as `npm run build -- --base /talk/` does, beside the server that is built.
 * @returns its folder, for `startParley`; whoever asks removes it
 */
export async function buildBelow(base: string): Promise<string> {
  const folder = scratchFolder();
  cpSync(join(builtFolder, "server"), join(folder, "server"), { recursive: true });
  await build(join(folder, "web"), ["--base", base], {});
  return folder;
}

/**
 * Builds the app for a server elsewhere, as `VITE_TOKEN_SERVER=… npm run build` does.
 * @returns its folder; whoever asks removes it
 */
export async function buildForServer(address: string): Promise<string> {
  const folder = scratchFolder();
  await build(folder, [], { VITE_TOKEN_SERVER: address });
  return folder;
}

async function build(folder: string, args: readonly string[], variables: NodeJS.ProcessEnv): Promise<void> {
  const { VITEST: _tests, NODE_ENV: _mode, ...env } = process.env;
  const out = ["--outDir", folder, "--emptyOutDir"];
  await promisify(execFile)("npx", ["vite", "build", "--mode", "uncompressed", ...args, ...out], {
    cwd: root,
    env: { ...env, ...variables },
  });
}
