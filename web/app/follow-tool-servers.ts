import { atom, type ReadableAtom } from "nanostores";
import type { Settings } from "../core/settings.ts";
import type { ToolServerState } from "../core/tools/tool-servers.ts";
import type { ToolSide } from "./tool-side.ts";

/** Servers of tools as the settings name them: connected from the start, so that a call does not wait for them. */
export function followToolServers(
  load: () => Promise<Pick<ToolSide, "servers">>,
  settings: ReadableAtom<Settings>,
) {
  const toolServers = atom<readonly ToolServerState[]>([]);
  let following = false;
  let configured: Settings["mcpServers"] = [];
  const follow = async () => {
    const { servers } = await load();
    servers.configure(settings.get().mcpServers);
    if (following) return;
    following = true;
    servers.state.subscribe((state) => toolServers.set(state));
  };
  settings.subscribe(({ mcpServers }) => {
    // Settings are read anew with each change, so a list that means the same is another object.
    if (JSON.stringify(mcpServers) === JSON.stringify(configured)) return;
    configured = mcpServers;
    // Code that cannot be loaded now is asked for again with the next change, and with the next call.
    if (following || mcpServers.some(({ enabled }) => enabled)) follow().catch(() => undefined);
  });
  return {
    toolServers,
    retryToolServer: (id: string) =>
      void load().then(
        ({ servers }) => servers.retry(id),
        () => undefined,
      ),
  };
}
