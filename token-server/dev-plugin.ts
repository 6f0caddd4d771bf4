import { fileURLToPath } from "node:url";
import { getRequestListener } from "@hono/node-server";
import type { Plugin, ViteDevServer } from "vite";
import type { Tool } from "../web/core/tools/tool.ts";
import { withoutBase } from "./base-path.ts";
import { readEnv, requireAdmission } from "./env.ts";
import { loadVariables } from "./variables.ts";

/**
 * The token server inside Vite's dev server, under the same origin. Vite serves the pages, so HOST and PORT are its
 * business, and pages have no Content-Security-Policy here: hot reload needs inline styles.
 * @param variables instead of the process's own and those of `.env`
 */
export function tokenServer(variables?: NodeJS.ProcessEnv): Plugin {
  return {
    name: "parley:token-server",
    apply: "serve",
    async configureServer(server) {
      const env = readEnv(variables ?? loadVariables(process.cwd(), process.env));
      const host = boundHost(server);
      requireAdmission(env, host);
      // Loaded here, so that builds and tests, which read the same configuration, do without it.
      const [{ createBackend }, { nodeSurroundings }, { createPinoLog }] = await Promise.all([
        import("./backend.ts"),
        import("./node-surroundings.ts"),
        import("./pino-log.ts"),
      ]);
      const { app, standIn } = await createBackend(env, {
        ...nodeSurroundings,
        host,
        ownAddress: () => ownAddress(server),
        loadTools: () => loadTools(server),
        log: createPinoLog(env.logLevel, { write: (line) => server.config.logger.warn(line.trimEnd()) }),
      });
      const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false });
      server.middlewares.use((request, response, next) => {
        const url = withoutBase(request.url ?? "/", server.config.base);
        if (!isOurs(pathOf(url), standIn?.basePath)) return next();
        request.url = url;
        void answer(request, response);
      });
      if (standIn === undefined) return;
      server.config.logger.info("  No GEMINI_API_KEY is set: a built-in stand-in answers.");
      // Vite's own hot-reload socket is another upgrade on the same server; only the stand-in's paths are taken.
      server.httpServer?.on("upgrade", (request, socket, head) => {
        const url = withoutBase(request.url ?? "/", server.config.base);
        if (!standIn.owns(pathOf(url))) return;
        request.url = url;
        standIn.upgrade(request, socket, head);
      });
      server.httpServer?.once("close", () => void standIn.close());
    },
  };
}

/** Through Vite, which alone understands how the registry gathers its folder. */
async function loadTools(server: ViteDevServer): Promise<ReadonlyMap<string, Tool>> {
  const file = fileURLToPath(new URL("../web/tools/registry.ts", import.meta.url));
  // What the file exports is known here, though not to Vite.
  const registry = (await server.ssrLoadModule(file)) as typeof import("../web/tools/registry.ts");
  return registry.builtInTools();
}

function isOurs(path: string, standInPath: string | undefined): boolean {
  return (
    path === "/health" ||
    path.startsWith("/api/") ||
    (standInPath !== undefined && path.startsWith(`${standInPath}/`))
  );
}

function pathOf(url: string): string {
  return url.split("?")[0] ?? "/";
}

function boundHost({ config }: ViteDevServer): string {
  const { host } = config.server;
  if (host === true) return "0.0.0.0";
  return host || "localhost";
}

function ownAddress(server: ViteDevServer): string {
  const bound = server.httpServer?.address();
  if (bound === null || typeof bound !== "object") throw new Error("The dev server does not listen yet.");
  const { port, address, family } = bound;
  if (address === "0.0.0.0" || address === "::") return `http://127.0.0.1:${port}`;
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}
