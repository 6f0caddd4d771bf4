import { browserClock } from "./adapters/browser-clock.ts";
import { GeminiTransport } from "./adapters/gemini-transport.ts";
import { HttpTokenSource } from "./adapters/http-token-source.ts";
import { localSettings } from "./adapters/local-settings.ts";
import { WebMicrophone } from "./adapters/microphone.ts";
import { WebSpeaker } from "./adapters/speaker.ts";
import { createApp } from "./app/app.ts";
import { createSettings } from "./app/settings.ts";
import { startValuesOf } from "./core/tools/start-values.ts";
import { createToolbox } from "./core/tools/toolbox.ts";
import { loadTools } from "./tools/registry.ts";
import { mountApp } from "./ui/app-root.ts";

const clock = browserClock;
const tokens = new HttpTokenSource();
const settings = createSettings(localSettings());
const accessCode = () => settings.settings.get().accessCode || undefined;

mountApp(
  createApp(
    {
      microphone: new WebMicrophone(),
      speaker: new WebSpeaker(),
      transport: new GeminiTransport({ tokens, accessCode, pageUrl: location.href, clock }),
      toolbox: createToolbox({
        load: loadTools,
        clock,
        timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      }),
      tokens,
      clock,
      startValues: startValuesOf(new URLSearchParams(location.search)),
    },
    settings,
  ),
);
