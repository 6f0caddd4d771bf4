import { beforeAll, describe, expect, it } from "vitest";
import { zipFiles } from "../../web/adapters/zip-files.ts";
import { BackupError } from "../../web/app/backup.ts";
import { backupVersion } from "../../web/core/history/backup-format.ts";
import { callStartMs } from "../fakes/fake-app.ts";
import { device, everything, fullDevice, repacked } from "./backup-scene.ts";

type Files = Map<string, Uint8Array<ArrayBuffer>>;

const manifestName = "parley-backup.json";
const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const decode = (bytes: Uint8Array | undefined) => JSON.parse(new TextDecoder().decode(bytes));

async function relist(files: Files) {
  const manifest = decode(files.get(manifestName));
  manifest.files = [];
  for (const [name, bytes] of files)
    if (name !== manifestName)
      manifest.files.push({ name, bytes: bytes.length, sha256: await zipFiles.sha256(bytes) });
  files.set(manifestName, encode(manifest));
}

function remanifest(files: Files, change: (manifest: Record<string, unknown>) => void) {
  const manifest = decode(files.get(manifestName));
  change(manifest);
  files.set(manifestName, encode(manifest));
}

function rename(files: Files, name: string, to: string) {
  const bytes = files.get(name);
  if (bytes === undefined) throw new Error(`There is no ${name}.`);
  files.delete(name);
  files.set(to, bytes);
}

const one = "calls/one.json";
const two = "calls/two.json";

/**
 * Puts another value at a place of a JSON file, as `call.sound.status`, and makes the manifest fit, as somebody would
 * who means it.
 */
const forged = (name: string, place: string, value: unknown) => (files: Files) => {
  const text = decode(files.get(name));
  const keys = place.split(".");
  const last = keys.pop() ?? "";
  keys.reduce((inside, key) => inside[key], text)[last] = value;
  return relist(files.set(name, encode(text)));
};

const damages: readonly (readonly [string, string, (files: Files) => unknown])[] = [
  ["is another program's zip", "foreign", (files) => files.delete(manifestName)],
  ["has a manifest of something else", "foreign", (files) => files.set(manifestName, encode({ a: 1 }))],
  ["has a manifest that is no JSON", "damaged", (files) => files.set(manifestName, new Uint8Array([123]))],
  [
    "comes from the future",
    "newer-version",
    (files) => remanifest(files, (it) => (it["version"] = backupVersion + 1)),
  ],
  [
    "has a manifest that lacks something",
    "damaged",
    (files) => remanifest(files, (it) => delete it["files"]),
  ],
  ["lacks a file", "damaged", (files) => files.delete("recordings/one.mp3")],
  ["lacks the settings", "damaged", async (files) => files.delete("settings.json") && (await relist(files))],
  ["has a file too many", "damaged", (files) => files.set("readme.txt", encode(1))],
  [
    "has a listed file that no backup has",
    "damaged",
    (files) => relist(files.set("../../evil.json", encode(1))),
  ],
  [
    "has sound of no call",
    "damaged",
    (files) => relist(files.set("recordings/nobody.mp3", new Uint8Array([1]))),
  ],
  ["has changed sound", "damaged", (files) => files.get("recordings/one.mp3")?.set([77], 1_000)],
  ["has a changed text", "damaged", (files) => files.get(one)?.set([32], 0)],
  [
    "has sound cut short",
    "damaged",
    (files) => relist(files.set("pieces/two/user-0.pcm", new Uint8Array(9))),
  ],
  ["has empty sound", "damaged", (files) => relist(files.set("recordings/one.mp3", new Uint8Array()))],
  ["says that it holds more", "damaged", (files) => remanifest(files, (it) => (it["counts"] = { calls: 9 }))],
  [
    "says that it holds less",
    "damaged",
    (files) => remanifest(files, (it) => (it["counts"] = { calls: 1, agents: 5, records: 3 })),
  ],
  ["has text that is no UTF-8", "damaged", (files) => relist(files.set(one, new Uint8Array([0xff, 0xfe])))],
  ["has a call that is no JSON", "damaged", (files) => relist(files.set(one, new Uint8Array([91])))],
  [
    "has a call under another name",
    "damaged",
    async (files) => {
      rename(files, one, "calls/nine.json");
      await relist(files);
    },
  ],
  ["has a call whose id is a path", "damaged", forged(one, "call.id", "../x")],
  ["has a call with a time that is none", "damaged", forged(one, "call.startedAtMs", null)],
  ["has a call that runs", "damaged", forged(one, "call.status", "running")],
  ["has a turn of nobody", "damaged", forged(one, "entries.0.role", "eve")],
  ["has a turn twice", "damaged", forged(one, "entries.1.id", 1)],
  ["has an entry of no kind", "damaged", forged(one, "entries.0.kind", "virus")],
  [
    "has a recording that the call denies",
    "damaged",
    forged(one, "call.sound", { status: "none", isRemoved: true }),
  ],
  ["has a waveform of texts", "damaged", forged(one, "recording.waveform.user", ["a"])],
  ["has peaks beyond 255", "damaged", forged(one, "recording.waveform.user", [256])],
  ["has pieces of another call", "damaged", forged(two, "pieces.0.name", "recordings/one.mp3")],
  ["has a piece twice", "damaged", forged(two, "pieces.0.heads.1.index", 0)],
  ["has a piece of negative length", "damaged", forged(two, "pieces.0.heads.1.frames", -1)],
  ["lacks a picture", "damaged", (files) => files.delete("pictures/one/1.jpg")],
  [
    "has a picture that no call knows",
    "damaged",
    (files) => relist(files.set("pictures/one/2.jpg", new Uint8Array([1]))),
  ],
  [
    "has a picture without content",
    "damaged",
    (files) => relist(files.set("pictures/one/1.jpg", new Uint8Array())),
  ],
  ["has more pictures than the call says", "damaged", forged(one, "call.pictures", 1)],
  ["has a picture of another call", "damaged", forged(one, "pictures.0.name", "recordings/one.mp3")],
  ["has a picture twice", "damaged", forged(one, "pictures.0.name", "pictures/one/1.jpg")],
  ["has two pictures of one moment", "damaged", forged(one, "pictures.0.atMs", callStartMs + 700)],
  ["has a picture from nowhere", "damaged", forged(one, "pictures.0.source", "window")],
  ["has an agent without a name", "damaged", forged("agents.json", "agents.0.name", "")],
  ["has settings that are none", "damaged", (files) => relist(files.set("settings.json", encode([])))],
  ["has a collection that is none", "damaged", forged("tools/0.json", "collection", 1)],
  ["has a collection twice", "damaged", forged("tools/0.json", "collection", "notes")],
];

