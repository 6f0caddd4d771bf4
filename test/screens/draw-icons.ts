import { readFileSync } from "node:fs";
import { chromium } from "playwright";
import { it } from "vitest";
import { chromiumFlags, ensureChromium } from "../setup/chromium.ts";

/** Draws the bitmaps of the app's icon from `icon.svg`, into the folder beside it. Run after changing the drawing. */
const folder = new URL("../../web/public/icons/", import.meta.url).pathname;
const bitmaps = [
  { file: "icon-192.png", size: 192, corner: 42 },
  { file: "icon-512.png", size: 512, corner: 112 },
  { file: "maskable-512.png", size: 512, corner: 0 },
  { file: "apple-touch-icon.png", size: 180, corner: 0 },
];

it("draws the icons", async () => {
  const source = `data:image/svg+xml;base64,${readFileSync(`${folder}icon.svg`).toString("base64")}`;
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: [...chromiumFlags] });
  for (const { file, size, corner } of bitmaps) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    await page.setContent(
      `<style>body{margin:0}img{display:block;width:${size}px;border-radius:${corner}px}</style><img src="${source}">`,
    );
    await page.locator("img").evaluate((image: HTMLImageElement) => image.decode());
    await page.screenshot({ path: `${folder}${file}`, omitBackground: true });
  }
  await browser.close();
});
