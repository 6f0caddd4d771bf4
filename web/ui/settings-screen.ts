import { msg, str } from "@lit/localize";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { restorePresets } from "../core/agent-list.ts";
import { inCall } from "../core/call/in-call.ts";
import { defaultApiVersion } from "../core/live/api-version.ts";
import { type ModelProfile, type ModelSettings, modelProfile, modelSettings } from "../core/live/models.ts";
import { requestLimits } from "../core/live/request-limits.ts";
import type { ThinkingLevel } from "../core/live/session-request.ts";
import type { ServerConfig } from "../core/live/token-contract.ts";
import { pricesOf } from "../core/numbers/prices.ts";
import { defaultSettings, type Settings } from "../core/settings.ts";
import { perLocale } from "./locale.ts";
import "./agent-settings.ts";
import "./allowed-tool-settings.ts";
import { AppConsumer } from "./app-context.ts";
import "./app-settings.ts";
import { dollarText } from "./cost-text.ts";
import "./data-settings.ts";
import "./device-settings.ts";
import "./http-tool-settings.ts";
import "./knowledge-settings.ts";
import "./preflight-offer.ts";
import "./recording-settings.ts";
import {
  type Choice,
  choiceRow,
  numberRow,
  rangeRow,
  secretRow,
  settingsGroup,
  switchRow,
  withChosen,
} from "./setting-rows.ts";
import { settingsScreenStyles, settingsStyles } from "./settings-styles.ts";
import "./storage-settings.ts";
import { PartByPart } from "./part-by-part.ts";
import { followStore, StoreController } from "./store-controller.ts";
import { base, pieces } from "./theme.ts";
import "./talking-settings.ts";
import "./tool-server-settings.ts";

const tenths = perLocale(
  (locale) => new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
);

const thinkingWords = () =>
  ({
    MINIMAL: msg("Hardly at all"),
    LOW: msg("A little"),
    MEDIUM: msg("Some"),
    HIGH: msg("A lot"),
  }) as const satisfies Record<ThinkingLevel, string>;

const answers = (): readonly Choice<Settings["answers"]>[] => [
  { value: "spoken", label: msg("Spoken") },
  { value: "written", label: msg("Written") },
];

/** What is read of a model that can only speak is what it says. */
function answersNote({ answers: chosen }: Settings, { modalities }: ModelProfile): string | undefined {
  if (chosen === "spoken") return undefined;
  return modalities.includes("TEXT")
    ? msg("The agent writes instead of speaking.")
    : msg("This model can only speak: you read its words, and the sound is off.");
}

/** US dollars that a person may want to spend on a call. */
function amounts(chosen: number | undefined): readonly Choice<string>[] {
  const offered = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10].map((usd) => ({
    value: String(usd),
    label: dollarText(usd),
  }));
  return withChosen(String(chosen ?? ""), [{ value: "", label: msg("Never") }, ...offered]);
}

function amountOf(value: string): number | undefined {
  return value === "" ? undefined : Number(value);
}

/** Desktop browsers have the interface, too, and nothing to move. */
function hasMotor(): boolean {
  return "vibrate" in navigator && matchMedia("(any-pointer: coarse)").matches;
}

/** Agents of a site use the tools that come with the app. */
const ownToolSettings = html`
  <http-tool-settings></http-tool-settings>
  <tool-server-settings></tool-server-settings>
`;

/** What a person can choose. Kept as it is chosen; what concerns a call counts from the next one. */
@customElement("settings-screen")
export class SettingsScreen extends LitElement {
  static override styles = [base, pieces, settingsStyles, settingsScreenStyles];

