import { describe, expect, it } from "vitest";
import { zipFiles } from "../../web/adapters/zip-files.ts";
import { presetAgents } from "../../web/core/agents.ts";
import { StorageError } from "../../web/core/errors.ts";
import { defaultSettings } from "../../web/core/settings.ts";
import { log } from "../exporters/scene.ts";
import { addMp3, call, device, everything, fullDevice, soundOf } from "./backup-scene.ts";

const none = new AbortController().signal;

describe("a backup", () => {
  it("brings everything back on an empty device", async () => {
    const from = await fullDevice();
    const to = device();
    expect(await to.restore(await from.create())).toEqual({
      addedCalls: 3,
      knownCalls: 0,
      addedAgents: 1,
      addedRecords: 3,
    });
    expect(await everything(to)).toEqual(await everything(from));
    expect(to.settings().agents).toEqual(from.settings().agents);
    expect(to.settings()).toMatchObject({ model: "gemini-x", keepSoundDays: 30 });
  });

  it("holds no secret, and gives no permission", async () => {
    const from = await fullDevice();
    const file = await from.create();
    const archive = await zipFiles.open(file);
    for (const { name } of archive.files)
      expect(new TextDecoder().decode(await archive.read(name, none))).not.toMatch(/-secret|"allowedTools"/);
    const to = device();
    await to.restore(file);
    expect(to.settings()).toMatchObject({ accessCode: "", allowedTools: [] });
    expect(to.settings().httpTools).toMatchObject([{ id: "h", headers: {}, enabled: false }]);
    expect(to.settings().mcpServers).toEqual([
      { id: "m", name: "Server", url: "https://example.org/mcp", enabled: false },
    ]);
  });

  it("changes nothing when it is restored where it was made, nor a second time", async () => {
    const from = await fullDevice();
    const file = await from.create();
    const before = await everything(from);
    const settings = from.settings();
    for (let time = 0; time < 2; time += 1) {
      const report = await from.restore(file);
      expect(report).toEqual({ addedCalls: 0, knownCalls: 3, addedAgents: 0, addedRecords: 0 });
    }
    expect(await everything(from)).toEqual(before);
    expect(from.settings()).toEqual(settings);
  });

  it("is small where there is little, and can be made of nothing", async () => {
    const to = device();
    const file = await device().create();
    expect(await to.restore(file)).toEqual({ addedCalls: 0, knownCalls: 0, addedAgents: 0, addedRecords: 0 });
    expect(file.size).toBeLessThan(5_000);
  });

  it("leaves out a call that is running", async () => {
    const from = device();
    await from.store.putCall(call("now", { status: "running", endedAtMs: undefined, end: undefined }));
    expect(await device().restore(await from.create())).toMatchObject({ addedCalls: 0 });
  });

  it("tells how far it is, from 0 to 1 and never back", async () => {
    const from = await fullDevice();
    const making: number[] = [];
    const restoring: number[] = [];
    const file = await from.backup.create((share) => making.push(share), none);
    await device().backup.restore(file, (share) => restoring.push(share), none);
    for (const shares of [making, restoring]) {
      expect([shares[0], shares.at(-1)]).toEqual([0, 1]);
      expect(shares).toEqual(shares.toSorted((one, other) => one - other));
      expect(shares.length).toBeGreaterThan(3);
    }
  });
});

