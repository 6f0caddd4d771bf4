import { atom, type ReadableAtom } from "nanostores";
import { atMost } from "../at-most.ts";
import { type LinkPorts, type LinkStatus, ServerLink } from "./server-link.ts";
import type { OfferedServer } from "./server-tool.ts";
import type { McpServer } from "./tool-server.ts";

/** A server as a screen shows it. */
export type ToolServerState = { readonly id: string; readonly name: string } & LinkStatus;

/** Keeps a connection to every server that is set up and enabled. */
export class ToolServers {
  readonly #ports: LinkPorts;
  readonly #state = atom<readonly ToolServerState[]>([]);
  #links: readonly ServerLink[] = [];

  constructor(ports: LinkPorts) {
    this.#ports = ports;
  }

  /** The enabled servers in their order. */
  get state(): ReadableAtom<readonly ToolServerState[]> {
    return this.#state;
  }

  /** Connects to what is new or changed, and lets go of what is gone or disabled. */
  configure(servers: readonly McpServer[]): void {
    const before = this.#links;
    this.#links = servers.filter(({ enabled }) => enabled).map((server) => this.#linkTo(server, before));
    for (const link of before) if (!this.#links.includes(link)) link.close();
    for (const link of this.#links) if (!before.includes(link)) link.connect();
    this.#show();
  }

  /** Connects anew, whatever the state. */
  retry(id: string): void {
    this.#links.find(({ server }) => server.id === id)?.connect();
  }

  /** Resolves when no server is connecting, but after `limitMs` at the latest. */
  settled(limitMs: number): Promise<void> {
    const all = Promise.all(this.#links.map((link) => link.settled));
    return atMost(limitMs, all, this.#ports.clock);
  }

  /** What the connected servers offer right now. */
  offered(): readonly OfferedServer[] {
    return this.#links.flatMap((link): readonly OfferedServer[] => {
      const { status, server } = link;
      if (status.status !== "ready") return [];
      const call: OfferedServer["call"] = (name, args, options) => link.call(name, args, options);
      return [{ name: server.name, tools: status.tools, call }];
    });
  }

  /** A link stays as long as the way to its server does. */
  #linkTo(server: McpServer, links: readonly ServerLink[]): ServerLink {
    const known = links.find((link) => JSON.stringify(link.server) === JSON.stringify(server));
    return known ?? new ServerLink(server, this.#ports, () => this.#show());
  }

  #show(): void {
    this.#state.set(this.#links.map(({ server: { id, name }, status }) => ({ id, name, ...status })));
  }
}
