import { browserClock } from "./adapters/browser-clock.ts";
import { HttpTokenSource } from "./adapters/http-token-source.ts";
import { localSettings } from "./adapters/local-settings.ts";
import { WebMicrophone } from "./adapters/microphone.ts";
import { sessionContext } from "./adapters/session-context.ts";
import { WebSpeaker } from "./adapters/speaker.ts";
import { createApp } from "./app/app.ts";
import { lateTransport } from "./app/late-transport.ts";
import { keepPastCalls } from "./app/past-calls.ts";
import { createSettings } from "./app/settings.ts";
import { lateToolbox, loadOnce } from "./app/tool-side.ts";
import { startValuesOf } from "./core/tools/start-values.ts";
import { mountApp } from "./ui/app-root.ts";

const clock = browserClock;
const tokens = new HttpTokenSource();
const settings = createSettings(localSettings());
const accessCode = () => settings.settings.get().accessCode || undefined;
const toolSide = loadOnce(
  async () => (await import("./tool-root.ts")).createToolSide(clock),
  ({ store }) => keepPastCalls(app.call, store),
);

const app = createApp(
  {
    microphone: new WebMicrophone(),
    speaker: new WebSpeaker(),
    transport: lateTransport(async () => {
      const { GeminiTransport } = await import("./adapters/gemini-transport.ts");
      return new GeminiTransport({ tokens, accessCode, pageUrl: location.href, clock });
    }),
    toolbox: lateToolbox(toolSide),
    toolSide,
    tokens,
    clock,
    contexts: sessionContext(),
    startValues: startValuesOf(new URLSearchParams(location.search)),
  },
  settings,
);

mountApp(app);
