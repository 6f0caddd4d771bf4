import { describe, expect, it } from "vitest";
import { sessionContext } from "../../web/adapters/session-context.ts";

describe("sessionContext", () => {
  it("gives back what was saved until it is cleared, also to a page that was reloaded", () => {
    sessionContext().save({ caller: "Ada", count: 2 });
    expect(sessionContext().load()).toEqual({ caller: "Ada", count: 2 });
    sessionContext().clear();
    expect(sessionContext().load()).toBeUndefined();
  });

  it("gives nothing where something else was stored", () => {
    sessionStorage.setItem("parley.context", "[1");
    expect(sessionContext().load()).toBeUndefined();
    sessionContext().clear();
  });

  it("keeps nothing, and keeps nobody from calling, where the browser forbids it", () => {
    const forbidden = sessionContext(() => {
      throw new DOMException("denied", "SecurityError");
    });
    forbidden.save({ caller: "Ada" });
    expect(forbidden.load()).toBeUndefined();
    forbidden.clear();
  });
});
