import type { BrowserContext, Page } from "playwright";
import { mix, noise, spoken } from "../../simulator/support/sounds.ts";
import { serveFaulty } from "./faulty.ts";
import { keptActiveCall } from "./kept-active.ts";
import { keptEntries, keptRecords, keptUserTrack } from "./kept-calls.ts";
import { soundWav, wavRateHz } from "./speech-wav.ts";

const bytesPerMs = 32;
/** A piece of the tape: so much of the newest sound is not stored yet. */
const pieceMs = 1_000;
/** What was written later than this before the end may be on its way, too. */
const writtenMs = 500;
/** However busy the machine is. */
const storedWithinMs = 20_000;

/** Calls that are cut off, one after the other, and what the far end heard of each. */
export interface CrashScene {
  /**
   * Starts a call in which the person writes this word, and lets it run for a while; opens the app first.
   * @param reconnectAfterMs then the connection is cut; once it is back the person writes `again`, and the while begins
   */
  callFor(page: Page, word: string, durationMs: number, reconnectAfterMs?: number): Promise<void>;
  /**
   * Waits until all that the call has brought so far is stored, but for a piece of its sound: how long storing takes is
   * the machine's matter.
   * @param witness another page of the same origin
   * @returns ms of the person's sound that are stored
   */
  untilStored(witness: Page): Promise<number>;
  /** Opens the app again and looks at the newest call. */
  remains(page: Page): Promise<Remains>;
  /** Another page of the app's origin, without the app. */
  witness(context: BrowserContext): Promise<Page>;
  close(): Promise<void>;
}

/** What is left of a call that was cut off. */
export interface Remains {
  /** As it was stored when the page was opened again. */
  readonly status: string | undefined;
  /** What is not as it was heard and said. */
  readonly faults: readonly string[];
  /** The person's sound that is kept. */
  readonly keptMs: number;
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
  let lastCall: string | undefined;
  const heard = () => gemini.sessions.slice(firstSession).filter(({ audioBytes }) => audioBytes > 0);
  const unsaid = async (page: Page, id: string) => {
    const texts = (await keptEntries(page, id)).map((entry) => (entry.kind === "turn" ? entry.text : ""));
    return said.filter((words) => !texts.includes(words));
  };
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
    async untilStored(witness) {
      const sessions = heard().map(({ audio }) => audio);
      const until = Date.now() + storedWithinMs;
      for (;;) {
        const [newest] = (await isDatabase(witness)) ? await keptRecords(witness) : [];
        if (newest !== undefined && newest.id !== lastCall) {
          const kept = await keptUserTrack(witness, newest.id);
          const { lostMs } = compare(kept, sessions);
          const unstored = await unsaid(witness, newest.id);
          if (lostMs <= pieceMs && unstored.length === 0) return kept.byteLength / bytesPerMs;
          if (Date.now() > until) throw new Error(`Not stored: ${lostMs} ms, and ${unstored.join(", ")}`);
        } else if (Date.now() > until) throw new Error("The call is not stored.");
        await witness.waitForTimeout(50);
      }
    },
    async remains(page) {
      await page.goto(url);
      const [newest] = await keptRecords(page);
      const id = newest?.id ?? "";
      lastCall = newest?.id;
      const kept = await keptUserTrack(page, id);
      const { faults, lostMs } = compare(
        kept,
        heard().map(({ audio }) => audio),
      );
      const missing = (await unsaid(page, id)).map((words) => `"${words}" is not kept`);
      const keptMs = kept.byteLength / bytesPerMs;
      return { status: newest?.status, faults: [...faults, ...missing], keptMs, lostMs };
    },
    async witness(context) {
      const witness = await context.newPage();
      await witness.goto(`${url}/health`);
      return witness;
    },
    close: stop,
  };
}

/** Lays what each session heard beside what is kept, PCM s16le mono 16 kHz: there is no hole between two of them. */
function compare(kept: Buffer, sessions: readonly Uint8Array[]): Pick<Remains, "faults" | "lostMs"> {
  const faults: string[] = [];
  let heardTo: number | undefined;
  for (const [index, audio] of sessions.entries()) {
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

/** Whether the app has made its database: reading it before would make an empty one. */
function isDatabase(page: Page): Promise<boolean> {
  return page.evaluate(async () =>
    (await indexedDB.databases()).some(({ name, version = 0 }) => name === "parley-calls" && version > 0),
  );
}

/** Does not return to the newest call, and waits until the history shows it as recovered. */
export async function shownAsRecovered(page: Page): Promise<void> {
  // A page that died in its first moment has left nothing to return with.
  if ((await keptActiveCall(page)) !== undefined) await page.getByRole("button", { name: "Not now" }).click();
  await page.getByRole("link", { name: "History" }).click();
  const row = page.getByRole("list", { name: "Calls" }).getByRole("listitem").first();
  await row.getByText("Recovered").waitFor();
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
