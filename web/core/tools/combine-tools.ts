import { requestLimits } from "../live/request-limits.ts";
import { toTranslate } from "../to-translate.ts";
import { declareTool } from "./declare.ts";
import type { HttpToolDefinition } from "./http-definition.ts";
import { httpToolProblems } from "./http-problems.ts";
import { httpTool } from "./http-tool.ts";
import { legalName, type OfferedServer, serverTool } from "./server-tool.ts";
import type { Tool } from "./tool.ts";

/** The tools of a conversation, and those that could not be among them. */
export interface CombinedTools {
  readonly tools: ReadonlyMap<string, Tool>;
  readonly refused: readonly RefusedTool[];
}

export interface RefusedTool {
  readonly name: string;
  /** The server's name, for a tool of a server. */
  readonly server: string | undefined;
  /** One sentence for the person. */
  readonly reason: string;
}

/**
 * All tools side by side: those built in, then the person's own, then those of servers, as many as one session takes.
 * A server's tool whose name is taken is offered as `server.tool`.
 * @param toolsOff names of tools that are not wanted, as they would be offered
 */
export function combineTools(
  builtIn: ReadonlyMap<string, Tool>,
  httpTools: readonly HttpToolDefinition[],
  servers: readonly OfferedServer[],
  toolsOff: readonly string[],
): CombinedTools {
  const own = httpTools.filter(({ enabled }) => enabled);
  const offer = new Offer(toolsOff, [...builtIn.keys(), ...own.map(({ name }) => name)]);
  for (const tool of builtIn.values()) offer.add(tool.name, undefined, () => tool);
  for (const [index, definition] of own.entries()) {
    offer.add(definition.name, undefined, () => ownTool(definition, builtIn, own.slice(0, index)));
  }
  for (const server of servers) addServer(offer, server);
  return { tools: offer.tools, refused: offer.refused };
}

function ownTool(
  definition: HttpToolDefinition,
  builtIn: ReadonlyMap<string, Tool>,
  earlier: readonly HttpToolDefinition[],
): Tool {
  const [problem] = Object.values(httpToolProblems(definition, new Set(builtIn.keys()), earlier));
  if (problem !== undefined) throw new Error(problem);
  return httpTool(definition);
}

function addServer(offer: Offer, { name: server, tools, call }: OfferedServer): void {
  for (const described of tools) {
    const short = legalName(described.name);
    const name = offer.claim(short) ?? offer.claim(`${legalName(server)}.${short}`);
    const permission = `${legalName(server)}.${described.name}`;
    if (name !== undefined) offer.add(name, server, () => serverTool(name, permission, described, call));
    else
      offer.refuse(short, server, toTranslate("Another server has the same name and a tool of this name."));
  }
}

/** Takes tools until a session is full. */
class Offer {
  readonly tools = new Map<string, Tool>();
  readonly refused: RefusedTool[] = [];
  readonly #off: ReadonlySet<string>;
  /** Also by tools that are off: what is kept under a name must mean one tool. */
  readonly #taken: Set<string>;
  /** Of the list's brackets. */
  #characters = 2;

  constructor(off: readonly string[], taken: readonly string[]) {
    this.#off = new Set(off);
    this.#taken = new Set(taken);
  }

  /** Takes a name that is free; undefined when it is not. */
  claim(name: string): string | undefined {
    if (this.#taken.has(name)) return undefined;
    this.#taken.add(name);
    return name;
  }

  add(name: string, server: string | undefined, make: () => Tool): void {
    if (this.#off.has(name)) return;
    try {
      const tool = make();
      const characters = JSON.stringify(declareTool(tool, fullSupport)).length + 1;
      if (this.tools.size >= requestLimits.tools)
        throw new Error(toTranslate("A call takes no more tools: turn others off."));
      if (this.#characters + characters > requestLimits.toolsJson)
        throw new Error(toTranslate("A call takes no more descriptions of tools: turn others off."));
      this.#characters += characters;
      this.tools.set(name, tool);
    } catch (error) {
      this.refuse(name, server, sentence(error));
    }
  }

  refuse(name: string, server: string | undefined, reason: string): void {
    this.refused.push({ name, server, reason });
  }
}

/** The longest that a declaration can get. */
const fullSupport = {
  behaviors: ["BLOCKING", "NON_BLOCKING"],
  defaultBehavior: "NON_BLOCKING",
  scheduling: true,
} as const;

function sentence(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const first = text.slice(0, 1).toUpperCase();
  return `${first}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;
}
