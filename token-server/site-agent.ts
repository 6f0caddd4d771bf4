import type { FunctionDeclaration, SessionRequest } from "../web/core/live/session-request.ts";
import type { SiteAgent, SiteAgents } from "../web/core/live/site-agents.ts";

/** An agent of the operator, ready to be locked into tokens. */
export interface OperatorAgent {
  /** What pages may know of it. */
  readonly shown: SiteAgent;
  /** All that makes its sessions; its instruction goes nowhere but into tokens. */
  readonly session: AgentSession;
  /** From minting to the end of a session, in seconds; undefined: as long as any token. */
  readonly longestSeconds: number | undefined;
}

/** The part of a session that is the agent's. */
export type AgentSession = Pick<
  SessionRequest,
  "voice" | "instruction" | "language" | "modality" | "maxOutputTokens"
> & { readonly model: string; readonly tools: readonly FunctionDeclaration[] };

/** The public part of the agents, for `GET /api/config`. */
export function shownAgents(agents: readonly OperatorAgent[], ownAllowed: boolean): SiteAgents {
  return { agents: agents.map(({ shown }) => shown), ownAllowed };
}
