import { TokenError } from "../core/errors.ts";

/**
 * For code that is loaded late and does not come. It comes from where the app comes from: the server is away.
 * @throws TokenError `unreachable`
 */
export function codeUnreachable(cause: unknown): never {
  throw new TokenError("unreachable", { cause });
}
