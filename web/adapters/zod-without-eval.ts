import { config } from "zod/v4/core";

/**
 * To be imported before anything that makes Zod schemas: Zod tries out whether it may write functions from text, which
 * the page's policy forbids and reports.
 */
config({ jitless: true });
