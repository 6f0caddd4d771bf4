import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { currentAgent, restorePresets } from "../core/agent-list.ts";
import { type Agent, agentLimits } from "../core/agents.ts";
import { defaultApiVersion } from "../core/live/api-version.ts";
import { type ModelSettings, modelProfile, modelSettings } from "../core/live/models.ts";
import type { ThinkingLevel, VoiceActivityPreset } from "../core/live/session-request.ts";
import type { ServerConfig } from "../core/live/token-contract.ts";
import { voices } from "../core/live/voices.ts";
import { defaultSettings, type Settings } from "../core/settings.ts";
import { AppConsumer } from "./app-context.ts";
import { languages } from "./languages.ts";
import "./level-bar.ts";
import { inCall } from "./phase-view.ts";
import { type Choice, choiceRow, rangeRow, secretRow, switchRow, textRow } from "./setting-rows.ts";
import { settingsStyles } from "./settings-styles.ts";
import { StoreController } from "./store-controller.ts";
import { base, pieces } from "./theme.ts";

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

/** What a person can choose. Kept as it is chosen; what concerns a call counts from the next one. */
@customElement("settings-screen")
export class SettingsScreen extends LitElement {
  static override styles = [base, pieces, settingsStyles];

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
      ${this.#agentGroup(currentAgent(settings))} ${this.#talkingGroup(settings)} ${this.#modelGroup(settings)}
      ${this.#serverGroup(settings)}
      <p class="reset"><button class="pill" type="button" @click=${this.#reset}>Reset to defaults</button></p>
    `;
  }

  #agentGroup(agent: Agent): TemplateResult {
    const change = (changes: Partial<Agent>) => this.#app.value.changeAgent(agent.id, changes);
    return group(
      "Agent",
      html`
        ${choiceRow("Voice", agent.voice, this.#voiceChoices(agent), (voice) => change({ voice }))}
        ${choiceRow("Language", agent.language, languages(agent.language), (language) => change({ language }))}
        ${switchRow("Agent speaks first", "Says hello when the call starts", agent.greet, (greet) => change({ greet }))}
        ${
          agent.greet
            ? textRow(
                "First words",
                "What the agent is asked to begin with",
                agent.greeting,
                agentLimits.greeting,
                (greeting) => change({ greeting }),
              )
            : nothing
        }
        ${textRow("System instruction", "Who the agent is and how it talks", agent.instruction, agentLimits.instruction, (instruction) => change({ instruction }))}
      `,
    );
  }

  #talkingGroup(settings: Settings): TemplateResult {
    return group(
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
    return group(
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

  #serverGroup({ accessCode }: Settings): TemplateResult | typeof nothing {
    if (this.#config()?.accessCodeRequired !== true) return nothing;
    return group(
      "Server",
      secretRow("Access code", "This server asks for one", accessCode, (code) =>
        this.#change({ accessCode: code.trim() }),
      ),
    );
  }

  #voiceChoices({ voice }: Agent): readonly Choice<string>[] {
    const names = this.#config()?.voices ?? voices.map(({ name }) => name);
    return withChosen(voice, [{ value: "", label: "Standard" }, ...names.map(voiceChoice)]);
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

function group(name: string, rows: TemplateResult): TemplateResult {
  return html`<section aria-label=${name}>
    <h2>${name}</h2>
    <div class="group">${rows}</div>
  </section>`;
}

function voiceChoice(name: string): Choice<string> {
  const character = voices.find((voice) => voice.name === name)?.character;
  return { value: name, label: character === undefined ? name : `${name} · ${character}` };
}

/** What is chosen can always be seen, also when it is no longer offered. */
function withChosen(chosen: string, choices: readonly Choice<string>[]): readonly Choice<string>[] {
  const offered = choices.some(({ value }) => value === chosen);
  return offered ? choices : [...choices, { value: chosen, label: chosen }];
}
