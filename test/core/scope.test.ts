import { describe, expect, it } from "vitest";
import { Scope } from "../../web/core/scope.ts";

describe("Scope", () => {
  it("closes in reverse order, once", () => {
    const scope = new Scope();
    const closed: string[] = [];
    scope.add(() => closed.push("first"));
    scope.add(() => closed.push("second"));
    scope.dispose();
    scope.dispose();
    expect(closed).toEqual(["second", "first"]);
    expect(scope.signal.aborted).toBe(true);
  });

  it("closes at once what is added too late", () => {
    const scope = new Scope();
    scope.dispose();
    let closed = false;
    scope.add(() => {
      closed = true;
    });
    expect(closed).toBe(true);
  });

  it("closes everything even if one of them throws, and then throws", () => {
    const scope = new Scope();
    const closed: string[] = [];
    scope.add(() => closed.push("first"));
    scope.add(() => {
      throw new Error("stuck");
    });
    expect(() => scope.dispose()).toThrow("stuck");
    expect(closed).toEqual(["first"]);
  });
});
