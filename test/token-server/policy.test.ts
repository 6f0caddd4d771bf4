import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPolicy } from "../../token-server/policy.ts";
import { ProblemError } from "../../token-server/problems.ts";
import { sessionConfig } from "../../web/core/live/config.ts";
import { requestLimits } from "../../web/core/live/request-limits.ts";
import { testApp } from "./test-app.ts";

const policy = createPolicy(["gemini-3.8-live", "gemini-9-live"], "gemini-3.8-live");
const tool = { name: "f", description: "d" };
const nested = (levels: number): object => (levels === 0 ? {} : { items: nested(levels - 1) });

describe("policy", () => {
  it.each<[string, unknown]>([
    ["wish", { wish: 1 }],
    ["model", { model: "gpt-5" }],
    ["model", { model: 38 }],
    ["voice", { voice: "kore" }],
    ["instruction", { instruction: "x".repeat(requestLimits.instruction + 1) }],
    ["instruction", { instruction: null }],
    ["language", { language: "deutsch, bitte" }],
    ["language", { language: "" }],
    ["temperature", { temperature: 2.1 }],
    ["temperature", { temperature: -0.1 }],
    ["temperature", { temperature: "1" }],
    ["thinkingLevel", { thinkingLevel: "low" }],
    ["affectiveDialog", { affectiveDialog: "yes" }],
    ["proactiveAudio", { proactiveAudio: 1 }],
    ["voiceActivity", { voiceActivity: "loud" }],
    ["maxOutputTokens", { maxOutputTokens: 0 }],
    ["maxOutputTokens", { maxOutputTokens: 65_537 }],
    ["modality", { modality: "VIDEO" }],
    ["activityDetection", { activityDetection: "quick" }],
    ["activityDetection.startSensitivity", { activityDetection: { startSensitivity: "MEDIUM" } }],
    ["activityDetection.prefixPaddingMs", { activityDetection: { prefixPaddingMs: -1 } }],
    ["activityDetection.silenceDurationMs", { activityDetection: { silenceDurationMs: 4_501 } }],
    ["activityDetection.silenceDurationMs", { activityDetection: { silenceDurationMs: 500.5 } }],
    ["activityDetection.disabled", { activityDetection: { disabled: true } }],
    ["activity", { activity: "automatic" }],
    ["handle", { handle: "" }],
    ["handle", { handle: "x".repeat(requestLimits.handle + 1) }],
    ["tools", { tools: tool }],
    ["tools", { tools: [tool, tool] }],
    [
      "tools",
      { tools: Array.from({ length: requestLimits.tools + 1 }, (_, i) => ({ ...tool, name: `f${i}` })) },
    ],
    [
      "tools",
      { tools: Array.from({ length: 9 }, (_, i) => ({ name: `f${i}`, description: "x".repeat(4000) })) },
    ],
    ["tools.0", { tools: ["f"] }],
    ["tools.1.name", { tools: [tool, { ...tool, name: "1f" }] }],
    ["tools.0.name", { tools: [{ ...tool, name: "a".repeat(129) }] }],
    ["tools.0.description", { tools: [{ name: "f" }] }],
    [
      "tools.0.description",
      { tools: [{ ...tool, description: "x".repeat(requestLimits.toolDescription + 1) }] },
    ],
    ["tools.0.response", { tools: [{ ...tool, response: {} }] }],
    ["tools.0.behavior", { tools: [{ ...tool, behavior: "ASYNC" }] }],
    ["tools.0.parametersJsonSchema", { tools: [{ ...tool, parametersJsonSchema: [] }] }],
    [
      "tools.0.parametersJsonSchema",
      { tools: [{ ...tool, parametersJsonSchema: nested(requestLimits.schemaDepth) }] },
    ],
    ["__proto__", JSON.parse('{"__proto__":{"model":"x"}}')],
    ["constructor", { constructor: 1 }],
  ])("refuses a bad %s by its path", (field, body) => {
    const problem = refusal(body);
    expect(problem.options.field).toBe(field);
    expect(problem.message.startsWith(`${field} `)).toBe(true);
    expect(problem.message).toMatch(/\.$/);
  });

  it("says what is wrong in words", () => {
    expect(refusal({ wish: 1 }).message).toBe("wish is not a known field.");
    expect(refusal({ tools: [{ name: "f" }] }).message).toBe("tools.0.description is missing.");
    expect(refusal({ tools: ["f"] }).message).toBe("tools.0 must be an object.");
    expect(refusal({ model: "x" }).message).toBe("model must be one of gemini-3.8-live, gemini-9-live.");
    expect(refusal(null).message).toBe("The body must be a JSON object.");
  });

  it("does not repeat what cannot be a field's name: it may be a secret in the wrong place", () => {
    const { message, options } = refusal({ "auth_tokens/very-secret": 1 });
    expect([message, options.field]).toEqual(["A field is not known.", undefined]);
  });

  it("takes each field up to its limit", () => {
    const body = {
      instruction: "x".repeat(requestLimits.instruction),
      temperature: 2,
      handle: "x".repeat(requestLimits.handle),
      tools: [{ ...tool, parametersJsonSchema: nested(requestLimits.schemaDepth - 1) }],
    };
    expect(policy(body)).toEqual({ ...body, model: "gemini-3.8-live" });
  });

  it("lets the operator's model list decide", () => {
    expect(policy({ model: "gemini-9-live" }).model).toBe("gemini-9-live");
    expect(createPolicy(["gemini-9-live"], "gemini-9-live")({}).model).toBe("gemini-9-live");
  });
});

