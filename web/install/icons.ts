import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { initWasm, Resvg } from "@resvg/resvg-wasm";
import type { Plugin } from "vite";

/** Every bitmap of the app's icons: its name, the drawing beside this file, and its width in pixels. */
export const bitmaps = [
  { file: "icon-192.png", drawing: "icon.svg", size: 192 },
  { file: "icon-512.png", drawing: "icon.svg", size: 512 },
  { file: "maskable-192.png", drawing: "maskable.svg", size: 192 },
  { file: "maskable-512.png", drawing: "maskable.svg", size: 512 },
  { file: "apple-touch-icon.png", drawing: "maskable.svg", size: 180 },
  { file: "new-call-96.png", drawing: "new-call.svg", size: 96 },
  { file: "new-call-192.png", drawing: "new-call.svg", size: 192 },
  { file: "history-96.png", drawing: "history.svg", size: 96 },
  { file: "history-192.png", drawing: "history.svg", size: 192 },
] as const;

/** Draws the bitmaps when the app is built, from the drawings in `folder`, and names the one that iOS looks for. */
export function appIcons(folder: string): Plugin {
  let base = "/";
  return {
    name: "app-icons",
    apply: "build",
    configResolved(config) {
      base = config.base;
    },
    async buildStart() {
      await startRenderer();
      for (const { file, drawing, size } of bitmaps) {
        const svg = await readFile(folder + drawing, "utf8");
        const source = new Resvg(svg, { fitTo: { mode: "width", value: size } }).render().asPng();
        this.emitFile({ type: "asset", fileName: `icons/${file}`, source });
      }
    },
    transformIndexHtml: () => [
      {
        tag: "link",
        attrs: { rel: "apple-touch-icon", href: `${base}icons/apple-touch-icon.png` },
        injectTo: "head",
      },
    ],
  };
}

let started: Promise<void> | undefined;

/** It may be started once in a process, and several builds may run in one. */
function startRenderer(): Promise<void> {
  const wasm = createRequire(import.meta.url).resolve("@resvg/resvg-wasm/index_bg.wasm");
  started ??= readFile(wasm).then((bytes) => initWasm(bytes));
  return started;
}
