import { browserClock } from "./adapters/browser-clock.ts";
import { HttpTokenSource } from "./adapters/http-token-source.ts";
import { InstallPrompt } from "./adapters/install-prompt.ts";
import { localSettings } from "./adapters/local-settings.ts";
import { createApp } from "./app/app.ts";
import { trialSound } from "./app/call-sound.ts";
import type { ComposedReturning } from "./app/create-returning.ts";
import type { LoadHistorySide } from "./app/history-side.ts";
import { lateCall } from "./app/late-call.ts";
import { lateRecorder } from "./app/late-recorder.ts";
import { lateTransport } from "./app/late-transport.ts";
import { loadOnce } from "./app/load-once.ts";
import { createSettings } from "./app/settings.ts";
import { lateToolbox } from "./app/tool-side.ts";
import type { PictureAlbum } from "./core/ports.ts";
import { startValuesOf } from "./core/tools/start-values.ts";
import { mountApp } from "./ui/app-root.ts";
import { followLanguage } from "./ui/locale.ts";

/** How long the page waits for the words of a language before it begins in English. */
const longestWordsMs = 2_000;

/** The folder the app is served from, from `/` to `/`. */
const base = import.meta.env.BASE_URL;
// Beside it no service worker reaches.
if (!location.pathname.startsWith(base)) location.replace(base + location.search + location.hash);

const clock = browserClock;
/** Address of the token server, without a slash at its end: beside the app, unless it was built for another one. */
const server = (import.meta.env["VITE_TOKEN_SERVER"] || base).replace(/\/$/, "");
const tokens = new HttpTokenSource({ server });
const settings = createSettings(localSettings());
const accessCode = () => settings.settings.get().accessCode || undefined;
const transport = lateTransport(async () => {
  const { GeminiTransport } = await import("./adapters/gemini-transport.ts");
  return new GeminiTransport({
    tokens,
    accessCode,
    appUrl: new URL(`${server}/`, location.href).href,
    clock,
  });
});
const calls = async () => (await history()).store;
const toolSide = loadOnce(async () => (await import("./tool-root.ts")).createToolSide(clock, calls));
const toolbox = lateToolbox(toolSide);
const history: LoadHistorySide = loadOnce(async () => {
  const { createHistorySide } = await import("./history-root.ts");
  const { work } = await installSide();
  const ports = { clock, transport, toolbox, work, returning: await returning() };
  return createHistorySide({ ...settings, ...ports, call: app.call, plan: app.plan });
});

const callSide = loadOnce(async () => {
  const { createCallSide } = await import("./call-root.ts");
  const recorder = lateRecorder(async () => (await history()).recorder);
  const album: PictureAlbum = {
    count: async (callId) => (await history()).album.count(callId),
    add: async (callId, picture) => (await history()).album.add(callId, picture),
  };
  return createCallSide({ transport, toolbox, recorder, album, clock, settings: settings.settings, base });
});

const live = async () => (await callSide()).call;
const call = lateCall(live, clock);
const returning: () => Promise<ComposedReturning> = loadOnce(async () => {
  const { createReturningSide } = await import("./return-root.ts");
  return createReturningSide({ call, live, clock, history, plan: app.returnedPlan });
});

const installer = new InstallPrompt();
const installSide = loadOnce(async () => {
  const { createInstallSide } = await import("./install-root.ts");
  return createInstallSide({ call: call.state, clock });
});
const updates = loadOnce(async () => (await installSide()).register(base));
const preflight = loadOnce(async () => {
  const [{ createPreflight }, { microphone, speaker }] = await Promise.all([
    import("./app/preflight.ts"),
    callSide(),
  ]);
  return createPreflight({
    microphone,
    speaker,
    transport,
    clock,
    request: () => app.plan().request,
    microphoneId: () => settings.settings.get().microphone || undefined,
    sound: () => trialSound(settings.settings.get()),
    room: async () => (await history()).storage.use(),
  });
});

const app = createApp(
  {
    call,
    returning,
    microphones: async () => (await callSide()).microphone,
    speakers: async () => (await callSide()).speaker,
    deviceTrial: async () => (await callSide()).trial,
    preflight,
    toolSide,
    history,
    installer,
    updates,
    // `crypto.randomUUID` is there on secure pages only, and a call says itself why it cannot be made on others.
    newCallId: () => `${Date.now()}-${crypto.getRandomValues(new Uint32Array(1))[0]?.toString(36)}`,
    tokens,
    clock,
    startValues: startValuesOf(new URLSearchParams(location.search)),
  },
  settings,
);

// A person who reads another language is not shown English first; one chunk is waited for, and no network for long.
const shown = followLanguage(settings.settings);
const patience = new Promise((resolve) => setTimeout(resolve, longestWordsMs));
// In a task of its own: with all that was loaded before it, the first screen would keep a slow phone busy for too long.
void Promise.race([shown, patience]).then(() => setTimeout(() => mountApp(app)));

// Whoever has called from here may have a call to return to, or one in another tab.
const lookForCall = async () => {
  const all = await indexedDB.databases();
  if (all.some(({ name }) => name === "parley-active-call")) await import("./ui/return-offer.ts");
};
lookForCall().catch((error: unknown) =>
  console.warn("Whether there is a call to return to is not known.", error),
);

// The page itself goes first.
const install = async () => {
  const { followLaunches } = await import("./install-root.ts");
  followLaunches(async (files) => (await history()).fileCalls.add(files));
  await updates();
  await import("./ui/update-note.ts");
};
if (import.meta.env.PROD && "serviceWorker" in navigator) {
  const start = () =>
    void install().catch((error: unknown) => console.warn("The app cannot be installed here.", error));
  if (document.readyState === "complete") start();
  else addEventListener("load", start, { once: true });
}
