import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromiumFlags, ensureChromium } from "../setup/chromium.ts";
import { buildBelow } from "./support/based-build.ts";
import { newRelease } from "./support/new-release.ts";
import { type Parley, startParley } from "./support/parley.ts";
import { Phone } from "./support/phone.ts";
import { type ReverseProxy, serveProxy } from "./support/reverse-proxy.ts";
import { type ServedParley, serveParley } from "./support/serve-parley.ts";
import { silentBrowser } from "./support/silent-browser.ts";

const patience = { timeout: 30_000 };

let parley: ServedParley;
/** The next version, on a server of its own. */
let next: Parley;
let nextFolder: string;

beforeAll(async () => {
  parley = await serveParley();
  parley.gemini.setScenario({ rules: [{ answer: [{ type: "say", text: "Hello." }] }] });
  nextFolder = newRelease("two");
  next = await parley.another({}, nextFolder);
});
afterAll(async () => {
  await next.stop();
  await parley.close();
  rmSync(nextFolder, { recursive: true });
});

describe("a newer version", () => {
  it("is neither shown nor applied while a tab has a call, and offered in every tab afterwards", async () => {
    const proxy = await serveProxy(parley.url);
    const phone = await installed(proxy);
    const other = await phone.page.context().newPage();
    await other.clock.install();
    await other.goto(`${proxy.url}#/history`);
    await other.getByText("Your calls will be kept here, on this device.").waitFor();
    await phone.call();
    await phone.turn("Agent", "Hello.").waitFor();

    proxy.send(next.url);
    await findUpdate(other);
    await goTo(phone.page, "#/settings");
    // Its code is of the old version, which the server has no longer.
    await phone.page.getByLabel("System instruction").waitFor();
    await other.clock.fastForward(120_000);
    expect(await Promise.all([phone.page, other].map((page) => note(page).isVisible()))).toEqual([
      false,
      false,
    ]);
    expect(await Promise.all([phone.page, other].map(releaseOf))).toEqual([undefined, undefined]);

    await goTo(phone.page, "#/");
    await phone.hangUp();
    await phone.says("Call ended");
    await note(phone.page).waitFor();
    await expect
      .poll(async () => {
        await other.clock.fastForward(5_000);
        return note(other).isVisible();
      }, patience)
      .toBe(true);
    await other.getByRole("button", { name: "Update" }).click();
    await expect.poll(() => releaseOf(other), patience).toBe("two");
    await expect.poll(() => releaseOf(phone.page), patience).toBe("two");
    expect(await note(phone.page).isVisible()).toBe(false);
    expect(phone.errors).toEqual([]);
    await phone.close();
    await proxy.close();
  });

  it("runs at the second visit after a deploy, without anybody's word", async () => {
    const proxy = await serveProxy(parley.url);
    const phone = await installed(proxy);
    proxy.send(next.url);
    await phone.page.reload();
    await findUpdate(phone.page);
    expect(await releaseOf(phone.page)).toBeUndefined();
    // Whatever looks into the page counts as a person's touch, so its visits are watched from outside.
    let visits = 0;
    phone.page.on("framenavigated", () => {
      visits += 1;
    });
    await phone.page.reload();
    await expect.poll(() => visits, patience).toBe(2);
    await expect.poll(() => releaseOf(phone.page), patience).toBe("two");
    await phone.close();
    await proxy.close();
  });
});

/** A person who has visited once. */
async function installed(proxy: ReverseProxy): Promise<Phone> {
  const phone = await Phone.open(proxy.url, { installs: true, browser: await silentBrowser() });
  await phone.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  return phone;
}

/** Waits until the new version is on the device. A check that is under way may have asked before the deploy. */
async function findUpdate(page: Page): Promise<void> {
  const look = () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      if (registration.waiting === null && registration.installing === null) await registration.update();
      return registration.waiting?.state;
    });
  await expect.poll(look, patience).toBe("installed");
}

/** In a call, a phone has no links to other screens. */
function goTo(page: Page, hash: string): Promise<void> {
  return page.evaluate((address) => {
    location.hash = address;
  }, hash);
}

function note(page: Page) {
  return page.getByText("Update ready");
}

