import type { BrowserContext, Page } from "playwright";
import type { SessionTrace } from "../../../token-server/simulator/trace.ts";
import { mix, noise, spoken } from "../../simulator/support/sounds.ts";
import { serveFaulty } from "./faulty.ts";
import { keptEntries, keptRecords, keptUserTrack } from "./kept-calls.ts";
import { soundWav, wavRateHz } from "./speech-wav.ts";

/** A piece of the tape, and what is on its way to the storage when the end comes, in ms of sound. */
export const mostLostMs = 1_500;
const bytesPerMs = 32;
/** What was written later than this before the end may be on its way, too. */
const writtenMs = 500;

/** Calls that are cut off, one after the other, and what the far end heard of each. */
export interface CrashScene {
  /**
   * Starts a call in which the person writes this word, and lets it run for a while; opens the app first.
   * @param reconnectAfterMs then the connection is cut; once it is back the person writes `again`, and the while begins
   */
  callFor(page: Page, word: string, durationMs: number, reconnectAfterMs?: number): Promise<void>;
  /** Opens the app again and looks at the newest call. */
  remains(page: Page): Promise<Remains>;
  /** The MP3s that every next page would begin to make wait, until the context ends: another page is busy with one. */
  withoutMp3s(context: BrowserContext): Promise<void>;
  close(): Promise<void>;
}

/** What is left of a call that was cut off. */
export interface Remains {
  /** As it was stored when the page was opened again. */
  readonly status: string | undefined;
  /** What is not as it was heard and said. */
  readonly faults: readonly string[];
  /** Sound that the far end heard and the device has not kept; negative if it was still on its way there. */
  readonly lostMs: number;
}

/** A fifth of a second: by this much of it a sound is found. */
const foundByBytes = 6_400;

/** WAV file for the fake microphone, longer than any of these calls, in which no two stretches are the same. */
export async function crashSpeech(): Promise<string> {
  const counting = await spoken("One two three four five six seven.", wavRateHz, "Charon");
  const room = noise(30_000, -60, wavRateHz);
  return soundWav(
    mix(
      room,
      room.map((_, at) => counting[at % (counting.length + wavRateHz / 3)] ?? 0),
    ),
  );
}

/** The built server, and a service that hears every call, with a line of their own between them. */
export async function startCrashScene(): Promise<CrashScene> {
  const scenario = { rules: [{ answer: [{ type: "say", text: "Hello." } as const] }] };
  const { url, gemini, wire, stop } = await serveFaulty({ scenario });
  let said: readonly string[] = [];
  let firstSession = 0;
  return {
    async callFor(page, word, durationMs, reconnectAfterMs) {
      const last = reconnectAfterMs === undefined ? word : "again";
      said = durationMs < writtenMs ? [word].filter((one) => one !== last) : [word, last];
      firstSession = gemini.sessions.length;
      await start(page, url);
      await write(page, word);
      if (reconnectAfterMs !== undefined) {
        await page.waitForTimeout(reconnectAfterMs);
        const resumed = gemini.sessions.length;
        wire.cut();
        await (await gemini.session(resumed)).until(({ audioBytes }) => audioBytes > 0);
        await write(page, last);
      }
      await page.waitForTimeout(durationMs);
    },
    async remains(page) {
      await page.goto(url);
      const [newest] = await keptRecords(page);
      const id = newest?.id ?? "";
      const sessions = gemini.sessions.slice(firstSession).filter(({ audioBytes }) => audioBytes > 0);
      const texts = (await keptEntries(page, id)).map((entry) => (entry.kind === "turn" ? entry.text : ""));
      const { faults, lostMs } = compare(await keptUserTrack(page, id), sessions);
      const unsaid = said.filter((words) => !texts.includes(words));
      return {
        status: newest?.status,
        faults: [...faults, ...unsaid.map((words) => `"${words}" is not kept`)],
        lostMs,
      };
    },
    async withoutMp3s(context) {
      const busy = await context.newPage();
      await busy.goto(`${url}/health`);
      await busy.evaluate(
        () => void navigator.locks.request("parley-encode", () => new Promise(() => undefined)),
      );
    },
    close: stop,
  };
}

/** Lays what each session heard beside what is kept, PCM s16le mono 16 kHz: there is no hole between two of them. */
function compare(kept: Buffer, sessions: readonly SessionTrace[]): Omit<Remains, "status"> {
  const faults: string[] = [];
  let heardTo: number | undefined;
  for (const [index, { audio }] of sessions.entries()) {
    const found = kept.indexOf(audio.subarray(0, foundByBytes));
    // A call that takes long to connect sends its newest 5 s only, so what was heard first may begin later.
    const from: number = found >= 0 ? found : (heardTo ?? 0);
    const both = Math.min(kept.byteLength - from, audio.byteLength);
    if (both > 0 && !kept.subarray(from, from + both).equals(audio.subarray(0, both)))
      faults.push(`what session ${index} heard is not what is kept`);
    if (heardTo !== undefined && from > heardTo)
      faults.push(`${(from - heardTo) / bytesPerMs} ms before session ${index} were not heard`);
    heardTo = from + audio.byteLength;
  }
  return { faults, lostMs: ((heardTo ?? 0) - kept.byteLength) / bytesPerMs };
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

async function start(page: Page, url: string): Promise<void> {
  if (page.url().startsWith(url)) await page.getByRole("link", { name: "Call", exact: true }).click();
  else await page.goto(url);
  await page.getByRole("button", { name: "Start call" }).click();
}

async function write(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox", { name: "Message" }).fill(text);
  await page
    .getByRole("status")
    .filter({ hasText: /Listening|Thinking|Speaking/ })
    .waitFor();
  await page.getByRole("button", { name: "Send" }).click();
}
