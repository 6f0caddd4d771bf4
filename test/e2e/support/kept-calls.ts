import type { Page } from "playwright";
import type { LogEntry } from "../../../web/core/call/log-entry.ts";
import type { CallRecord } from "../../../web/core/history/record.ts";

/** The records of all kept calls, newest first. */
export function keptRecords(page: Page): Promise<readonly CallRecord[]> {
  return read(page, { store: "calls", index: "newest", part: "record" });
}

/** Turns and tool calls of a kept call, in order. */
export function keptEntries(page: Page, callId: string): Promise<readonly LogEntry[]> {
  return read(page, { store: "entries", range: [[callId], [callId, []]], part: "entry" });
}

/** When the sound of a kept MP3 begins, in ms since the epoch. */
export async function soundStartMs(page: Page, callId: string): Promise<number> {
  const [startMs = Number.NaN] = await read<number>(page, {
    store: "recordings",
    range: [callId, callId],
    part: "startedAtMs",
  });
  return startMs;
}

/** The texts of the notes that the agent has taken, in order. */
export async function keptNotes(page: Page): Promise<readonly string[]> {
  const range = [["notes"], ["notes", []]] as const;
  const notes = await read<{ readonly text: string }>(page, {
    ...{ database: "parley-tools", store: "records", range, part: "value" },
  });
  return notes.map(({ text }) => text);
}

/** How much lies in each store of the calls. */
export function rowCounts(page: Page): Promise<Readonly<Record<string, number>>> {
  return page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open("parley-calls");
      opening.onerror = () => reject(opening.error);
      opening.onsuccess = () => resolve(opening.result);
    });
    const names = [...database.objectStoreNames];
    const transaction = database.transaction(names);
    const counts = names.map(
      (name) =>
        new Promise<readonly [string, number]>((resolve) => {
          const asked = transaction.objectStore(name).count();
          asked.onsuccess = () => resolve([name, asked.result]);
        }),
    );
    const found = Object.fromEntries(await Promise.all(counts));
    database.close();
    return found;
  });
}

interface Wanted {
  /** Default: that of the calls. */
  readonly database?: string;
  readonly store: string;
  readonly index?: string;
  /** Default: all. */
  readonly range?: readonly [from: unknown, until: unknown];
  /** The part that is wanted of each. */
  readonly part: string;
}

/** Reads what is stored past the app. */
function read<Part>(page: Page, wanted: Wanted): Promise<readonly Part[]> {
  return page.evaluate(
    ({ database = "parley-calls", store, index, range, part }) =>
      new Promise<readonly Part[]>((resolve, reject) => {
        const opening = indexedDB.open(database);
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const kept = opening.result.transaction(store).objectStore(store);
          const keys = range && IDBKeyRange.bound(...range);
          const asked = index === undefined ? kept.getAll(keys) : kept.index(index).getAll(keys);
          asked.onsuccess = () => {
            opening.result.close();
            resolve(asked.result.map((one) => one[part]));
          };
        };
      }),
    wanted,
  );
}

/** Waits until the MP3 of every kept call is made. */
export async function recordingsMade(page: Page, calls: number, timeoutMs = 30_000): Promise<void> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    const records = await keptRecords(page);
    if (records.length === calls && records.every(({ sound }) => sound.status === "mp3")) return;
    if (Date.now() > until) throw new Error(`Recordings are not made: ${JSON.stringify(records)}`);
    await page.waitForTimeout(200);
  }
}

/** Both channels of a kept MP3, as the browser's own decoder hears them, at this rate. */
export async function keptLanes(
  page: Page,
  callId: string,
  rateHz: number,
): Promise<readonly Float32Array[]> {
  const lanes = await page.evaluate(
    async ([id, rate]) => {
      const bytes = await new Promise<ArrayBuffer>((resolve, reject) => {
        const opening = indexedDB.open("parley-calls");
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const asked = opening.result.transaction("recordings").objectStore("recordings").get(id);
          asked.onsuccess = () => {
            opening.result.close();
            resolve(asked.result.mp3);
          };
        };
      });
      const sound = await new OfflineAudioContext(1, 1, rate).decodeAudioData(bytes);
      return Array.from({ length: sound.numberOfChannels }, (_, channel) => {
        const s16 = Int16Array.from(sound.getChannelData(channel), (sample) => sample * 32_767);
        const text = new Uint8Array(s16.buffer);
        let binary = "";
        for (let at = 0; at < text.length; at += 8_192)
          binary += String.fromCharCode(...text.subarray(at, at + 8_192));
        return btoa(binary);
      });
    },
    [callId, rateHz] as const,
  );
  return lanes.map((lane) => {
    const bytes = Buffer.from(lane, "base64");
    return Float32Array.from(new Int16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2));
  });
}

/** The person's track of a call that is not made into an MP3 yet: PCM s16le mono 16 kHz. */
export async function keptUserTrack(page: Page, callId: string): Promise<Buffer> {
  const text = await page.evaluate(async (id) => {
    const pieces = await new Promise<readonly ArrayBuffer[]>((resolve, reject) => {
      const opening = indexedDB.open("parley-calls");
      opening.onerror = () => reject(opening.error);
      opening.onsuccess = () => {
        const range = IDBKeyRange.bound([id, "user"], [id, "user", []]);
        const asked = opening.result.transaction("pcm").objectStore("pcm").getAll(range);
        asked.onsuccess = () => {
          opening.result.close();
          resolve(asked.result);
        };
      };
    });
    let binary = "";
    for (const piece of pieces) for (const byte of new Uint8Array(piece)) binary += String.fromCharCode(byte);
    return btoa(binary);
  }, callId);
  return Buffer.from(text, "base64");
}
