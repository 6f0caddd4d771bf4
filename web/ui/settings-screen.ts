import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { restorePresets } from "../core/agent-list.ts";
import { inCall } from "../core/call/in-call.ts";
import { defaultApiVersion } from "../core/live/api-version.ts";
import { type ModelSettings, modelProfile, modelSettings } from "../core/live/models.ts";
import type { ThinkingLevel, VoiceActivityPreset } from "../core/live/session-request.ts";
import type { ServerConfig } from "../core/live/token-contract.ts";
import { pricesOf } from "../core/numbers/prices.ts";
import { defaultSettings, type Settings } from "../core/settings.ts";
import "./agent-settings.ts";
import "./allowed-tool-settings.ts";
import { AppConsumer } from "./app-context.ts";
import { dollarText } from "./cost-text.ts";
import "./data-settings.ts";
import "./http-tool-settings.ts";
import "./knowledge-settings.ts";
import "./level-bar.ts";
import "./preflight-offer.ts";
import "./recording-settings.ts";
import {
  type Choice,
  choiceRow,
  rangeRow,
  secretRow,
  settingsGroup,
  switchRow,
  withChosen,
} from "./setting-rows.ts";
import { settingsScreenStyles, settingsStyles } from "./settings-styles.ts";
import "./storage-settings.ts";
import { StoreController } from "./store-controller.ts";
import { base, pieces } from "./theme.ts";
import "./tool-server-settings.ts";

const turnTaking: readonly Choice<VoiceActivityPreset>[] = [
  { value: "balanced", label: "Balanced" },
  { value: "quick", label: "Quick: answers at once" },
  { value: "patient", label: "Patient: lets me think" },
  { value: "noisy", label: "Noisy: ignores background" },
];

const thinkingWords = {
  MINIMAL: "Hardly at all",
  LOW: "A little",
  MEDIUM: "Some",
  HIGH: "A lot",
} as const satisfies Record<ThinkingLevel, string>;

/** US dollars that a person may want to spend on a call. */
function amounts(chosen: number | undefined): readonly Choice<string>[] {
  const offered = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10].map((usd) => ({
    value: String(usd),
    label: dollarText(usd),
  }));
  return withChosen(String(chosen ?? ""), [{ value: "", label: "Never" }, ...offered]);
}

function amountOf(value: string): number | undefined {
  return value === "" ? undefined : Number(value);
}

/** What a person can choose. Kept as it is chosen; what concerns a call counts from the next one. */
@customElement("settings-screen")
export class SettingsScreen extends LitElement {
  static override styles = [base, pieces, settingsStyles, settingsScreenStyles];

