import type { EncodeJob } from "../app/history-side.ts";

/** A time as a person says it: `1 minute 46 seconds`. */
export function spokenTime(durationMs: number): string {
  const whole = Math.max(0, Math.floor(durationMs / 1000));
  const parts = [
    { count: Math.floor(whole / 3600), unit: "hour" },
    { count: Math.floor(whole / 60) % 60, unit: "minute" },
    { count: whole % 60, unit: "second" },
  ].filter(({ count }) => count > 0);
  if (parts.length === 0) return "0 seconds";
  return parts.map(({ count, unit }) => `${count} ${unit}${count === 1 ? "" : "s"}`).join(" ");
}

/** Where in a recording: `5 seconds of 4 minutes 12 seconds`. */
export function seekText(positionMs: number, durationMs: number): string {
  return `${spokenTime(positionMs)} of ${spokenTime(durationMs)}`;
}

/** How far the MP3 is. */
export function jobText(job: Exclude<EncodeJob, { readonly status: "failed" }>): string {
  if (job.status === "waiting")
    return job.forCall ? "The MP3 waits until your call is over" : "The MP3 is next in line";
  const percent = `${Math.floor(job.share * 100)} %`;
  return job.step === "loading" ? `Loading the encoder · ${percent}` : `Making the MP3 · ${percent}`;
}
