import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromiumFlags, ensureChromium } from "../setup/chromium.ts";
import { newRelease } from "./support/new-release.ts";
import type { Parley } from "./support/parley.ts";
import { Phone } from "./support/phone.ts";
import { type ReverseProxy, serveProxy } from "./support/reverse-proxy.ts";
import { type ServedParley, serveParley } from "./support/serve-parley.ts";
import { silentBrowser } from "./support/silent-browser.ts";

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
    await phone.page.getByRole("link", { name: "Settings" }).dispatchEvent("click");
    // Its code is of the old version, which the server has no longer.
    await phone.page.getByLabel("System instruction").waitFor();
    await other.clock.fastForward(120_000);
    expect(await Promise.all([phone.page, other].map((page) => note(page).isVisible()))).toEqual([
      false,
      false,
    ]);
    expect(await Promise.all([phone.page, other].map(releaseOf))).toEqual([undefined, undefined]);

    await phone.page.getByRole("link", { name: "Call", exact: true }).dispatchEvent("click");
    await phone.hangUp();
    await phone.says("Call ended");
    await note(phone.page).waitFor();
    await expect
      .poll(async () => {
        await other.clock.fastForward(5_000);
        return note(other).isVisible();
      })
      .toBe(true);
    await other.getByRole("button", { name: "Update" }).click();
    await expect.poll(() => releaseOf(other)).toBe("two");
    await expect.poll(() => releaseOf(phone.page)).toBe("two");
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
    await phone.page.reload();
    await expect.poll(() => releaseOf(phone.page)).toBe("two");
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

/** Waits until the new version is on the device. */
async function findUpdate(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await registration.update();
  });
  await expect
    .poll(() => page.evaluate(async () => (await navigator.serviceWorker.ready).waiting?.state))
    .toBe("installed");
}

function note(page: Page) {
  return page.getByText("Update ready");
}

/** Which version the page is of; undefined: the first. */
async function releaseOf(page: Page): Promise<string | undefined> {
  const mark = page.locator('meta[name="release"]');
  return (await mark.count()) === 0 ? undefined : ((await mark.getAttribute("content")) ?? undefined);
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
