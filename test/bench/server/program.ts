import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** A server in a process of its own. */
export interface Program {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a script that prints its address; what it logs is written, and read by nobody. */
export async function startProgram(
  script: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<Program> {
  const child = spawn(process.execPath, [script], {
    cwd: mkdtempSync(join(tmpdir(), "parley-bench-")),
    env: { PATH: process.env["PATH"] ?? "", PORT: "0", ...variables },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const exited = once(child, "exit");
  const url = await new Promise<string>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`${script} ended with ${code}.`)));
    createInterface(child.stdout).on("line", (line) => {
      const address = /http:\/\/\S+:\d+/.exec(line)?.[0];
      if (address !== undefined) resolve(address);
    });
  });
  return {
    url,
    async stop() {
      child.kill("SIGTERM");
      await exited;
    },
  };
}
