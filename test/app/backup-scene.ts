import { zipFiles } from "../../web/adapters/zip-files.ts";
import { createBackup } from "../../web/app/backups.ts";
import { presetAgents } from "../../web/core/agents.ts";
import type { LogEntry } from "../../web/core/call/log-entry.ts";
import type { CallStore } from "../../web/core/history/call-store.ts";
import type { CallRecord } from "../../web/core/history/record.ts";
import type { TrackName } from "../../web/core/recording/track.ts";
import { defaultSettings, readSettings, type Settings } from "../../web/core/settings.ts";
import { log, record } from "../exporters/scene.ts";
import { MemoryCallStore } from "../fakes/memory-call-store.ts";
import { MemoryToolStore } from "../fakes/memory-tool-store.ts";
import { picture } from "../fakes/some-picture.ts";

const none = new AbortController().signal;
const silent = () => undefined;

/** A device with a history and settings. */
export function device(settings: Partial<Settings> = {}) {
  const store = new MemoryCallStore();
  const tools = new MemoryToolStore();
  let current: Settings = { ...defaultSettings, ...settings };
  const backup = createBackup({
    store,
    tools,
    archives: zipFiles,
    clock: { now: () => Date.UTC(2026, 10, 21) },
    settings: () => current,
    change: (changes) => {
      current = readSettings({ ...current, ...changes });
    },
  });
  const restore = (file: Blob) => backup.restore(file, silent, none);
  return {
    store,
    tools,
    backup,
    restore,
    create: () => backup.create(silent, none),
    settings: () => current,
  };
}

export type Device = ReturnType<typeof device>;

export const call = (id: string, more: Partial<CallRecord> = {}): CallRecord => ({ ...record, id, ...more });

export async function addMp3(store: CallStore, id: string, more: Partial<CallRecord> = {}) {
  const gaps = [{ reason: "off-record" as const, fromMs: 5, untilMs: undefined }];
  await store.putCall(call(id, { sound: { status: "pieces", gaps }, ...more }));
  await store.putEntries(log.map((entry) => ({ callId: id, entry })));
  await store.putRecording({
    callId: id,
    startedAtMs: record.startedAtMs + 20,
    durationMs: 60_000,
    channels: 2,
    mp3: Uint8Array.from({ length: 4_000 }, (_, index) => index % 251).buffer,
    waveform: { barMs: 50, user: Uint8Array.of(0, 128, 255), agent: Uint8Array.of(9, 8, 7) },
  });
}

/** A call with 130 pieces of the person and 2 of the agent, not yet an MP3. */
export async function addPieces(store: CallStore, id: string, more: Partial<CallRecord> = {}) {
  await store.putCall(call(id, { sound: { status: "pieces", gaps: [] }, ...more }));
  await store.putEntries(log.slice(0, 2).map((entry) => ({ callId: id, entry })));
  const put = (track: TrackName, index: number) =>
    store.putPiece({
      callId: id,
      track,
      index,
      run: index > 100 ? 1 : 0,
      firstFrame: index * 10 + 0.5,
      frames: 10 + (index % 3),
      clock: { frame: 3.25, atMs: 1_000.5 },
      pcm: new Uint8Array(2 * (10 + (index % 3))).fill(index).buffer,
    });
  for (let index = 0; index < 130; index += 1) await put("user", index);
  await put("agent", 0);
  await put("agent", 4);
}

export async function fullDevice(): Promise<Device> {
  const full = device({
    agents: [...presetAgents, { ...presetAgents[0], id: "chef", name: "Chef", instruction: "Cook." }],
    model: "gemini-x",
    keepSoundDays: 30,
    accessCode: "sesame-secret",
    allowedTools: ["get_weather"],
    httpTools: [
      {
        id: "h",
        name: "ask_host",
        description: "",
        parameters: { type: "object" },
        urlTemplate: "https://example.org/{x}",
        method: "GET",
        headers: { Authorization: "Bearer header-secret" },
        enabled: true,
      },
    ],
    mcpServers: [
      {
        id: "m",
        name: "Server",
        url: "https://example.org/mcp",
        enabled: true,
        headers: { "X-Key": "server-secret" },
      },
    ],
  });
  await addMp3(full.store, "one", { isStarred: true, notes: "Grüße 👋" });
  await full.store.putPictures("one", [picture(5, 400), picture(700, 300, { source: "photo" })]);
  await addPieces(full.store, "two", { status: "recovered", endedAtMs: undefined, end: undefined });
  await full.store.putCall(call("three", { sound: { status: "none", isRemoved: true } }));
  await full.tools.put("notes", "n1", { text: "milk" });
  await full.tools.put("notes", "n2", { text: "bread" });
  await full.tools.put("knowledge", "Ünï.txt", { name: "Ünï.txt", text: "x".repeat(10_000) });
  return full;
}

export async function soundOf(store: CallStore, id: string) {
  const pieces = async (track: TrackName) => {
    const all = [];
    for await (const piece of store.pieces(id, track)) all.push(piece);
    return all;
  };
  return {
    recording: await store.getRecording(id),
    user: await pieces("user"),
    agent: await pieces("agent"),
    pictures: await store.pictures(id),
  };
}

export async function everything({ store, tools }: Device) {
  const calls = await store.listCalls({ limit: 100 });
  const whole = async (one: CallRecord): Promise<readonly [CallRecord, readonly LogEntry[], unknown]> => [
    one,
    await store.entries(one.id),
    await soundOf(store, one.id),
  ];
  const collections = await tools.collections();
  return {
    calls: await Promise.all(calls.map(whole)),
    orphans: await store.allEntries(undefined, 1_000),
    mediaBytes: await store.mediaBytes(),
    records: await Promise.all(collections.map(async (name) => [name, await tools.all(name)])),
  };
}

/** The backup with its files changed, packed as a zip again. */
export async function repacked(
  file: Blob,
  change: (files: Map<string, Uint8Array<ArrayBuffer>>) => void | Promise<void>,
): Promise<Blob> {
  const archive = await zipFiles.open(file);
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const { name } of archive.files) files.set(name, await archive.read(name, none));
  await change(files);
  const packed = [...files].map(([name, content]) => ({ name, content, isStored: true, changedAtMs: 0 }));
  return zipFiles.pack(packed, none);
}
