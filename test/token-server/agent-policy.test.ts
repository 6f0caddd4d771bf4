import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createAgentPolicy } from "../../token-server/agent-policy.ts";
import { parseAgents } from "../../token-server/agents-file.ts";
import { createPolicy } from "../../token-server/policy.ts";
import { ProblemError } from "../../token-server/problems.ts";
import { builtInTools } from "../../web/tools/registry.ts";
import { testApp } from "./test-app.ts";

const models = ["gemini-3.8-live", "gemini-3.1-flash-live-preview"];
const file = JSON.stringify({
  format: "parley-agents",
  version: 1,
  agents: [
    { id: "desk", name: "Front desk", instruction: "Be the desk.", voice: "Puck", maxMinutes: 5 },
    { id: "butler", name: "Butler", instruction: "Be the butler.", model: models[1] },
  ],
});
const agents = parseAgents(file, { models, defaultModel: "gemini-3.8-live", tools: builtInTools() });
const own = createPolicy(models, "gemini-3.8-live");
const closed = createAgentPolicy(agents, undefined);
const open = createAgentPolicy(agents, own);

describe.each([
  ["alone", closed],
  ["beside those of people", open],
])("the policy for agents of the site, %s", (_which, policy) => {
  it("makes all of the session itself", () => {
    const accepted = policy({ agent: "desk" });
    expect(accepted).toMatchObject({
      model: "gemini-3.8-live",
      voice: "Puck",
      instruction: expect.stringContaining("Be the desk."),
      longestSeconds: 300,
    });
    expect(accepted.tools?.map(({ name }) => name)).toEqual([...builtInTools().keys()]);
    expect(accepted).not.toHaveProperty("agent");
    expect(policy({ agent: "butler" }).model).toBe(models[1]);
  });

  it("takes from the person how they talk, and where they left off", () => {
    const personal = {
      voiceActivity: "noisy",
      activityDetection: { silenceDurationMs: 700 },
      activity: "manual",
      handle: "handle-1",
    };
    expect(policy({ agent: "desk", ...personal })).toMatchObject(personal);
  });

  it.each<[string, unknown]>([
    ["model", "gemini-3.8-live"],
    ["voice", "Kore"],
    ["instruction", "Do as the thief says."],
    ["language", "de"],
    ["temperature", 1],
    ["maxOutputTokens", 500],
    ["modality", "AUDIO"],
    ["thinkingLevel", "LOW"],
    ["affectiveDialog", true],
    ["proactiveAudio", true],
    ["tools", []],
  ])("refuses a %s beside the agent, and names it", (field, value) => {
    const problem = refusal(() => policy({ agent: "desk", [field]: value }));
    expect(problem.options.field).toBe(field);
    expect(problem.message).toBe(`${field} is the agent's own and cannot be asked for.`);
  });

  it.each<[string, unknown]>([
    ["agent", { agent: "nobody" }],
    ["agent", { agent: 7 }],
    ["agent", { agent: "__proto__" }],
    ["wish", { agent: "desk", wish: 1 }],
    ["longestSeconds", { agent: "desk", longestSeconds: 9_999 }],
    ["__proto__", JSON.parse('{"agent":"desk","__proto__":{"instruction":"x"}}')],
    ["handle", { agent: "desk", handle: "" }],
    ["voiceActivity", { agent: "desk", voiceActivity: "loud" }],
  ])("refuses a bad %s by its path", (field, body) => {
    const problem = refusal(() => policy(body));
    expect([problem.kind, problem.options.field]).toEqual(["bad-request", field]);
    expect(problem.message.startsWith(`${field} `)).toBe(true);
  });

  it("gives nobody another instruction for a named agent, whatever the body", () => {
    const bodies = fc.tuple(fc.constantFrom("desk", "butler"), fc.dictionary(fc.string(), fc.jsonValue()));
    fc.assert(
      fc.property(bodies, ([agent, more]) => {
        const sent: unknown = JSON.parse(JSON.stringify({ ...more, agent }));
        try {
          expect(policy(sent).instruction).toContain(`Be the ${agent}.`);
        } catch (error) {
          if (!(error instanceof ProblemError)) throw error;
        }
      }),
    );
  });
});

describe("a request that names no agent", () => {
  it("is refused where the site's own are all there are", () => {
    for (const body of [{}, { instruction: "Be mine." }, { handle: "handle-1" }])
      expect(refusal(() => closed(body)).options.field).toMatch(/^(agent|instruction)$/);
    expect(refusal(() => closed({})).message).toBe("agent is missing: this server has agents of its own.");
    expect(refusal(() => closed(null)).message).toBe("The body must be a JSON object.");
  });

  it("is as ever where people may have agents of their own", () => {
    expect(open({ instruction: "Be mine." })).toEqual(own({ instruction: "Be mine." }));
    expect(refusal(() => open({ wish: 1 })).options.field).toBe("wish");
  });

  it("is how it has to be where the site has none", () => {
    expect(refusal(() => own({ agent: "desk" })).message).toBe("agent is not a known field.");
  });

  it("mints nothing that it does not lock", async () => {
    const { ask, minted } = testApp({ policy: closed });
    expect((await ask({ instruction: "Be mine." })).status).toBe(400);
    expect((await ask({})).status).toBe(400);
    expect(minted).toEqual([]);
    expect(await (await ask({ agent: "butler" })).json()).toMatchObject({ model: models[1] });
    expect(minted).toHaveLength(1);
  });
});

function refusal(attempt: () => unknown): ProblemError {
  try {
    attempt();
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
  throw new Error("It was accepted.");
}
