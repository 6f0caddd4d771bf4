import type { Messages } from "../ui/translation.ts";

export const messages: Messages = {};