describe("a file that is no good backup changes nothing and says why, when it", () => {
  let good: Blob;
  beforeAll(async () => {
    good = await (await fullDevice()).create();
  });

  async function expectRefused(file: Blob, reason: string) {
    const to = device();
    const settings = to.settings();
    const error = await to.restore(file).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BackupError);
    expect(error).toMatchObject({ reason, message: expect.stringMatching(/^[A-Z].*\.$/) });
    expect(await everything(to)).toEqual(await everything(device()));
    expect(to.settings()).toBe(settings);
  }

  it.each(damages)("%s", async (_name, reason, damage) => {
    await expectRefused(
      await repacked(good, async (files) => {
        await damage(files);
      }),
      reason,
    );
  });

  it("is no zip, or empty", async () => {
    await expectRefused(new Blob(["Dear diary"]), "foreign");
    await expectRefused(new Blob([]), "foreign");
  });

  it("is cut off anywhere", async () => {
    for (const share of [0.01, 0.5, 0.99])
      await expectRefused(good.slice(0, Math.floor(good.size * share)), "damaged");
    await expectRefused(good.slice(0, good.size - 1), "damaged");
  });

  it("has any byte of it changed, or else restores all the same", async () => {
    const bytes = new Uint8Array(await good.arrayBuffer());
    const whole = await everything(await fullDevice());
    for (let at = 3; at < bytes.length; at += Math.floor(bytes.length / 25)) {
      const changed = bytes.slice();
      changed[at] = (changed[at] ?? 0) ^ 0x5a;
      const to = device();
      const outcome = await to.restore(new Blob([changed])).catch((thrown: unknown) => thrown);
      if (outcome instanceof Error) expect(outcome).toBeInstanceOf(BackupError);
      expect(await everything(to)).toEqual(outcome instanceof Error ? await everything(device()) : whole);
    }
  });

  it("would unpack to more than the device can hold", async () => {
    const file = { name: "tools/0.json", content: "a".repeat(20_000_000), isStored: false, changedAtMs: 0 };
    const manifest = { name: manifestName, content: "{}", isStored: false, changedAtMs: 0 };
    await expectRefused(await zipFiles.pack([file, manifest], new AbortController().signal), "damaged");
  });
});

describe("a good backup", () => {
  it("that was unpacked and packed again by another program is as good", async () => {
    const to = device();
    const file = await repacked(await (await fullDevice()).create(), () => undefined);
    expect(await to.restore(file)).toMatchObject({ addedCalls: 3 });
  });
});
