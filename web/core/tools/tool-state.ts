/** Values that tools remember during a conversation. Values are copied in and out. */
export interface ToolState {
  get<T>(key: StateKey<T>): T | undefined;
  set<T>(key: StateKey<T>, value: T): void;
  /** Sets what the function makes of the value, and gives it back. */
  update<T>(key: StateKey<T>, change: (value: T | undefined) => T): T;
  delete(key: StateKey<unknown>): void;
  clear(): void;
  /** A copy of everything. */
  dump(): Readonly<Record<string, unknown>>;
}

/** The name of a value with the check that it is what the tools expect: start values come from forms and links. */
export interface StateKey<T> {
  readonly name: string;
  readonly is: (value: unknown) => value is T;
}

/** Names a value of the state. */
export function stateKey<T>(name: string, is: (value: unknown) => value is T): StateKey<T> {
  return { name, is };
}

/** A value of text, as every start value is. */
export function textKey(name: string): StateKey<string> {
  return stateKey(name, (value): value is string => typeof value === "string");
}

/**
 * A state with these start values. Values are copied on the way in and out, so that no tool can change another's by
 * accident. @param onChange is told after each change
 */
export function createToolState(
  initial: Readonly<Record<string, unknown>> = {},
  onChange: () => void = () => undefined,
): ToolState {
  const values = new Map<string, unknown>(Object.entries(structuredClone(initial)));
  const get = <T>(key: StateKey<T>): T | undefined => {
    const value = structuredClone(values.get(key.name));
    return key.is(value) ? value : undefined;
  };
  const set = <T>(key: StateKey<T>, value: T) => {
    values.set(key.name, structuredClone(value));
    onChange();
  };
  return {
    get,
    set,
    update(key, change) {
      const value = change(get(key));
      set(key, value);
      return value;
    },
    delete(key) {
      if (values.delete(key.name)) onChange();
    },
    clear() {
      values.clear();
      onChange();
    },
    dump: () => structuredClone(Object.fromEntries(values)),
  };
}
