import { describe, expect, it } from "vitest";
import { createToolState, stateKey, textKey } from "../../../web/core/tools/tool-state.ts";

const caller = textKey("caller");
const topic = textKey("topic");
const lists = stateKey(
  "lists",
  (value): value is { list: unknown } => typeof value === "object" && value !== null,
);
const count = stateKey("count", (value): value is number => typeof value === "number");

describe("createToolState", () => {
  it("keeps values until they are deleted or all is cleared", () => {
    const state = createToolState({ caller: "Ada" });
    state.set(topic, "engines");
    expect(state.dump()).toEqual({ caller: "Ada", topic: "engines" });
    state.delete(caller);
    expect(state.get(caller)).toBeUndefined();
    state.clear();
    expect(state.dump()).toEqual({});
  });

  it("copies values on their way in and out", () => {
    const given = { list: [1] };
    const state = createToolState();
    state.set(lists, given);
    given.list.push(2);
    for (const seen of [state.get(lists), state.dump()["lists"]]) {
      expect(seen).toEqual({ list: [1] });
      Object.assign(seen as object, { list: "changed" });
    }
    expect(state.dump()).toEqual({ lists: { list: [1] } });
  });

  it("gives nothing where a start value is not what the tools expect", () => {
    expect(createToolState({ count: "three" }).get(count)).toBeUndefined();
  });

  it("changes a value from what it was", () => {
    const state = createToolState();
    const increase = (value: number | undefined) => (value ?? 0) + 1;
    state.update(count, increase);
    expect(state.update(count, increase)).toBe(2);
    expect(state.get(count)).toBe(2);
  });

  it("tells of every change", () => {
    let changes = 0;
    const state = createToolState({}, () => {
      changes += 1;
    });
    state.set(topic, "a");
    state.update(count, () => 1);
    state.delete(topic);
    state.delete(topic);
    state.clear();
    expect(changes).toBe(4);
  });

  it("takes any name", () => {
    const state = createToolState();
    state.set(textKey("__proto__"), "x");
    expect(state.get(textKey("__proto__"))).toBe("x");
    expect(state.get(textKey("toString"))).toBeUndefined();
  });
});
