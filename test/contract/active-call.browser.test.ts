import { deleteDB } from "idb";
import { afterEach, expect, it } from "vitest";
import { IdbActiveCall } from "../../web/adapters/idb-active-call.ts";
import { describeActiveCallStore, exampleActive } from "./active-call.ts";

const opened: { readonly name: string; readonly store: IdbActiveCall }[] = [];

function open(name: string = crypto.randomUUID()): IdbActiveCall {
  const store = new IdbActiveCall({ name });
  opened.push({ name, store });
  return store;
}

afterEach(async () => {
  for (const { store } of opened) await store.close();
  for (const { name } of opened.splice(0)) await deleteDB(name);
});

describeActiveCallStore("in IndexedDB", () => open());

it("finds again what an earlier page has kept", async () => {
  const name = crypto.randomUUID();
  const before = open(name);
  await before.save(exampleActive);
  await before.close();
  expect(await open(name).load()).toEqual(exampleActive);
});
