import type { ToolState } from "./tool.ts";

/** An empty state. Values are copied on the way in and out, so that no tool can change another's by accident. */
export function createToolState(initial: Readonly<Record<string, unknown>> = {}): ToolState {
  const values = new Map<string, unknown>(Object.entries(structuredClone(initial)));
  return {
    get: (key) => structuredClone(values.get(key)),
    set: (key, value) => void values.set(key, structuredClone(value)),
    delete: (key) => void values.delete(key),
    clear: () => values.clear(),
    dump: () => structuredClone(Object.fromEntries(values)),
  };
}
