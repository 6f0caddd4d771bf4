import { type DBSchema, openDB } from "idb";
import { afterEach, describe, expect, it } from "vitest";
import { IdbDatabase, type UpgradeStep } from "../../web/adapters/idb-database.ts";

interface Notes extends DBSchema {
  notes: { key: string; value: string };
  more: { key: string; value: string };
}

const first: UpgradeStep<Notes> = (database) => void database.createObjectStore("notes");
const second: UpgradeStep<Notes> = (database) => void database.createObjectStore("more");

let count = 0;
const undo: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** Of a database for one test. */
function someName(): string {
  count += 1;
  return `notes-${count}`;
}

/** A page of the version that has gone through these steps. */
function page(name: string, steps: readonly UpgradeStep<Notes>[]): IdbDatabase<Notes> {
  const database = new IdbDatabase<Notes>({ name, steps });
  undo.push(() => database.close());
  return database;
}

const read = (database: IdbDatabase<Notes>) => database.use((open) => open.get("notes", "a"));

describe("a database that another tab holds in an older shape", () => {
  it("says so to everybody who asks until that tab is gone, and then has what was kept", async () => {
    const name = someName();
    const older = await openDB<Notes>(name, 1, {
      upgrade: (database) => void database.createObjectStore("notes"),
    });
    await older.put("notes", "kept", "a");
    const newer = page(name, [first, second]);
    // A second request would wait behind the first one, and be told nothing.
    for (const _ of [1, 2, 3]) await expect(read(newer)).rejects.toMatchObject({ reason: "blocked" });
    older.close();
    await expect.poll(() => read(newer).catch(() => "blocked")).toBe("kept");
    expect(await newer.use(async (open) => [...open.objectStoreNames])).toEqual(["more", "notes"]);
  });
});

describe("a database that a newer tab needs", () => {
  it("is let go of, and the older page is told to reload", async () => {
    const name = someName();
    const older = page(name, [first]);
    await older.use((open) => open.put("notes", "kept", "a"));
    const newer = page(name, [first, second]);
    expect(await read(newer)).toBe("kept");
    await expect(read(older)).rejects.toMatchObject({ reason: "newer-version" });
  });
});