/** Which version the page is of; undefined: the first. */
async function releaseOf(page: Page): Promise<string | undefined> {
  const mark = page.locator('meta[name="release"]');
  return (await mark.count()) === 0 ? undefined : ((await mark.getAttribute("content")) ?? undefined);
}

describe("below a sub-path, behind a proxy that takes it off", () => {
  it("leads from the shell through a call to the history, and there without a network", async () => {
    const folder = await buildBelow("/talk/");
    const proxy = await serveProxy(parley.url, { prefix: "/talk/", keepsHost: false });
    // The stand-in of demo mode is below the same path.
    const server = await startParley({ ALLOWED_ORIGINS: new URL(proxy.url).origin }, folder);
    proxy.send(server.url);
    const asked = new Set<string>();
    const phone = await Phone.open(proxy.url, {
      installs: true,
      browser: await silentBrowser(),
      prepare: async (context) => {
        context.on("request", (request) => asked.add(request.url()));
      },
    });
    const { page } = phone;
    const scope = await page.evaluate(async () => (await navigator.serviceWorker.ready).scope);
    expect(scope).toBe(proxy.url);
    await phone.call();
    await phone.turn("Agent", /\w/).first().waitFor();
    await phone.write("What time is it in Tokyo?");
    await phone.tool("get_current_time").waitFor();
    await phone.hangUp();
    await phone.says("Call ended");
    const sharedTo = await page.evaluate(async () => {
      const form = new FormData();
      form.append("sound", new File(["no sound"], "shared.mp3", { type: "audio/mpeg" }));
      return (await fetch("share", { method: "POST", body: form })).url;
    });
    expect(sharedTo.startsWith(proxy.url)).toBe(true);
    expect([...asked].filter((url) => /^https?:/.test(url) && !url.startsWith(proxy.url))).toEqual([]);

    await page.context().setOffline(true);
    await page.reload();
    await page.getByRole("link", { name: "History" }).click();
    await page.getByRole("list", { name: "Calls" }).getByText("What time is it in Tokyo?").first().waitFor();
    await page.getByText("shared.mp3", { exact: true }).waitFor();
    await page.getByRole("link", { name: "Call", exact: true }).click();
    await phone.call();
    await page.getByRole("alert").filter({ hasText: "Can't reach the Parley server." }).waitFor();
    await phone.close();
    await proxy.close();

    // The same server without a proxy.
    const straight = await fetch(new URL("/talk/", server.url), { headers: { Accept: "text/html" } });
    expect(await straight.text()).toContain("/talk/manifest.webmanifest");
    expect((await fetch(new URL("/talk/api/config", server.url))).status).toBe(200);
    await server.stop();
    rmSync(folder, { recursive: true });
  }, 120_000);
});

describe("a call on its device", () => {
  it("keeps the screen on, shows in the tab and among the system's keys, and is heard and felt", async () => {
    const phone = await Phone.open(parley.url, {
      browser: await silentBrowser(),
      before: followSigns,
      settings: { callSounds: true },
    });
    const { page } = phone;
    const signs = () =>
      page.evaluate(() => ({
        title: document.title,
        hasOwnIcon: document
          .querySelector<HTMLLinkElement>('link[rel="icon"]')
          ?.href.endsWith("/favicon.svg"),
        state: navigator.mediaSession.playbackState,
        name: navigator.mediaSession.metadata?.title,
        awake: window.signs.locks.filter(({ released }) => !released).length,
      }));
    const press = (action: string) => page.evaluate((key) => window.signs.keys[key]?.(), action);
    const session = parley.gemini.sessions.length;
    await phone.call();
    await phone.turn("Agent", "Hello.").waitFor();
    await phone.says("Listening");
    const open = { hasOwnIcon: false, state: "playing", name: "Call with Assistant", awake: 1 };
    await expect.poll(signs, patience).toEqual({ ...open, title: "Listening · Parley" });
    await press("togglemicrophone");
    await expect.poll(signs, patience).toEqual({ ...open, title: "Muted · Parley", state: "paused" });
    await press("play");
    await expect.poll(signs, patience).toEqual({ ...open, title: "Listening · Parley" });
    await press("hangup");
    await phone.says("Call ended");
    const over = { hasOwnIcon: true, state: "none", name: undefined, awake: 0 };
    await expect.poll(signs, patience).toEqual({ ...over, title: "Call ended · Parley" });
    const buzzes = await page.evaluate(() => window.signs.buzzes);
    expect(buzzes.filter((pattern) => pattern.length > 0 && pattern[0] !== 12)).toEqual([[40], [30, 70, 30]]);
    // Its sounds are of another context than the call's: nothing of them has gone to the service.
    await phone.releasedEverything();
    const { audio } = await parley.gemini.session(session);
    const heard = new Int16Array(audio.buffer, audio.byteOffset, audio.byteLength >> 1);
    expect(heard.length).toBeGreaterThan(0);
    expect(heard.every((sample) => Math.abs(sample) < 100)).toBe(true);
    expect(phone.errors).toEqual([]);
    await phone.close();
  });
});

