import { describe, expect, it } from "vitest";
import { createToolState } from "../../../web/core/tools/tool-state.ts";

describe("createToolState", () => {
  it("keeps values until they are deleted or all is cleared", () => {
    const state = createToolState({ caller: "Ada" });
    state.set("topic", "engines");
    expect(state.dump()).toEqual({ caller: "Ada", topic: "engines" });
    state.delete("caller");
    expect(state.get("caller")).toBeUndefined();
    state.clear();
    expect(state.dump()).toEqual({});
  });

  it("copies values on their way in and out", () => {
    const given = { list: [1] };
    const state = createToolState({ given });
    state.set("kept", given);
    given.list.push(2);
    for (const seen of [state.get("kept"), state.dump()["given"]]) {
      expect(seen).toEqual({ list: [1] });
      Object.assign(seen as object, { list: "changed" });
    }
    expect(state.dump()).toEqual({ given: { list: [1] }, kept: { list: [1] } });
  });

  it("takes any key", () => {
    const state = createToolState();
    state.set("__proto__", 1);
    expect(state.get("__proto__")).toBe(1);
    expect(state.get("toString")).toBeUndefined();
  });
});
