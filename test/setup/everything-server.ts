import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

/** The reference server of the Model Context Protocol, running as a process of its own. */
export interface EverythingServer {
  /** Of its Streamable HTTP endpoint. */
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** Left to itself it listens on every interface and does not say on which port. */
const onLoopback = `
  import net from "node:net";
  const listen = net.Server.prototype.listen;
  net.Server.prototype.listen = function (port, ...rest) {
    this.once("listening", () => console.log("loopback port " + this.address().port));
    return listen.call(this, { port: Number(port), host: "127.0.0.1" }, ...rest);
  };
`;

/** Starts the server on loopback. @param port 0: any free one */
export async function startEverything(port = 0): Promise<EverythingServer> {
  const main = createRequire(import.meta.url).resolve(
    "@modelcontextprotocol/server-everything/dist/index.js",
  );
  const preload = `data:text/javascript,${encodeURIComponent(onLoopback)}`;
  const server = spawn(process.execPath, ["--import", preload, main, "streamableHttp"], {
    env: { PATH: process.env["PATH"] ?? "", PORT: String(port) },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const exited = once(server, "exit");
  const listening = await new Promise<number>((resolve, reject) => {
    createInterface(server.stdout).on("line", (line) => {
      const found = /^loopback port (\d+)$/.exec(line)?.[1];
      if (found !== undefined) resolve(Number(found));
    });
    server.once("exit", (code) => reject(new Error(`the server ended with ${code}`)));
  });
  return {
    url: `http://127.0.0.1:${listening}/mcp`,
    port: listening,
    async stop() {
      server.kill("SIGKILL");
      await exited;
    },
  };
}
