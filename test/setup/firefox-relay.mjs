#!/usr/bin/env node
// Stands between Playwright and a stock Firefox (FIREFOX_PATH), which it starts as it was started. They speak WebDriver
// BiDi; what Playwright tells every browser and a Firefox before 155 does not know is answered here.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { WebSocket, WebSocketServer } from "ws";

const unknown = new Set(["emulation.setMediaFeaturesOverride"]);
const listening = /^WebDriver BiDi listening on (ws:\S+)/;

const firefox = spawn(process.env.FIREFOX_PATH, process.argv.slice(2), {
  stdio: ["ignore", "inherit", "pipe"],
});
firefox.on("exit", (code) => process.exit(code ?? 1));
createInterface(firefox.stderr).on("line", (line) => {
  const url = listening.exec(line)?.[1];
  if (url === undefined) console.error(line);
  else relay(url);
});

function relay(url) {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  server.on("listening", () => {
    console.error(`WebDriver BiDi listening on ws://127.0.0.1:${server.address().port}`);
  });
  server.on("connection", (playwright, { url: path = "" }) => {
    const browser = new WebSocket(url + path);
    const opened = new Promise((resolve) => browser.once("open", resolve));
    playwright.on("message", async (data) => {
      await opened;
      const text = data.toString();
      const { id, method } = JSON.parse(text);
      if (unknown.has(method)) playwright.send(JSON.stringify({ type: "success", id, result: {} }));
      else browser.send(text);
    });
    browser.on("message", (data) => playwright.send(data.toString()));
    playwright.on("close", () => browser.close());
    browser.on("close", () => playwright.close());
  });
}
