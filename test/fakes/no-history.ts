import type { CallHistory } from "../../web/core/tools/history.ts";

/** No conversation yet. */
export const noHistory: CallHistory = {
  search: async () => [],
  between: async () => [],
};
