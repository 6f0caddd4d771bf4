import type { Plugin } from "vite";

/** The page as it opens from the device: its code is there at once, and words before it would only flicker. */
export const laterPage = "app.html";

/**
 * Lets a first visit read something before the app's code is there: its tags wait in a template for `start.js`. The page
 * that the service worker keeps, `laterPage`, has them as they are, and no such words.
 */
export function firstWords(): Plugin {
  let base = "/";
  return {
    name: "first-words",
    apply: "build",
    enforce: "post",
    configResolved(config) {
      base = config.base;
    },
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const page = bundle["index.html"];
        if (page?.type !== "asset") this.error("There is no index.html to put first words into.");
        const html = String(page.source);
        this.emitFile({ type: "asset", fileName: laterPage, source: html.replace(words, "") });
        const code = (html.match(codeTags) ?? []).join("\n      ");
        const start = `<script type="module" src="${base}start.js"></script>\n    <template class="app">\n      ${code}\n    </template>`;
        page.source = html.replaceAll(codeTags, "").replace("</head>", `${start}\n  </head>`);
      },
    },
  };
}

const words = /<main class="first-words">[\s\S]*?<\/main>\s*/;
const codeTags = /<script type="module"[^>]*><\/script>|<link rel="modulepreload"[^>]*>/g;
