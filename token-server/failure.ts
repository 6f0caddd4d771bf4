/**
 * Kind and place of whatever was thrown, as `TypeError at mint.ts:40:12`. Never the message, which may quote anything: a
 * key, a token, a body.
 */
export function describeFailure(thrown: unknown): string {
  if (!(thrown instanceof Error)) return `thrown ${typeof thrown}`;
  const kind = /^[A-Za-z]{1,40}$/.test(thrown.name) ? thrown.name : "Error";
  const place = placeOf(thrown);
  return place === undefined ? kind : `${kind} at ${place}`;
}

/** The stack repeats the message before its first line: what comes within that is skipped. */
function placeOf({ stack = "", message }: Error): string | undefined {
  const end = stack.indexOf(message) + message.length;
  return /^ +at .*?([\w.-]+:\d+:\d+)\)?$/m.exec(stack.slice(end))?.[1];
}
