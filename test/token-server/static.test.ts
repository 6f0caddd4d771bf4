import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { precompress } from "../../token-server/compress.ts";
import { serveFiles } from "../../token-server/static.ts";
import { testApp } from "./test-app.ts";

const script = `export const words = ${JSON.stringify("calm ".repeat(200))};`;
let folder: string;
let app: ReturnType<typeof testApp>["app"];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "parley-static-"));
  const dist = join(folder, "web");
  mkdirSync(join(dist, "assets"), { recursive: true });
  writeFileSync(join(folder, "secret.txt"), "secret");
  const files = {
    "index.html": "<title>shell</title>",
    "manifest.webmanifest": "{}",
    "sw.js": "self",
    "icon.png": "png",
    "assets/main-abc123.js": script,
    "assets/core-abc123.wasm": "wasm",
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dist, name), text);
  symlinkSync(join(folder, "secret.txt"), join(dist, "link.txt"));
  app = testApp({ files: serveFiles(dist) }).app;
});

afterAll(() => rmSync(folder, { recursive: true }));

const page = { Accept: "text/html,*/*" };

describe("static files", () => {
  it.each([
    ["/", "text/html; charset=utf-8", "no-cache"],
    ["/index.html", "text/html; charset=utf-8", "no-cache"],
    ["/sw.js", "text/javascript; charset=utf-8", "no-cache"],
    ["/manifest.webmanifest", "application/manifest+json", "no-cache"],
    ["/icon.png", "image/png", "no-cache"],
    ["/assets/main-abc123.js", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"],
    ["/assets/core-abc123.wasm", "application/wasm", "public, max-age=31536000, immutable"],
  ])("%s is %s, %s", async (path, type, caching) => {
    const answer = await app.request(path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe(type);
    expect(answer.headers.get("cache-control")).toBe(caching);
    expect(answer.headers.get("content-security-policy")).toContain("script-src 'self'");
  });

  it("give the shell to a person who opens a screen's address", async () => {
    for (const headers of [page, { "Sec-Fetch-Mode": "navigate" }]) {
      const answer = await app.request("/settings/voice", { headers });
      expect(await answer.text()).toBe("<title>shell</title>");
      expect(answer.headers.get("cache-control")).toBe("no-cache");
    }
  });

  it.each<[string, Record<string, string>]>([
    ["/settings", {}],
    ["/settings", { Accept: "*/*", "Sec-Fetch-Mode": "cors" }],
    ["/assets/main-old.js", page],
    ["/api/settings", page],
  ])("do not pass the shell off as %s", async (path, headers) => {
    expect((await app.request(path, { headers })).status).toBe(404);
  });

  it.each([
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/assets/..%2f..%2fsecret.txt",
    "/%2e%2e%5csecret.txt",
    "//secret.txt",
    "/link.txt",
    "/assets",
    "/index.html%00.txt",
    "/%ff.txt",
    "/__proto__.txt",
  ])("keep %s inside the folder", async (path) => {
    const answer = await app.request(`http://localhost${path}`);
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toContain("secret");
  });

  it.each([
    ["br", brotliDecompressSync],
    ["gzip", gunzipSync],
  ])("are packed with %s for whoever takes it, the second time too", async (encoding, unpack) => {
    for (const _time of [1, 2]) {
      const answer = await app.request("/assets/main-abc123.js", {
        headers: { "Accept-Encoding": encoding },
      });
      expect(answer.headers.get("content-encoding")).toBe(encoding);
      expect(answer.headers.get("vary")).toContain("Accept-Encoding");
      const bytes = new Uint8Array(await answer.arrayBuffer());
      expect(bytes.length).toBeLessThan(script.length / 4);
      expect(unpack(bytes).toString()).toBe(script);
    }
  });

  it("go out as they were packed ahead, which nobody can ask for by name", async () => {
    const built = mkdtempSync(join(tmpdir(), "parley-built-"));
    writeFileSync(join(built, "main.js"), script);
    writeFileSync(join(built, "icon.png"), "png");
    await precompress(built);
    expect(readdirSync(built).sort()).toEqual(["icon.png", "main.js", "main.js.br"]);
    const { app: builtApp } = testApp({ files: serveFiles(built) });
    const answer = await builtApp.request("/main.js", { headers: { "Accept-Encoding": "br" } });
    expect(answer.headers.get("content-encoding")).toBe("br");
    const packed = Buffer.from(await answer.arrayBuffer());
    expect(packed.equals(readFileSync(join(built, "main.js.br")))).toBe(true);
    expect(brotliDecompressSync(packed).toString()).toBe(script);
    expect(await (await builtApp.request("/main.js")).text()).toBe(script);
    expect((await builtApp.request("/main.js.br")).status).toBe(404);
    rmSync(built, { recursive: true });
  });

  it.each(["", "identity", "br;q=0, gzip;q=0.0", "zstd"])("are plain for '%s'", async (accepted) => {
    const answer = await app.request("/assets/main-abc123.js", { headers: { "Accept-Encoding": accepted } });
    expect(answer.headers.get("content-encoding")).toBeNull();
    expect(await answer.text()).toBe(script);
  });

  it("are not packed when they are packed already", async () => {
    const answer = await app.request("/icon.png", { headers: { "Accept-Encoding": "br" } });
    expect(answer.headers.get("content-encoding")).toBeNull();
  });

  it("are not sent again to a browser that has them", async () => {
    const tag = (await app.request("/")).headers.get("etag") ?? "";
    const again = await app.request("/", { headers: { "If-None-Match": tag } });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe("");
    expect(again.headers.get("content-security-policy")).not.toBeNull();
    expect((await app.request("/", { headers: { "If-None-Match": 'W/"old"' } })).status).toBe(200);
  });

  it("answer HEAD without a body", async () => {
    const answer = await app.request("/", { method: "HEAD" });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe("");
  });
});
