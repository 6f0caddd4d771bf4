import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { realpathSync, writeFileSync } from "node:fs";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { ownOrigin, type SendRequest } from "./routes.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const run = promisify(execFile);

/** The runtime of Cloudflare Workers. No dependency: its package has a binary for each system, fetched here for one. */
const workerdPackage = "workerd@1.20261117.1";

/** Path of the binary, from npx's cache or the registry; where neither has it, why. */
export async function findWorkerd(): Promise<{ readonly path: string } | { readonly missing: string }> {
  try {
    const which = ["-y", "-p", workerdPackage, "-c", "command -v workerd"];
    const { stdout } = await run("npx", which, { timeout: 90_000, env: plainEnvironment() });
    const path = realpathSync(stdout.trim());
    await run(path, ["--version"]);
    return { path };
  } catch (error) {
    const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    return { missing: `${workerdPackage} cannot be had: ${line}` };
  }
}

/** Builds the Worker into the folder, as `npm run build:worker` does into `dist/worker`. */
export async function buildWorker(folder: string): Promise<void> {
  const out = ["--outDir", folder, "--emptyOutDir"];
  await run("npx", ["vite", "build", "--mode", "worker", ...out], { cwd: root, env: plainEnvironment() });
}

/** npx and Vite ask the environment whether they run in a test. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const { VITEST: _tests, NODE_ENV: _mode, ...env } = process.env;
  return env;
}

export interface WorkerOptions {
  /** Of `findWorkerd`. */
  readonly workerd: string;
  /** Where `buildWorker` has put the Worker. */
  readonly folder: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Port on loopback that stands in for the uploaded files. */
  readonly assetsPort: number;
}

export interface ServedWorker {
  readonly send: SendRequest;
  readonly output: () => string;
  stop(): Promise<void>;
}

/** Runs the Worker in workerd, on loopback. */
export async function serveWorker(options: WorkerOptions): Promise<ServedWorker> {
  const config = join(options.folder, "config.capnp");
  writeFileSync(config, configText(options));
  const workerd = spawn(options.workerd, ["serve", config, "--control-fd=3"], {
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  const exited = once(workerd, "exit");
  let printed = "";
  for (const stream of [workerd.stdout, workerd.stderr]) {
    stream?.on("data", (data: Buffer) => {
      printed += data.toString();
    });
  }
  // The fourth is the one that workerd tells its port through.
  const control = workerd.stdio[3] as Readable;
  const port = await new Promise<number>((resolve, reject) => {
    createInterface(control).on("line", (line) => {
      const told: { readonly event: string; readonly port?: number } = JSON.parse(line);
      if (told.event === "listen" && told.port !== undefined) resolve(told.port);
    });
    workerd.once("exit", (code) => reject(new Error(`workerd ended with ${code}: ${printed}`)));
  });
  return {
    send: sendTo(port),
    output: () => printed,
    async stop() {
      workerd.kill("SIGKILL");
      await exited;
    },
  };
}

function configText({ variables, assetsPort }: WorkerOptions): string {
  const bindings = Object.entries(variables).map(
    ([name, value]) => `(name = ${JSON.stringify(name)}, text = ${JSON.stringify(value)}),`,
  );
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [(name = "worker.js", esModule = embed "worker.js")],
      compatibilityDate = "2026-11-01",
      compatibilityFlags = ["nodejs_compat"],
      bindings = [
        (name = "ASSETS", service = "assets"),
        ${bindings.join("\n        ")}
      ],
    )),
    (name = "assets", external = (address = "127.0.0.1:${assetsPort}", http = ())),
    (name = "internet", network = (allow = ["local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`;
}

/** By Node's own client, which sends every header as it is told, Host among them. */
function sendTo(port: number): SendRequest {
  return async ({ method, path, headers, body }) => {
    const { host } = new URL(ownOrigin);
    const length = body === undefined ? {} : { "Content-Length": String(Buffer.byteLength(body)) };
    const asking = httpRequest({
      host: "127.0.0.1",
      port,
      method,
      path,
      headers: { Host: host, ...headers, ...length },
      agent: false,
    });
    asking.end(body);
    const [answer]: IncomingMessage[] = await once(asking, "response");
    if (answer === undefined) throw new Error("There is no answer.");
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk);
    const received = Object.entries(answer.headersDistinct).flatMap(([name, values]) =>
      (values ?? []).map((value): [string, string] => [name, value]),
    );
    return {
      status: answer.statusCode ?? 0,
      headers: new Headers(received),
      text: Buffer.concat(chunks).toString("latin1"),
    };
  };
}