interface Signs {
  readonly locks: WakeLockSentinel[];
  readonly keys: Record<string, (() => void) | null>;
  readonly buzzes: number[][];
}

declare global {
  interface Window {
    /** What the page asks of its device. */
    readonly signs: Signs;
  }
}

/** Runs in the page before the app. */
function followSigns(): void {
  const signs: Signs = { locks: [], keys: {}, buzzes: [] };
  Object.assign(window, { signs });
  const request = navigator.wakeLock.request.bind(navigator.wakeLock);
  navigator.wakeLock.request = async (type) => {
    const lock = await request(type);
    signs.locks.push(lock);
    return lock;
  };
  const session: { setActionHandler(action: string, handler: (() => void) | null): void } =
    navigator.mediaSession;
  const setActionHandler = session.setActionHandler.bind(session);
  session.setActionHandler = (action, handler) => {
    signs.keys[action] = handler;
    setActionHandler(action, handler);
  };
  navigator.vibrate = (pattern) => {
    signs.buzzes.push(typeof pattern === "number" ? [pattern] : [...pattern]);
    return true;
  };
}

describe("the manifest", () => {
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    // A private window, as any other page of the tests has it, installs nothing.
    context = await chromium.launchPersistentContext(mkdtempSync(join(tmpdir(), "parley-profile-")), {
      executablePath: ensureChromium(),
      args: [...chromiumFlags],
    });
    page = await context.newPage();
    await page.goto(parley.url);
    await page.getByRole("button", { name: "Start call" }).waitFor();
  });
  afterAll(() => context.close());

  it("is one that Chromium installs, and every picture it names is there in the size it says", async () => {
    const devtools = await context.newCDPSession(page);
    const { errors, data } = await devtools.send("Page.getAppManifest");
    expect(errors).toEqual([]);
    const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
    expect(installabilityErrors).toEqual([]);
    const manifest: unknown = JSON.parse(data ?? "");
    expect(manifest).toMatchObject({
      id: "/",
      start_url: "/",
      scope: "/",
      share_target: { action: "/share" },
      file_handlers: [{ action: "/", accept: { "audio/mpeg": [".mp3"] } }],
      launch_handler: { client_mode: ["focus-existing", "auto"] },
      shortcuts: [
        { name: "New call", url: "/#/" },
        { name: "History", url: "/#/history" },
      ],
    });
    const pictures = picturesOf(manifest);
    expect(pictures.length).toBeGreaterThan(10);
    const sizes = await page.evaluate(
      (sources) =>
        Promise.all(
          sources.map(async (src) => {
            const image = new Image();
            image.src = src;
            await image.decode();
            return `${image.naturalWidth}x${image.naturalHeight}`;
          }),
        ),
      pictures.map(({ src }) => src),
    );
    expect(sizes).toEqual(pictures.map(({ sizes }) => sizes));
  });
});

interface Picture {
  readonly src: string;
  readonly sizes: string;
}

/** Every picture in a manifest, however deep. */
function picturesOf(value: unknown): readonly Picture[] {
  if (typeof value !== "object" || value === null) return [];
  if ("src" in value && "sizes" in value && typeof value.src === "string" && typeof value.sizes === "string")
    return [{ src: value.src, sizes: value.sizes }];
  return Object.values(value).flatMap(picturesOf);
}
