import type { PresenceCommand } from "./presence-messages.ts";
import { agentLayers, userLayers } from "./presence-shape.ts";
import { VoicePainter } from "./voice-painter.ts";

/** Paints the two voices off the main thread. */
const user = new VoicePainter(userLayers);
const agent = new VoicePainter(agentLayers);
/** Painted about 30 times a second, however often the levels are told: the voices glide between them. */
const framePeriodMs = 33;
let lastMs = 0;
let levels = { user: 0, agent: 0 };
let timer: ReturnType<typeof setInterval> | undefined;

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
      levels = data;
      if (levels.user > 0 || levels.agent > 0) timer ??= setInterval(paint, framePeriodMs);
      break;
    case "hush":
      agent.hush();
      break;
    default:
      data satisfies never;
  }
});

/** Paints a frame; once both voices are still there is nothing more to paint. */
function paint(): void {
  const nowMs = performance.now();
  user.follow(levels.user, nowMs - lastMs);
  agent.follow(levels.agent, nowMs - lastMs);
  lastMs = nowMs;
  if (user.isStill && agent.isStill) {
    clearInterval(timer);
    timer = undefined;
  }
}