  readonly #app = new AppConsumer(this);
  readonly #settings = new StoreController(
    this,
    () => this.#app.value.settings,
    (settings) => settings,
  );
  readonly #server = new StoreController(
    this,
    () => this.#app.value.server,
    (server) => server,
  );
  readonly #microphones = new StoreController(
    this,
    () => this.#app.value.microphones,
    (microphones) => microphones,
  );
  readonly #calling = new StoreController(
    this,
    () => this.#app.value.call,
    (call) => inCall(call.phase),
  );

  protected override render(): TemplateResult {
    const settings = this.#settings.value;
    return html`
      <h1>Settings</h1>
      ${this.#calling.value ? html`<p class="note">Changes count from the next call.</p>` : nothing}
      <agent-settings></agent-settings>
      ${this.#talkingGroup(settings)}
      ${this.#calling.value ? nothing : html`<preflight-offer></preflight-offer>`} ${this.#modelGroup(settings)} ${this.#costGroup(settings)}
      ${this.#serverGroup(settings)}
      <recording-settings></recording-settings>
      <storage-settings></storage-settings>
      <knowledge-settings></knowledge-settings>
      <data-settings></data-settings>
      <http-tool-settings></http-tool-settings>
      <tool-server-settings></tool-server-settings>
      <allowed-tool-settings></allowed-tool-settings>
      <p class="reset"><button class="pill" type="button" @click=${this.#reset}>Reset to defaults</button></p>
    `;
  }

  #talkingGroup(settings: Settings): TemplateResult {
    return settingsGroup(
      "Talking",
      html`
        ${choiceRow("Microphone", settings.microphone, this.#microphoneChoices(settings), (microphone) => this.#change({ microphone }))}
        ${this.#calling.value ? html`<div class="row"><level-bar></level-bar></div>` : nothing}
        ${choiceRow("Turn-taking", settings.voiceActivity, turnTaking, (voiceActivity) => this.#change({ voiceActivity }))}
      `,
    );
  }

  #modelGroup(settings: Settings): TemplateResult {
    const config = this.#config();
    const profile = modelProfile(settings.model || config?.defaultModel);
    const takes = modelSettings(profile, config?.apiVersion ?? defaultApiVersion);
    return settingsGroup(
      "Engine",
      html`
        ${choiceRow("Model", settings.model, this.#modelChoices(settings), (model) => this.#change({ model }), profile.shutdown)}
        ${takes.temperature ? this.#temperature(settings) : nothing} ${this.#thinking(settings, takes)}
        ${
          takes.affectiveDialog
            ? switchRow(
                "Answers my mood",
                "Hears how you feel and adapts its tone",
                settings.affectiveDialog,
                (affectiveDialog) => this.#change({ affectiveDialog }),
              )
            : nothing
        }
        ${
          takes.proactiveAudio
            ? switchRow(
                "Knows when to be silent",
                "Stays quiet when it isn't spoken to",
                settings.proactiveAudio,
                (proactiveAudio) => this.#change({ proactiveAudio }),
              )
            : nothing
        }
      `,
    );
  }

  #temperature({ temperature }: Settings): TemplateResult {
    const word = temperature === undefined ? "Standard" : temperature.toFixed(1);
    return rangeRow(
      "Temperature",
      "Low is predictable, high is surprising",
      temperature ?? 1,
      word,
      (value) => this.#change({ temperature: value }),
    );
  }

  #thinking({ thinkingLevel }: Settings, { thinkingLevels }: ModelSettings): TemplateResult | typeof nothing {
    if (thinkingLevels.length === 0) return nothing;
    const choices: readonly Choice<ThinkingLevel | "">[] = [
      { value: "", label: "As it likes" },
      ...thinkingLevels.map((level) => ({ value: level, label: thinkingWords[level] })),
    ];
    return choiceRow("Thinks before it speaks", thinkingLevel ?? "", choices, (level) =>
      this.#change({ thinkingLevel: level === "" ? undefined : level }),
    );
  }

  /** The prices are Gemini's, and known for some models only. */
  #costGroup({ model, warnAtUsd, stopAtUsd }: Settings): TemplateResult {
    const chosen = model || this.#config()?.defaultModel;
    const isPriced = chosen === undefined || pricesOf(chosen) !== undefined;
    const note = isPriced ? undefined : "The price of this model is not known, so its cost can't be watched.";
    return settingsGroup(
      "Cost of a call",
      html`
        ${choiceRow("Tell me at", String(warnAtUsd ?? ""), amounts(warnAtUsd), (value) => this.#change({ warnAtUsd: amountOf(value) }))}
        ${choiceRow("End the call at", String(stopAtUsd ?? ""), amounts(stopAtUsd), (value) => this.#change({ stopAtUsd: amountOf(value) }), note)}
      `,
    );
  }

  #serverGroup({ accessCode }: Settings): TemplateResult | typeof nothing {
    if (this.#config()?.accessCodeRequired !== true) return nothing;
    return settingsGroup(
      "Server",
      secretRow("Access code", "This server asks for one", accessCode, (code) =>
        this.#change({ accessCode: code.trim() }),
      ),
    );
  }

  #modelChoices({ model }: Settings): readonly Choice<string>[] {
    const config = this.#config();
    const standard =
      config === undefined ? "Standard" : `${modelProfile(config.defaultModel).label} · standard`;
    const others = (config?.models ?? []).filter((id) => id !== config?.defaultModel || id === model);
    return withChosen(model, [
      { value: "", label: standard },
      ...others.map((id) => ({ value: id, label: modelProfile(id).label })),
    ]);
  }

  #microphoneChoices({ microphone }: Settings): readonly Choice<string>[] {
    const found = this.#microphones.value.filter(({ deviceId }) => deviceId !== "");
    const choices = found.map(({ deviceId, label }, index) => ({
      value: deviceId,
      label: label === "" ? `Microphone ${index + 1}` : label,
    }));
    const known = choices.some(({ value }) => value === microphone) || microphone === "";
    const gone = known ? [] : [{ value: microphone, label: "Chosen one (not connected)" }];
    return [{ value: "", label: "System's choice" }, ...choices, ...gone];
  }

  #config(): ServerConfig | undefined {
    const server = this.#server.value;
    return server.status === "ready" ? server.config : undefined;
  }

  #change(change: Partial<Settings>): void {
    this.#app.value.change(change);
  }

  /** What a person has made, and the access code, are no tastes: they stay. */
  #reset(): void {
    const { accessCode: _code, httpTools: _tools, mcpServers: _servers, ...tastes } = defaultSettings;
    const { agents } = restorePresets(this.#settings.value);
    this.#change({ ...tastes, agents });
  }
}
