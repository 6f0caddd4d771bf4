import { msg } from "@lit/localize";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import type { WayToTalk } from "../core/call/talk-plan.ts";
import {
  type ActivityDetection,
  activityPresets,
  detectionLimits,
  type Sensitivity,
} from "../core/live/activity-detection.ts";
import type { Settings } from "../core/settings.ts";
import { AppConsumer } from "./app-context.ts";
import { type Choice, choiceRow, numberRow, settingsGroup, switchRow } from "./setting-rows.ts";
import { settingsStyles } from "./settings-styles.ts";
import { StoreController } from "./store-controller.ts";
import { base, pieces } from "./theme.ts";

const ways = (): readonly Choice<WayToTalk>[] => [
  { value: "open", label: msg("Just talk") },
  { value: "half-duplex", label: msg("Take turns") },
  { value: "push-to-talk", label: msg("Hold a button") },
];

const wayHints = (): { readonly [Way in WayToTalk]: string } => ({
  open: msg("You can interrupt at any time. Best with headphones, or where the browser cancels the echo."),
  "half-duplex": msg(
    "For loudspeakers: the microphone is closed while the agent speaks, so that it does not hear itself.",
  ),
  "push-to-talk": msg("You are heard while you hold the button or the space bar."),
});

const turnTaking = (): readonly Choice<Settings["voiceActivity"]>[] => [
  { value: "balanced", label: msg("Balanced") },
  { value: "quick", label: msg("Quick") },
  { value: "patient", label: msg("I pause a lot") },
  { value: "noisy", label: msg("Noisy room") },
  { value: "custom", label: msg("My own values") },
];

const sensitivities = (): readonly Choice<Sensitivity | "">[] => [
  { value: "", label: msg("Service's own") },
  { value: "HIGH", label: msg("High", { id: "High (sensitivity)" }) },
  { value: "LOW", label: msg("Low", { id: "Low (sensitivity)" }) },
];

/** How a person talks, and how the end of a turn is found. */
@customElement("talking-settings")
export class TalkingSettings extends LitElement {
  static override styles = [base, pieces, settingsStyles];

  readonly #app = new AppConsumer(this);
  readonly #settings = new StoreController<Settings>(
    this,
    () => this.#app.value.settings,
    (settings) => settings,
  );
  protected override render(): TemplateResult {
    const settings = this.#settings.value;
    const { wayToTalk } = settings;
    return settingsGroup(
      msg("Talking"),
      html`
        ${choiceRow(msg("Way to talk"), wayToTalk, ways(), (way) => this.#change({ wayToTalk: way }), wayHints()[wayToTalk])}
        ${wayToTalk === "push-to-talk" ? nothing : this.#turns(settings)}
      `,
    );
  }

  #turns(settings: Settings): TemplateResult {
    return html`
      ${choiceRow(msg("Turn-taking"), settings.voiceActivity, turnTaking(), (preset) => this.#choosePreset(preset))}
      ${settings.voiceActivity === "custom" ? this.#ownValues(settings.activityDetection) : nothing}
      ${switchRow(
        msg("Faster answers"),
        msg("This device tells the service when you have finished"),
        settings.endTurnsHere,
        (endTurnsHere) => this.#change({ endTurnsHere }),
      )}
    `;
  }

  /** Values of one's own begin with those of the preset before. */
  #choosePreset(voiceActivity: Settings["voiceActivity"]): void {
    const { voiceActivity: before, activityDetection } = this.#settings.value;
    const begun = Object.keys(activityDetection).length > 0 || before === "custom";
    this.#change({
      voiceActivity,
      ...(voiceActivity === "custom" && !begun ? { activityDetection: activityPresets[before] } : {}),
    });
  }

  #ownValues(values: ActivityDetection): TemplateResult {
    const { startSensitivity, endSensitivity, prefixPaddingMs, silenceDurationMs } = values;
    return html`
      ${choiceRow(msg("Start sensitivity"), startSensitivity ?? "", sensitivities(), (value) =>
        this.#detect(changed(values, "startSensitivity", value || undefined)),
      )}
      ${choiceRow(msg("End sensitivity"), endSensitivity ?? "", sensitivities(), (value) =>
        this.#detect(changed(values, "endSensitivity", value || undefined)),
      )}
      ${numberRow(
        {
          name: msg("Silence that ends a turn"),
          hint: msg("Milliseconds; empty: the service's own"),
          value: silenceDurationMs,
          ...detectionLimits.silenceDurationMs,
        },
        (value) => this.#detect(changed(values, "silenceDurationMs", value)),
      )}
      ${numberRow(
        {
          name: msg("Sound kept before speech"),
          hint: msg("Milliseconds; empty: the service's own"),
          value: prefixPaddingMs,
          ...detectionLimits.prefixPaddingMs,
        },
        (value) => this.#detect(changed(values, "prefixPaddingMs", value)),
      )}
    `;
  }

  #detect(activityDetection: ActivityDetection): void {
    this.#change({ activityDetection });
  }

  #change(change: Partial<Settings>): void {
    this.#app.value.change(change);
  }
}

/** The values with one of them changed; undefined: left to the service. */
function changed<Key extends keyof ActivityDetection>(
  values: ActivityDetection,
  key: Key,
  value: ActivityDetection[Key],
): ActivityDetection {
  const { [key]: _before, ...others } = values;
  return value === undefined ? others : { ...others, [key]: value };
}

declare global {
  interface HTMLElementTagNameMap {
    "talking-settings": TalkingSettings;
  }
}