describe("whatever the body", () => {
  const wishes = fc.record(
    {
      model: fc.constantFrom("gemini-3.8-live", "x"),
      voice: fc.constantFrom("Kore", "x"),
      instruction: fc.string(),
      language: fc.oneof(fc.constantFrom("de", "en-US"), fc.string()),
      temperature: fc.double(),
      thinkingLevel: fc.constantFrom("LOW", "x"),
      tools: fc.array(
        fc.record(
          {
            name: fc.string(),
            description: fc.string(),
            parametersJsonSchema: fc.jsonValue(),
            behavior: fc.string(),
          },
          { requiredKeys: [] },
        ),
      ),
      handle: fc.string(),
    },
    { requiredKeys: [] },
  );

  it("the policy accepts it as it is, or names a field; and what it accepts can be set up", () => {
    fc.assert(
      fc.property(fc.oneof(wishes, fc.jsonValue()), (body) => {
        const sent: unknown = JSON.parse(JSON.stringify(body));
        try {
          const accepted = policy(sent);
          expect(accepted).toEqual({ model: "gemini-3.8-live", ...(sent as object) });
          sessionConfig(accepted);
        } catch (error) {
          if (!(error instanceof ProblemError)) throw error;
          expect(error.kind).toBe("bad-request");
        }
      }),
      { numRuns: 500 },
    );
  });

  it("the server answers 200, 400 or 413, with JSON and without a stack trace", async () => {
    const { ask } = testApp();
    const bodies = fc.oneof(
      fc.json(),
      fc.string(),
      fc.integer({ min: 1, max: 60_000 }).map((n) => "[".repeat(n)),
    );
    await fc.assert(
      fc.asyncProperty(bodies, async (body) => {
        const answer = await ask(body);
        expect([200, 400, 413]).toContain(answer.status);
        expect(JSON.stringify(await answer.json())).not.toMatch(/\.ts:|node_modules/);
      }),
      { numRuns: 300 },
    );
  });

  it("a deeply nested schema is refused, not followed", async () => {
    const deep = `${'{"items":'.repeat(6000)}1${"}".repeat(6000)}`;
    const answer = await testApp().ask(
      `{"tools":[{"name":"f","description":"","parametersJsonSchema":${deep}}]}`,
    );
    expect(await answer.json()).toMatchObject({ status: 400, field: "tools.0.parametersJsonSchema" });
  });
});

function refusal(body: unknown): ProblemError {
  try {
    policy(body);
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
  throw new Error("It was accepted.");
}
