import { IdbToolStore } from "./adapters/idb-tool-store.ts";
import { createToolFetcher } from "./adapters/tool-fetcher.ts";
import { pastCalls } from "./app/past-calls.ts";
import type { ToolSide } from "./app/tool-side.ts";
import type { Clock } from "./core/ports.ts";
import type { Settings } from "./core/settings.ts";
import { combineTools } from "./core/tools/combine-tools.ts";
import { createToolbox } from "./core/tools/toolbox.ts";
import { loadTools } from "./tools/registry.ts";

/** Composes the tool side; loaded late, so that none of it weighs on the first load. */
export function createToolSide(clock: Clock): ToolSide {
  const store = new IdbToolStore();
  const combined = async (settings: Settings) => combineTools(await loadTools(), settings.httpTools, [], []);
  return {
    store,
    combined,
    toolbox: createToolbox({
      load: async (settings) => (await combined(settings)).tools,
      clock,
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      fetcher: createToolFetcher({ clock }),
      store,
      history: pastCalls(store),
    }),
  };
}