describe("restoring beside what is there", () => {
  it("keeps the calls and records of this device", async () => {
    const file = await (await fullDevice()).create();
    const to = device();
    await addMp3(to.store, "one", { title: "Mine", notes: "my own" });
    await to.store.putCall(call("four"));
    await to.tools.put("notes", "n1", { text: "mine" });
    expect(await to.restore(file)).toMatchObject({ addedCalls: 2, knownCalls: 1, addedRecords: 2 });
    expect(await to.store.getCall("one")).toMatchObject({ title: "Mine", notes: "my own" });
    expect(await to.tools.get("notes", "n1")).toEqual({ text: "mine" });
    expect(await to.store.listCalls({ limit: 9 })).toHaveLength(4);
  });

  it("gives a call its sound where only the file has it", async () => {
    const from = await fullDevice();
    const file = await from.create();
    const to = device();
    await to.store.putCall(call("one", { title: "Mine", sound: { status: "none", isRemoved: true } }));
    await to.store.putCall(call("two", { sound: { status: "none", isRemoved: false } }));
    expect(await to.restore(file)).toMatchObject({ addedCalls: 1, knownCalls: 2 });
    for (const id of ["one", "two"])
      expect(await soundOf(to.store, id)).toEqual(await soundOf(from.store, id));
    expect(await to.store.getCall("one")).toMatchObject({
      title: "Mine",
      sound: { status: "mp3", gaps: [{ reason: "off-record" }] },
    });
    expect((await to.store.getCall("two"))?.sound.status).toBe("pieces");
  });

  it("gives a call its pictures where only the file has them, or here they were removed", async () => {
    const from = await fullDevice();
    const file = await from.create();
    const to = device();
    await addMp3(to.store, "one");
    expect(await to.restore(file)).toMatchObject({ knownCalls: 1 });
    expect(await to.store.pictures("one")).toEqual(await from.store.pictures("one"));
    expect(await to.store.getCall("one")).toMatchObject({ pictures: 2 });
    await to.store.deleteMedia(["one"]);
    await to.restore(file);
    expect(await to.store.pictures("one")).toHaveLength(2);
  });

  it("gives a call that was cut off here the end that the file knows", async () => {
    const file = await (await fullDevice()).create();
    const to = device();
    const cutOff = { status: "recovered" as const, endedAtMs: undefined, end: undefined };
    await addMp3(to.store, "one", { ...cutOff, title: "Mine", isTitled: true, notes: "" });
    await to.restore(file);
    expect(await to.store.getCall("one")).toMatchObject({
      status: "ended",
      end: { type: "hung-up" },
      title: "Mine",
      notes: "Grüße 👋",
    });
  });

  it("does not touch a call that runs here", async () => {
    const file = await (await fullDevice()).create();
    const to = device();
    const running = call("one", { status: "running", sound: { status: "none", isRemoved: false } });
    await to.store.putCall(running);
    await to.restore(file);
    expect(await to.store.getCall("one")).toEqual(running);
  });

  it("puts an agent that reads otherwise beside the one here, once", async () => {
    const from = device({ agents: [{ ...presetAgents[0], instruction: "From the file." }] });
    const file = await from.create();
    const to = device();
    expect(await to.restore(file)).toMatchObject({ addedAgents: 1 });
    expect(await to.restore(file)).toMatchObject({ addedAgents: 0 });
    const { agents, agentId } = to.settings();
    expect(agents).toHaveLength(presetAgents.length + 1);
    expect(agents[0]).toEqual(presetAgents[0]);
    expect(agents.at(-1)).toMatchObject({ name: "Assistant (restored)", instruction: "From the file." });
    expect(new Set(agents.map(({ id }) => id)).size).toBe(agents.length);
    expect(agentId).toBe(defaultSettings.agentId);
  });

  it("keeps the settings that were chosen here", async () => {
    const file = await (await fullDevice()).create();
    const to = device({ model: "mine" });
    await to.restore(file);
    expect(to.settings()).toMatchObject({ model: "mine", keepSoundDays: 30 });
  });
});

describe("a restore that cannot be finished", () => {
  it("adds whole calls only when the device gets full, and goes on with the same file", async () => {
    const file = await (await fullDevice()).create();
    for (const method of ["putEntries", "putPiece", "putRecording", "putCall", "putPictures"] as const) {
      const to = device();
      let left = method === "putRecording" || method === "putPictures" ? 0 : 1;
      const own = to.store[method].bind(to.store) as (...given: never) => Promise<unknown>;
      Object.assign(to.store, {
        [method]: (...given: never) => {
          left -= 1;
          return left < 0 ? Promise.reject(new StorageError("quota")) : own(...given);
        },
      });
      const outcome = await to.restore(file).catch((error: unknown) => error);
      const { calls, orphans } = await everything(to);
      expect(outcome).toMatchObject({ kind: "storage", reason: "quota" });
      for (const [kept, entries, sound] of calls) {
        expect(entries).toEqual(kept.id === "three" ? [] : kept.id === "one" ? log : log.slice(0, 2));
        if (kept.id === "two") expect(sound).toMatchObject({ user: { length: 130 } });
      }
      const ids = calls.map(([kept]) => kept.id);
      for (const { callId } of orphans) expect(ids).toContain(callId);
      for (const id of ["one", "two", "three"])
        if (!ids.includes(id))
          expect(await soundOf(to.store, id)).toEqual({
            ...{ recording: undefined, user: [], agent: [], pictures: [] },
          });
      left = Number.POSITIVE_INFINITY;
      await to.restore(file);
      expect(await everything(to)).toEqual(await everything(await fullDevice()));
    }
  });

  it("leaves a known call as it was when there is no room for its sound", async () => {
    const file = await (await fullDevice()).create();
    for (const [id, method] of [
      ["one", "putRecording"],
      ["two", "putPiece"],
    ] as const) {
      const to = device();
      const known = call(id, { sound: { status: "none", isRemoved: true } });
      await to.store.putCall(known);
      to.store.failing[method] = new StorageError("quota");
      await expect(to.restore(file)).rejects.toMatchObject({ reason: "quota" });
      expect(await to.store.getCall(id)).toEqual(known);
      expect(await to.store.pieceHeads(id, "user")).toEqual([]);
    }
  });

  it("can be cancelled before it writes, and between calls", async () => {
    const file = await (await fullDevice()).create();
    for (const atShare of [0.1, 0.6]) {
      const to = device();
      const stop = new AbortController();
      const onProgress = (share: number) => {
        if (share >= atShare) stop.abort();
      };
      await expect(to.backup.restore(file, onProgress, stop.signal)).rejects.toMatchObject({
        name: "AbortError",
      });
      expect(await to.store.listCalls({ limit: 9 })).toHaveLength(atShare < 0.5 ? 0 : 1);
      expect(to.settings().model).toBe("");
    }
  });

  it("can be cancelled while it is made", async () => {
    const from = await fullDevice();
    const stop = new AbortController();
    const making = from.backup.create((share) => share > 0 && stop.abort(), stop.signal);
    await expect(making).rejects.toMatchObject({ name: "AbortError" });
  });
});
