import { defaultApiVersion } from "../core/live/api-version.ts";
import { modelProfile, modelSettings } from "../core/live/models.ts";
import type { WantedSession } from "../core/live/session-request.ts";
import type { ServerConfig } from "../core/live/token-contract.ts";
import type { OfferedAgent } from "../core/offered-agents.ts";
import type { Settings } from "../core/settings.ts";

/**
 * The session that the settings and the chosen agent ask for, in terms of what the server offers and the model takes. A model that the
 * server no longer offers becomes its default one.
 * @param chosen of those that are offered
 * @param server what the server offers; undefined while it is not known, which means its defaults
 */
export function wantedSession(
  chosen: OfferedAgent,
  settings: Settings,
  server: ServerConfig | undefined,
): WantedSession {
  if (chosen.from === "site") return { agent: chosen.agent.id, ...turnTaking(settings) };
  const model = chosenModel(chosen, settings, server);
  const profile = modelProfile(model);
  const takes = modelSettings(profile, server?.apiVersion ?? defaultApiVersion);
  const { temperature, thinkingLevel, maxOutputTokens } = settings;
  const { agent } = chosen;
  const voice = server === undefined || server.voices.includes(agent.voice) ? agent.voice : "";
  return {
    ...(model === undefined ? {} : { model }),
    ...(voice === "" ? {} : { voice }),
    ...(agent.instruction.trim() === "" ? {} : { instruction: agent.instruction }),
    ...(agent.language === "" ? {} : { language: agent.language }),
    ...(takes.temperature && temperature !== undefined ? { temperature } : {}),
    ...(maxOutputTokens !== undefined && profile.outputTokenLimit !== undefined ? { maxOutputTokens } : {}),
    ...(settings.answers === "written" && profile.modalities.includes("TEXT")
      ? { modality: "TEXT" as const }
      : {}),
    ...(thinkingLevel !== undefined && takes.thinkingLevels.includes(thinkingLevel) ? { thinkingLevel } : {}),
    ...(takes.affectiveDialog && settings.affectiveDialog ? { affectiveDialog: true } : {}),
    ...(takes.proactiveAudio && settings.proactiveAudio ? { proactiveAudio: true } : {}),
    ...turnTaking(settings),
  };
}

function turnTaking({ wayToTalk, voiceActivity, activityDetection }: Settings) {
  if (wayToTalk === "push-to-talk") return { activity: "manual" as const };
  return voiceActivity === "custom" ? { activityDetection } : { voiceActivity };
}

/** The model a call will use; undefined while neither the person nor the server has named one. */
export function chosenModel(
  chosen: OfferedAgent,
  settings: Settings,
  server: ServerConfig | undefined,
): string | undefined {
  if (chosen.from === "site") return chosen.agent.model;
  if (server === undefined) return settings.model === "" ? undefined : settings.model;
  return server.models.includes(settings.model) ? settings.model : server.defaultModel;
}
