import { describe, expect, it } from "vitest";
import { describeFailure } from "../../token-server/failure.ts";

const secret = "AIza-very-secret";

function named(name: string, error = new Error(secret)): Error {
  error.name = name;
  return error;
}

function withStack(stack: string): Error {
  const error = new Error(secret);
  error.stack = stack;
  return error;
}

describe("describeFailure", () => {
  it("tells the kind and the place", () => {
    expect(describeFailure(new RangeError(secret))).toMatch(/^RangeError at failure\.test\.ts:\d+:\d+$/);
  });

  it.each<[string, unknown]>([
    ["a message with a line that looks like a place", new Error(`x\n    at ${secret}:1:2`)],
    ["a name that is none", named(secret)],
    ["a name of letters without end", named("AIza".repeat(11))],
    ["a message that was changed", Object.assign(new Error("before"), { message: secret })],
    ["a stack without a place", withStack(`Error: ${secret}`)],
    [
      "a stack that has the secret in a path",
      withStack(`Error: ${secret}\n    at f (/home/${secret}/x.ts:1:2)`),
    ],
    ["no error at all", secret],
    ["an object", { message: secret }],
    ["nothing", undefined],
  ])("repeats nothing of %s", (_what, thrown) => {
    expect(describeFailure(thrown)).not.toMatch(/AIza/);
  });
});
