import { StartError } from "../../token-server/env.ts";

/** What the server says because of which it does not start. */
export function failure(start: () => unknown): string {
  try {
    start();
  } catch (error) {
    if (error instanceof StartError) return error.message;
    throw error;
  }
  throw new Error("It started.");
}
