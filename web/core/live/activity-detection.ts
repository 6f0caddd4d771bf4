import { isObject } from "./wire.ts";

/** How the service finds out when a person speaks. What is missing is left to the service. */
export interface ActivityDetection {
  /** How easily sound counts as the beginning of speech. */
  readonly startSensitivity?: Sensitivity;
  /** How readily a pause counts as the end of speech. */
  readonly endSensitivity?: Sensitivity;
  /** Sound before the beginning that belongs to the turn. */
  readonly prefixPaddingMs?: number;
  /** Silence that ends the turn. */
  readonly silenceDurationMs?: number;
}

export type Sensitivity = "HIGH" | "LOW";

/** Whole milliseconds that may be asked for. Silence up to 4500 ms was measured to be accepted. */
export const detectionLimits = {
  prefixPaddingMs: { min: 0, max: 1_000 },
  silenceDurationMs: { min: 100, max: 4_500 },
} as const;

/** How soon silence ends a turn and how easily sound starts one. */
export type VoiceActivityPreset = "balanced" | "quick" | "patient" | "noisy";

/**
 * What each preset changes. Silence of 500–800 ms is what the service recommends, 2000 ms were measured to let a short
 * thought pass, and a low start sensitivity to sit through seconds of white noise.
 */
export const activityPresets: { readonly [Preset in VoiceActivityPreset]: ActivityDetection } = {
  balanced: {},
  quick: { endSensitivity: "HIGH", silenceDurationMs: 500 },
  patient: { endSensitivity: "LOW", silenceDurationMs: 2_000 },
  noisy: { startSensitivity: "LOW", silenceDurationMs: 800 },
};

/** What the service was measured to wait for when it is not told otherwise. */
export const usualSilenceMs = 800;

/** Whatever was stored, as far as it is valid. */
export function readDetection(stored: unknown): ActivityDetection {
  const given = isObject(stored) ? stored : {};
  const { startSensitivity, endSensitivity, prefixPaddingMs, silenceDurationMs } = given;
  return {
    ...(isSensitivity(startSensitivity) ? { startSensitivity } : {}),
    ...(isSensitivity(endSensitivity) ? { endSensitivity } : {}),
    ...(isWithin(prefixPaddingMs, detectionLimits.prefixPaddingMs) ? { prefixPaddingMs } : {}),
    ...(isWithin(silenceDurationMs, detectionLimits.silenceDurationMs) ? { silenceDurationMs } : {}),
  };
}

function isSensitivity(value: unknown): value is Sensitivity {
  return value === "HIGH" || value === "LOW";
}

function isWithin(
  value: unknown,
  { min, max }: { readonly min: number; readonly max: number },
): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= min && value <= max;
}
