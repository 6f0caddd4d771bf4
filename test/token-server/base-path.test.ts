import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { answerBelow, builtBase, withoutBase } from "../../token-server/base-path.ts";

it.each([
  ["/talk/", "/"],
  ["/talk", "/"],
  ["/talk?ctx.a=1", "/?ctx.a=1"],
  ["/talk/api/config?x=1", "/api/config?x=1"],
  // A proxy has taken it off.
  ["/api/config", "/api/config"],
  ["/talkative/api", "/talkative/api"],
])("takes the base off %s", (url, rest) => {
  expect(withoutBase(url, "/talk/")).toBe(rest);
});

it("leaves everything as it is at the top", () => {
  expect(withoutBase("/api/config", "/")).toBe("/api/config");
});

it("takes no sockets of those who ask for another protocol where nobody speaks it", () => {
  const server = createServer(() => undefined);
  answerBelow(server, "/talk/");
  expect(server.listenerCount("upgrade")).toBe(0);
});

it.each([
  ['{"scope":"/talk/"}', "/talk/"],
  ['{"scope":"/"}', "/"],
  ['{"scope":"https://elsewhere.example/"}', "/"],
  ["{}", "/"],
  ["no JSON", "/"],
  [undefined, "/"],
])("knows the base of an app whose manifest is %s", (manifest, base) => {
  const folder = mkdtempSync(join(tmpdir(), "parley-base-"));
  if (manifest !== undefined) writeFileSync(join(folder, "manifest.webmanifest"), manifest);
  expect(builtBase(folder)).toBe(base);
  rmSync(folder, { recursive: true });
});
