import { msg, str } from "@lit/localize";
import { perLocale } from "./locale.ts";

const whole = perLocale((locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }));
const tenths = perLocale(
  (locale) => new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
);
const digits = perLocale((locale) => new Intl.NumberFormat(locale, { useGrouping: false }));
const twoDigits = perLocale(
  (locale) => new Intl.NumberFormat(locale, { useGrouping: false, minimumIntegerDigits: 2 }),
);
const byteCount = perLocale(
  (locale) => new Intl.NumberFormat(locale, { style: "unit", unit: "byte", unitDisplay: "long" }),
);
const shares = perLocale((locale) => new Intl.NumberFormat(locale, { style: "percent" }));

/** `m:ss`, or `h:mm:ss` from an hour on; never negative. */
export function clockText(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1000));
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const tail = twoDigits().format(seconds % 60);
  return hours === 0
    ? `${digits().format(minutes)}:${tail}`
    : `${digits().format(hours)}:${twoDigits().format(minutes)}:${tail}`;
}

/** Seconds with one decimal, for example `0.4 s`. */
export function secondsText(durationMs: number): string {
  return msg(str`${tenths().format(Math.max(0, durationMs) / 1000)} s`);
}

/** Waits are told as exactly as they are felt. */
export function waitText(ms: number): string {
  return ms < 1000 ? msg(str`${whole().format(ms)} ms`) : secondsText(ms);
}

/** A whole number, as `12,304`. */
export function countText(count: number): string {
  return whole().format(count);
}

/** A share of 1 in percent, as `40%`. */
export function shareText(share: number): string {
  return shares().format(share);
}

/** A size as people read it: `1 byte`, `12 kB`, `1.4 MB`, `2.0 GB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return byteCount().format(bytes);
  if (bytes < 1_000_000) return msg(str`${whole().format(bytes / 1000)} kB`);
  return bytes < 1_000_000_000
    ? msg(str`${tenths().format(bytes / 1_000_000)} MB`)
    : msg(str`${tenths().format(bytes / 1_000_000_000)} GB`);
}

/** A value from a model or a tool as plain text: strings as they are, everything else as JSON. */
export function valueText(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
}
