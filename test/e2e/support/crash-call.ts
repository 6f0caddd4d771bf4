import type { BrowserContext, Page } from "playwright";
import type { ServedSimulator } from "../../../token-server/simulator/serve.ts";
import type { SessionTrace } from "../../../token-server/simulator/trace.ts";
import { keptRecords, keptUserTrack } from "./kept-calls.ts";
import { serveParley } from "./serve-parley.ts";
import { speechWav } from "./speech-wav.ts";

/** A piece of the tape, and what is on its way to the storage when the end comes, in ms of sound. */
export const mostLostMs = 1_500;
const bytesPerMs = 32;

/** Calls that are cut off, and what the far end heard of each. */
export interface CrashScene {
  /** WAV file for the fake microphone. */
  readonly speech: string;
  /** Starts a call that says a word by which the far end knows it, and lets it run for a while; opens the app first. */
  callFor(page: Page, word: string, durationMs: number): Promise<void>;
  /** Opens the app again and looks at the newest call, which said this word. */
  remains(page: Page, word: string): Promise<Remains>;
  close(): Promise<void>;
}

/** What is left of a call that was cut off. */
export interface Remains {
  /** As it was stored when the page was opened again. */
  readonly status: string | undefined;
  /** PCM s16le mono 16 kHz, from where the far end began to hear. */
  readonly kept: Buffer;
  readonly heard: Buffer;
  /** Sound that the far end heard and the device has not kept; negative if it was still on its way there. */
  readonly lostMs: number;
}

/** A fifth of a second: what the far end heard first. */
const firstBytes = 6_400;

/** The built server, and a service that hears every call. */
export async function startCrashScene(): Promise<CrashScene> {
  const { url, gemini, close } = await serveParley();
  gemini.setScenario({ rules: [{ answer: [{ type: "say", text: "Hello." }] }] });
  return {
    speech: await speechWav({ say: "One two three four five six seven." }, { silenceMs: 300 }),
    callFor: (page, word, durationMs) => callFor(page, url, word, durationMs),
    async remains(page, word) {
      await page.goto(url);
      const [newest] = await keptRecords(page);
      const kept = await keptUserTrack(page, newest?.id ?? "");
      const heard = Buffer.from(traceOf(gemini, word).audio);
      // A call that takes long to connect sends its newest 5 s only, so what was heard may begin later.
      const from = Math.max(0, kept.indexOf(heard.subarray(0, firstBytes)));
      const lostMs = (from + heard.byteLength - kept.byteLength) / bytesPerMs;
      return { status: newest?.status, kept: kept.subarray(from), heard, lostMs };
    },
    close,
  };
}

/** Does not return to the newest call, and waits until the history shows it as recovered. */
export async function shownAsRecovered(page: Page): Promise<void> {
  // A page that died in its first moment has left nothing to return with.
  if (await isReturnable(page)) await page.getByRole("button", { name: "Not now" }).click();
  await page.getByRole("link", { name: "History" }).click();
  const row = page.getByRole("list", { name: "Calls" }).getByRole("listitem").first();
  await row.getByText("Recovered").waitFor();
}

/** Whether the page has kept what it takes to return to a call, read past the app. */
function isReturnable(page: Page): Promise<boolean> {
  return page.evaluate(
    () =>
      new Promise<boolean>((resolve, reject) => {
        const opening = indexedDB.open("parley-active-call", 1);
        opening.onerror = () => reject(opening.error);
        opening.onupgradeneeded = () => opening.result.createObjectStore("active");
        opening.onsuccess = () => {
          const asked = opening.result.transaction("active").objectStore("active").count();
          asked.onsuccess = () => {
            opening.result.close();
            resolve(asked.result > 0);
          };
        };
      }),
  );
}

/** Ends the page's process at once. */
export async function crash(context: BrowserContext, page: Page): Promise<void> {
  const crashed = page.waitForEvent("crash");
  const devtools = await context.newCDPSession(page);
  // It cannot answer any more.
  devtools.send("Page.crash").catch(() => undefined);
  await crashed;
  await page.close();
}

async function callFor(page: Page, url: string, word: string, durationMs: number): Promise<void> {
  if (page.url().startsWith(url)) await page.getByRole("link", { name: "Call", exact: true }).click();
  else await page.goto(url);
  await page.getByRole("button", { name: "Start call" }).click();
  await page.getByRole("textbox", { name: "Message" }).fill(word);
  await page
    .getByRole("status")
    .filter({ hasText: /Listening|Thinking|Speaking/ })
    .waitFor();
  await page.getByRole("button", { name: "Send" }).click();
  await page.waitForTimeout(durationMs);
}

function traceOf({ sessions }: ServedSimulator, word: string): SessionTrace {
  const trace = sessions.findLast(({ received }) =>
    received.some(({ message }) => JSON.stringify(message).includes(`"${word}"`)),
  );
  if (trace === undefined) throw new Error(`No session heard "${word}".`);
  return trace;
}
