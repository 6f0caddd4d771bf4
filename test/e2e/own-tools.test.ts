import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EverythingServer, startEverything } from "../setup/everything-server.ts";
import { Phone } from "./support/phone.ts";
import { type ServedParley, serveParley } from "./support/serve-parley.ts";
import { silentBrowser } from "./support/silent-browser.ts";

let everything: EverythingServer;
let shop: Server;
let shopUrl: string;
let parley: ServedParley;
const asked: { readonly url: string | undefined; readonly key: string | undefined }[] = [];

beforeAll(async () => {
  everything = await startEverything();
  shop = createServer((request, response) => {
    const headers = { "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "x-key" };
    if (request.method === "OPTIONS") {
      response.writeHead(204, headers).end();
      return;
    }
    asked.push({ url: request.url, key: request.headers["x-key"]?.toString() });
    response.writeHead(200, { ...headers, "Content-Type": "application/json" });
    response.end(JSON.stringify({ price: "<b>12 euros</b>" }));
  });
  await new Promise<void>((resolve) => shop.listen(0, "127.0.0.1", resolve));
  shopUrl = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
  const origins = [new URL(everything.url).origin, shopUrl];
  parley = await serveParley({ ALLOWED_TOOL_ORIGINS: origins.join(",") });
});
afterAll(async () => {
  await Promise.all([everything.stop(), parley.close()]);
  shop.close();
});

/** A browser in which the person has set this up. */
async function withSettings(settings: object): Promise<Phone> {
  const phone = await Phone.open(parley.url, { browser: await silentBrowser() });
  await phone.page.evaluate(
    (text) => localStorage.setItem("parley.settings", text),
    JSON.stringify(settings),
  );
  await phone.page.reload();
  return phone;
}

const priceTool = () => ({
  id: "p",
  name: "fetch_price",
  description: "Tells what an article costs.",
  parameters: {
    type: "object",
    properties: { message: { type: "string", description: "The article." } },
    required: ["message"],
  },
  urlTemplate: `${shopUrl}/price/{message}`,
  method: "GET",
  headers: { "X-Key": "secret-of-the-shop" },
  enabled: true,
});

describe("the person's own tools", () => {
  it("are called: one made in Settings, and one of an MCP server", async () => {
    const phone = await withSettings({
      httpTools: [priceTool()],
      mcpServers: [{ id: "e", name: "Everything", url: everything.url, enabled: true }],
    });
    const token = phone.page.waitForRequest("**/api/token");
    await phone.call();
    const declared = (await token).postData() ?? "";
    expect(declared).toContain('"echo"');
    expect(declared).toContain('"fetch_price"');
    expect(declared).not.toContain("secret-of-the-shop");

    await phone.write("Please echo this");
    const echo = phone.page.getByRole("group", { name: "Tool call: echo" });
    await echo
      .getByText(/Echo: Please echo this/)
      .first()
      .waitFor();

    await phone.write("Please fetch price");
    const price = phone.page.getByRole("group", { name: "Tool call: fetch_price" });
    await price
      .getByText(/<b>12 euros<\/b>/)
      .first()
      .waitFor();
    expect(asked).toEqual([{ url: "/price/Please%20fetch%20price", key: "secret-of-the-shop" }]);

    await phone.hangUp();
    expect(phone.errors).toEqual([]);
    await phone.close();
  });

  it("of a host that the server does not name say so", async () => {
    const phone = await withSettings({
      httpTools: [{ ...priceTool(), urlTemplate: "https://shop.example/{message}" }],
    });
    await phone.call();
    await phone.write("Please fetch price");
    const price = phone.page.getByRole("group", { name: "Tool call: fetch_price" });
    await price
      .getByText(/ALLOWED_TOOL_ORIGINS/)
      .first()
      .waitFor();
    await phone.close();
  });
});
