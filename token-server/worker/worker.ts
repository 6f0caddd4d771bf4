import { builtInTools } from "../../web/tools/registry.ts";
import { createBackend } from "../backend.ts";
import { readEnv, StartError } from "../env.ts";
import { levelOf } from "../log.ts";
import { ProblemError, problemResponse } from "../problems.ts";
import { type Assets, assetFiles } from "./asset-files.ts";

/** What Cloudflare hands to the Worker: the variables, secrets among them, and the app's files. */
export interface WorkerEnv {
  readonly ASSETS?: Assets;
  readonly [name: string]: unknown;
}

type Answer = (request: Request) => Promise<Response> | Response;

/** Made with the first request, kept as long as the isolate lives: limits are counted in it. */
let answering: Promise<Answer> | undefined;

const worker = {
  async fetch(request: Request, env: WorkerEnv): Promise<Response> {
    answering ??= start(env);
    return (await answering)(request);
  },
};

// biome-ignore lint/style/noDefaultExport: Workers find the Worker so.
export default worker;

async function start(env: WorkerEnv): Promise<Answer> {
  try {
    const { app } = await createBackend(readEnv(variablesOf(env)), {
      // Everybody reaches it, so the rules for a server that others reach hold.
      host: "0.0.0.0",
      // Asked by the stand-in only, which needs sockets of Node.
      ownAddress: () => "",
      loadTools: async () => builtInTools(),
      // Cloudflare writes it, whatever the sender has written.
      addressOf: (context) => context.req.header("CF-Connecting-IP") ?? "unknown",
      // Cloudflare keeps what is written to the console.
      log: { write: (entry) => console.warn(JSON.stringify({ level: levelOf(entry), ...entry })) },
      ...(env.ASSETS === undefined ? {} : { files: assetFiles(env.ASSETS) }),
    });
    return (request) => app.fetch(request);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    console.error(error.message);
    return () => problemResponse(new ProblemError("internal", "The server is not set up: see its log."));
  }
}

/** Addresses are Cloudflare's to tell, and everybody reaches it, whatever the variables say. */
function variablesOf(env: WorkerEnv): NodeJS.ProcessEnv {
  const texts = Object.entries(env).flatMap(([name, value]) =>
    typeof value === "string" ? [[name, value] as const] : [],
  );
  return { ...Object.fromEntries(texts), HOST: "0.0.0.0", TRUST_PROXY: "" };
}
