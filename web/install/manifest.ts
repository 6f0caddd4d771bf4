import type { ManifestOptions } from "vite-plugin-pwa";

/** Paper of both schemes, as in web/ui/tokens.css: an app that opens shows it before its style sheet is read. */
const paper = { light: "#faf8f4", dark: "#121417" } as const;

/** Sound files by their type, with the endings under which devices keep them. */
const soundFiles = {
  "audio/mpeg": [".mp3"],
  "audio/mp4": [".m4a"],
  "audio/aac": [".aac"],
  "audio/wav": [".wav"],
  "audio/ogg": [".ogg", ".oga", ".opus"],
  "audio/flac": [".flac"],
  "audio/webm": [".weba", ".webm"],
} as const;

/** What `vite-plugin-pwa` does not know yet. */
interface NewMembers {
  /** Replaces the colours of the same names where the system is dark. */
  readonly color_scheme_dark: Readonly<Record<"theme_color" | "background_color", string>>;
}

/** What a browser is told about the app. `base` is the folder it is served from, from `/` to `/`. */
export function webManifest(base: string): Partial<ManifestOptions> & NewMembers {
  return {
    id: base,
    name: "Parley",
    short_name: "Parley",
    description: "Talk with a voice agent, interrupt it, keep every word.",
    lang: "en",
    dir: "ltr",
    start_url: base,
    scope: base,
    display: "standalone",
    theme_color: paper.light,
    background_color: paper.light,
    color_scheme_dark: { theme_color: paper.dark, background_color: paper.dark },
    categories: ["productivity", "utilities"],
    icons: [
      { src: `${base}icons/icon-192.png`, sizes: "192x192", type: "image/png", purpose: "any" },
      { src: `${base}icons/icon-512.png`, sizes: "512x512", type: "image/png", purpose: "any" },
      { src: `${base}icons/maskable-192.png`, sizes: "192x192", type: "image/png", purpose: "maskable" },
      { src: `${base}icons/maskable-512.png`, sizes: "512x512", type: "image/png", purpose: "maskable" },
    ],
    screenshots: [
      screenshot(base, "call-phone", "narrow", "A call: the agent speaks, the transcript follows"),
      screenshot(base, "history-phone", "narrow", "Every call is kept on the device"),
      screenshot(base, "settings-phone", "narrow", "Agents, voices, ways to talk"),
      screenshot(base, "call-desktop", "wide", "A call on a wide screen"),
      screenshot(base, "detail-desktop", "wide", "A kept call: both voices, every word"),
      screenshot(base, "history-desktop", "wide", "Every call is kept on the device"),
    ],
    shortcuts: [
      shortcut(base, "New call", "new-call", "#/"),
      shortcut(base, "History", "history", "#/history"),
    ],
    share_target: {
      action: `${base}share`,
      method: "POST",
      enctype: "multipart/form-data",
      params: { files: [{ name: "sound", accept: ["audio/*", ...Object.values(soundFiles).flat()] }] },
    },
    file_handlers: [
      {
        action: base,
        accept: Object.fromEntries(Object.entries(soundFiles).map(([type, endings]) => [type, [...endings]])),
      },
    ],
    // A window in which a call runs is brought to the front as it is: see web/adapters/launches.ts.
    launch_handler: { client_mode: ["focus-existing", "auto"] },
  };
}

const sizes = { narrow: "780x1688", wide: "1280x800" } as const;

function screenshot(base: string, file: string, form_factor: keyof typeof sizes, label: string) {
  return {
    src: `${base}screenshots/${file}.webp`,
    sizes: sizes[form_factor],
    type: "image/webp",
    form_factor,
    label,
  };
}

function shortcut(base: string, name: string, icon: string, hash: string) {
  const icons = [96, 192].map((size) => ({
    src: `${base}icons/${icon}-${size}.png`,
    sizes: `${size}x${size}`,
    type: "image/png",
  }));
  return { name, url: base + hash, icons };
}
