import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Browser, firefox } from "playwright";

/** Path of the Firefox that `FIREFOX_PATH` names, undefined if it names none. */
export function findFirefox(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = env["FIREFOX_PATH"];
  if (named === undefined || named === "") return undefined;
  if (!existsSync(named)) throw new Error(`FIREFOX_PATH names ${named}, and there is no such file.`);
  return named;
}

/**
 * A stock Firefox, driven by WebDriver BiDi, with a microphone that hums too high for a call.
 * @param sound variables that give it a sound card: without one its audio contexts do not run
 */
export function openFirefox(path: string, sound: Readonly<Record<string, string>>): Promise<Browser> {
  return firefox.launch({
    executablePath: fileURLToPath(new URL("firefox-relay.mjs", import.meta.url)),
    channel: "moz-firefox",
    env: { ...definedOf(process.env), ...sound, FIREFOX_PATH: path },
    firefoxUserPrefs: {
      "media.navigator.streams.fake": true,
      "media.navigator.permission.disabled": true,
      "media.navigator.audio.fake_frequency": 20_000,
      "media.autoplay.default": 0,
      "ui.prefersReducedMotion": 1,
    },
  });
}

function definedOf(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
