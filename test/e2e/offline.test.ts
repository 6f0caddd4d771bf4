import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Parley, startParley } from "./support/parley.ts";
import { Phone } from "./support/phone.ts";
import { silentBrowser } from "./support/silent-browser.ts";

let parley: Parley;

beforeAll(async () => {
  parley = await startParley();
});
afterAll(async () => {
  await parley.stop();
});

describe("the installed app", () => {
  it("opens every screen without a network after one visit, and says why a call cannot start", async () => {
    const phone = await Phone.open(parley.url, { installs: true, browser: await silentBrowser() });
    await phone.page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await phone.page.context().setOffline(true);
    await phone.page.reload();
    await phone.page.getByRole("button", { name: "Start call" }).waitFor();
    await phone.page.getByRole("link", { name: "History" }).click();
    await phone.page.getByText("Your calls will be kept here, on this device.").waitFor();
    await phone.page.getByRole("link", { name: "Settings" }).click();
    await phone.page.getByLabel("System instruction").waitFor();
    await phone.page.getByRole("link", { name: "Call", exact: true }).click();
    await phone.call();
    await phone.page.getByRole("alert").filter({ hasText: "Can't reach the Parley server." }).waitFor();
    await phone.releasedEverything();
    await phone.close();
  });

  it("leaves the addresses of the server to the server", async () => {
    const phone = await Phone.open(parley.url, { installs: true, browser: await silentBrowser() });
    await phone.page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    const answers = ["/health", "/ready", "/metrics"].map(async (path) => {
      const page = await phone.page.context().newPage();
      const answer = await page.goto(parley.url + path);
      return answer?.headers()["content-type"]?.split(";")[0];
    });
    expect(await Promise.all(answers)).toEqual(["application/json", "application/json", "text/plain"]);
    await phone.close();
  });

  it("keeps no answer of the token server", async () => {
    const phone = await Phone.open(parley.url, { installs: true, browser: await silentBrowser() });
    await phone.page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await phone.call();
    await phone.says("Speaking");
    const kept = await phone.page.evaluate(async () => {
      const names = await caches.keys();
      const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
      return requests.flat().map(({ url }) => new URL(url).pathname);
    });
    expect(kept).toContain("/app.html");
    expect(kept.filter((path) => /^\/(api|sim|health)/.test(path))).toEqual([]);
    await phone.close();
  });
});
