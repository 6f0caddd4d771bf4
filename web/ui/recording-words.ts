import { msg, str } from "@lit/localize";
import type { EncodeJob } from "../app/history-side.ts";
import { shareText } from "./format.ts";
import { perLocale } from "./locale.ts";

const spoken = {
  hour: perLocale((locale) => unitFormat(locale, "hour")),
  minute: perLocale((locale) => unitFormat(locale, "minute")),
  second: perLocale((locale) => unitFormat(locale, "second")),
} as const;
const lists = perLocale((locale) => new Intl.ListFormat(locale, { type: "unit", style: "narrow" }));

function unitFormat(locale: string, unit: string): Intl.NumberFormat {
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" });
}

/** A time as a person says it: `1 minute 46 seconds`. */
export function spokenTime(durationMs: number): string {
  const whole = Math.max(0, Math.floor(durationMs / 1000));
  const parts = [
    { count: Math.floor(whole / 3600), unit: spoken.hour },
    { count: Math.floor(whole / 60) % 60, unit: spoken.minute },
    { count: whole % 60, unit: spoken.second },
  ].filter(({ count }) => count > 0);
  if (parts.length === 0) return spoken.second().format(0);
  return lists().format(parts.map(({ count, unit }) => unit().format(count)));
}

/** Where in a recording: `5 seconds of 4 minutes 12 seconds`. */
export function seekText(positionMs: number, durationMs: number): string {
  return msg(str`${spokenTime(positionMs)} of ${spokenTime(durationMs)}`);
}

/** How far the MP3 is. */
export function jobText(job: Exclude<EncodeJob, { readonly status: "failed" }>): string {
  if (job.status === "waiting")
    return job.forCall ? msg("The MP3 waits until your call is over") : msg("The MP3 is next in line");
  const percent = shareText(Math.floor(job.share * 100) / 100);
  return job.step === "loading"
    ? msg(str`Loading the encoder · ${percent}`)
    : msg(str`Making the MP3 · ${percent}`);
}