  readonly #app = new AppConsumer(this);
  readonly #settings = followStore(this, () => this.#app.value.settings);
  readonly #offer = followStore(this, () => this.#app.value.agents);
  readonly #server = followStore(this, () => this.#app.value.server);
  /** The agents alone fill a phone. */
  readonly #parts = new PartByPart(this, 1);
  readonly #calling = new StoreController(
    this,
    () => this.#app.value.call,
    (call) => inCall(call.phase),
  );

  protected override render(): TemplateResult {
    const settings = this.#settings.value;
    return html`
      <h1>${msg("Settings")}</h1>
      ${this.#calling.value ? html`<p class="note">${msg("Changes count from the next call.")}</p>` : nothing}
      ${this.#parts.of([
        () => html`<agent-settings></agent-settings>`,
        () => html`<talking-settings></talking-settings>`,
        () => html`<device-settings></device-settings>`,
        () => (this.#calling.value ? nothing : html`<preflight-offer></preflight-offer>`),
        () => this.#modelGroup(settings),
        () => this.#costGroup(settings),
        () => this.#serverGroup(settings),
        () => this.#cuesGroup(settings),
        () => html`<app-settings></app-settings>`,
        () => html`<recording-settings></recording-settings>`,
        () => html`<storage-settings></storage-settings>`,
        () => html`<knowledge-settings></knowledge-settings>`,
        () => html`<data-settings></data-settings>`,
        () => (this.#offer.value.ownAllowed ? ownToolSettings : nothing),
        () => html`<allowed-tool-settings></allowed-tool-settings>`,
        () => this.#resetPart(),
      ])}
    `;
  }

  #resetPart(): TemplateResult {
    return html`<p class="reset">
      <button class="pill" type="button" @click=${this.#reset}>${msg("Reset to defaults")}</button>
    </p>`;
  }

  #cuesGroup(settings: Settings): TemplateResult {
    return settingsGroup(
      msg("Cues"),
      html`
        ${switchRow(msg("Sounds"), msg("When a call begins and ends, and while the agent thinks"), settings.callSounds, (callSounds) => this.#change({ callSounds }))}
        ${
          hasMotor()
            ? switchRow(
                msg("Vibration"),
                msg("At the same moments, on this device"),
                settings.vibration,
                (vibration) => this.#change({ vibration }),
              )
            : nothing
        }
      `,
    );
  }

  #modelGroup(settings: Settings): TemplateResult {
    const config = this.#config();
    const { chosen } = this.#offer.value;
    if (chosen.from === "site")
      return settingsGroup(msg("Engine"), this.#answers(settings, modelProfile(chosen.agent.model)));
    const profile = modelProfile(settings.model || config?.defaultModel);
    const takes = modelSettings(profile, config?.apiVersion ?? defaultApiVersion);
    return settingsGroup(
      msg("Engine"),
      html`
        ${choiceRow(msg("Model"), settings.model, this.#modelChoices(settings), (model) => this.#change({ model }), profile.shutdown && msg(profile.shutdown))}
        ${this.#answers(settings, profile)}
        ${profile.outputTokenLimit === undefined ? nothing : this.#longestAnswer(settings, profile.outputTokenLimit)}
        ${takes.temperature ? this.#temperature(settings) : nothing} ${this.#thinking(settings, takes)}
        ${
          takes.affectiveDialog
            ? switchRow(
                msg("Answers my mood"),
                msg("Hears how you feel and adapts its tone"),
                settings.affectiveDialog,
                (affectiveDialog) => this.#change({ affectiveDialog }),
              )
            : nothing
        }
        ${
          takes.proactiveAudio
            ? switchRow(
                msg("Knows when to be silent"),
                msg("Stays quiet when it isn't spoken to"),
                settings.proactiveAudio,
                (proactiveAudio) => this.#change({ proactiveAudio }),
              )
            : nothing
        }
      `,
    );
  }

  #answers(settings: Settings, profile: ModelProfile): TemplateResult {
    const note = answersNote(settings, profile);
    return choiceRow(
      msg("Answers"),
      settings.answers,
      answers(),
      (chosen) => this.#change({ answers: chosen }),
      note,
    );
  }

  #longestAnswer({ maxOutputTokens }: Settings, limit: number): TemplateResult {
    const field = {
      name: msg("Longest answer"),
      hint: msg("Tokens at most; empty: as long as it likes"),
      value: maxOutputTokens,
      min: requestLimits.outputTokens.min,
      max: limit,
    };
    return numberRow(field, (tokens) => this.#change({ maxOutputTokens: tokens }));
  }

  #temperature({ temperature }: Settings): TemplateResult {
    const word = temperature === undefined ? msg("Standard") : tenths().format(temperature);
    return rangeRow(
      msg("Temperature"),
      msg("Low is predictable, high is surprising"),
      temperature ?? 1,
      word,
      (value) => this.#change({ temperature: value }),
    );
  }

  #thinking({ thinkingLevel }: Settings, { thinkingLevels }: ModelSettings): TemplateResult | typeof nothing {
    if (thinkingLevels.length === 0) return nothing;
    const choices: readonly Choice<ThinkingLevel | "">[] = [
      { value: "", label: msg("As it likes") },
      ...thinkingLevels.map((level) => ({ value: level, label: thinkingWords()[level] })),
    ];
    return choiceRow(msg("Thinks before it speaks"), thinkingLevel ?? "", choices, (level) =>
      this.#change({ thinkingLevel: level === "" ? undefined : level }),
    );
  }

  /** The prices are Gemini's, and known for some models only. */
  #costGroup({ model, warnAtUsd, stopAtUsd }: Settings): TemplateResult {
    const { chosen } = this.#offer.value;
    const used = chosen.from === "site" ? chosen.agent.model : model || this.#config()?.defaultModel;
    const isPriced = used === undefined || pricesOf(used) !== undefined;
    const note = isPriced
      ? undefined
      : msg("The price of this model is not known, so its cost can't be watched.");
    return settingsGroup(
      msg("Cost of a call"),
      html`
        ${choiceRow(msg("Tell me at"), String(warnAtUsd ?? ""), amounts(warnAtUsd), (value) => this.#change({ warnAtUsd: amountOf(value) }))}
        ${choiceRow(msg("End the call at"), String(stopAtUsd ?? ""), amounts(stopAtUsd), (value) => this.#change({ stopAtUsd: amountOf(value) }), note)}
      `,
    );
  }

  #serverGroup({ accessCode }: Settings): TemplateResult | typeof nothing {
    if (this.#config()?.accessCodeRequired !== true) return nothing;
    return settingsGroup(
      msg("Server"),
      secretRow(msg("Access code"), msg("This server asks for one"), accessCode, (code) =>
        this.#change({ accessCode: code.trim() }),
      ),
    );
  }

  #modelChoices({ model }: Settings): readonly Choice<string>[] {
    const config = this.#config();
    const standard =
      config === undefined
        ? msg("Standard")
        : msg(str`${modelProfile(config.defaultModel).label} · standard`);
    const others = (config?.models ?? []).filter((id) => id !== config?.defaultModel || id === model);
    return withChosen(model, [
      { value: "", label: standard },
      ...others.map((id) => ({ value: id, label: modelProfile(id).label })),
    ]);
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
