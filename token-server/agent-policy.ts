import * as v from "valibot";
import { type AcceptedRequest, badRequest, fromThePerson, type Policy, requestFields } from "./policy.ts";
import { ProblemError } from "./problems.ts";
import type { OperatorAgent } from "./site-agent.ts";

/**
 * The rules of a server with agents of its own: what makes a named agent comes from here, whatever its page knows or asks for.
 * @param own rules for requests that name none; undefined: they are refused, so that no session is without a lock
 */
export function createAgentPolicy(agents: readonly OperatorAgent[], own: Policy | undefined): Policy {
  const known = new Map(agents.map((agent) => [agent.shown.id, agent]));
  return (body) => {
    if (own !== undefined && !namesAgent(body)) return own(body);
    const result = v.safeParse(namedSchema, body, { abortEarly: true });
    if (!result.success) throw refusal(result.issues[0]);
    const { agent: id, ...personal } = result.output;
    const agent = known.get(id);
    if (agent === undefined) throw new ProblemError("bad-request", unknownAgent, { field: "agent" });
    return locked(agent, personal);
  };
}

const unknownAgent = "agent is none of this server's: choose one of those in /api/config.";

/** Only how the person talks, and where they left off. Temperature is not among it: it can shake an agent's manners. */
const namedSchema = v.strictObject({ agent: v.string("must be text"), ...fromThePerson });

type Personal = Omit<v.InferOutput<typeof namedSchema>, "agent">;

function locked({ session, longestSeconds }: OperatorAgent, personal: Personal): AcceptedRequest {
  return {
    // Undefined fields cannot come from JSON; the schema's optional fields only allow for them in the type.
    ...(personal as Partial<AcceptedRequest>),
    ...session,
    ...(longestSeconds === undefined ? {} : { longestSeconds }),
  };
}

function namesAgent(body: unknown): boolean {
  return typeof body === "object" && body !== null && Object.hasOwn(body, "agent");
}

function refusal(issue: v.BaseIssue<unknown>): ProblemError {
  const field = v.getDotPath(issue) ?? undefined;
  const isKey = issue.type === "strict_object" && field !== undefined;
  if (isKey && field === "agent")
    return new ProblemError("bad-request", "agent is missing: this server has agents of its own.", { field });
  if (isKey && requestFields.has(field))
    return new ProblemError("bad-request", `${field} is the agent's own and cannot be asked for.`, { field });
  return badRequest(issue);
}
