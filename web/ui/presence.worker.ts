import type { PresenceCommand } from "./presence-messages.ts";
import { agentLayers, userLayers } from "./presence-shape.ts";
import { VoicePainter } from "./voice-painter.ts";

/** Paints the two voices off the main thread. */
const user = new VoicePainter(userLayers);
const agent = new VoicePainter(agentLayers);
let lastMs = 0;

addEventListener("message", ({ data }: MessageEvent<PresenceCommand>) => {
  switch (data.type) {
    case "canvases":
      user.attach(data.user);
      agent.attach(data.agent);
      break;
    case "look":
      user.look(data.user, data.pixels, data.muted);
      agent.look(data.agent, data.pixels, false);
      break;
    case "levels":
      showLevels(data.user, data.agent);
      break;
    case "hush":
      agent.hush();
      break;
    default:
      data satisfies never;
  }
});

function showLevels(userLevel: number, agentLevel: number): void {
  const nowMs = performance.now();
  user.follow(userLevel, nowMs - lastMs);
  agent.follow(agentLevel, nowMs - lastMs);
  lastMs = nowMs;
}
