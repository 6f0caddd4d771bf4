import { modelProfile } from "../web/core/live/models.ts";
import type { FunctionDeclaration } from "../web/core/live/session-request.ts";
import { defaultSettings } from "../web/core/settings.ts";
import { declareTools } from "../web/core/tools/declare.ts";
import { originsOf, type Tool } from "../web/core/tools/tool.ts";

/** What the server has to know of the tools that come with the app. */
export interface BuiltInTools {
  /** As they are declared to the default model. */
  readonly declarations: readonly FunctionDeclaration[];
  /** Where they fetch from, each once. What a person's settings add is for ALLOWED_TOOL_ORIGINS. */
  readonly origins: readonly string[];
}

/** Reads the tools, by name. */
export function describeTools(tools: ReadonlyMap<string, Tool>, defaultModel: string): BuiltInTools {
  const all = [...tools.values()];
  return {
    declarations: declareTools(all, modelProfile(defaultModel).tools),
    origins: [...new Set(all.flatMap((tool) => originsOf(tool, defaultSettings)))].sort(),
  };
}
