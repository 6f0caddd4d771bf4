/** How much a call can be given to start with. */
export const startValueLimits = { values: 20, characters: 500 } as const;

const valueName = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;

/** Whether a start value may be so named. */
export function isStartValueName(name: string): boolean {
  return valueName.test(name);
}

/**
 * Start values from a page's address: each `ctx.name=value`. Names and values that are not allowed are left out, and so
 * is what comes after the twentieth. Of a name that comes twice the last counts.
 * @param query names and values in the order of the address, decoded
 */
export function startValuesOf(query: Iterable<readonly [string, string]>): Readonly<Record<string, string>> {
  const given = Array.from(query).filter(([name]) => name.startsWith("ctx."));
  return readStartValues(
    Object.fromEntries(given.map(([name, value]) => [name.slice("ctx.".length), value])),
  );
}

/** What of an object can be start values. */
export function readStartValues(given: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(given).filter(isStartValue).slice(0, startValueLimits.values));
}

/** An agent's start values under those of the address; the address wins, also when there is not room for all. */
export function mergedStartValues(
  agent: Readonly<Record<string, string>>,
  address: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return readStartValues({ ...address, ...agent, ...address });
}

function isStartValue(entry: [string, unknown]): entry is [string, string] {
  const [name, value] = entry;
  return isStartValueName(name) && typeof value === "string" && value.length <= startValueLimits.characters;
}
