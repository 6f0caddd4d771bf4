import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import type { CallState } from "../core/call/state.ts";
import { costOf } from "../core/numbers/cost.ts";
import { answerWaits } from "../core/numbers/waits.ts";
import { AppConsumer } from "./app-context.ts";
import { costWords, dollarText, tokenWords } from "./cost-text.ts";
import { figure, figureStyles, waitText } from "./figure-rows.ts";
import { base } from "./theme.ts";
import { secondMs, TickController } from "./tick-controller.ts";

/** So many answers are listed, the newest first. */
const shownAnswers = 8;

/** How the running call goes, in numbers; looked at once a second. */
@customElement("live-numbers")
export class LiveNumbers extends LitElement {
  static override styles = [base, figureStyles];

  readonly #app = new AppConsumer(this);

  constructor() {
    super();
    new TickController(
      this,
      secondMs,
      () => true,
      () => this.requestUpdate(),
    );
  }

  protected override render(): TemplateResult {
    const call = this.#app.value.call.get();
    const { usage, sessions } = call;
    return html`<dl aria-label="Numbers">
      ${this.#cost(call)} ${figure("Tokens in", tokenWords(usage, "prompt"))}
      ${figure("Tokens out", tokenWords(usage, "response"))} ${figure("Sessions", String(sessions))}
      ${this.#meters(call)} ${answers(call)}
    </dl>`;
  }

  #cost({ about, usage, budget }: CallState): TemplateResult {
    const { value, more } = costWords(about.model, usage);
    const server = this.#app.value.server.get();
    const isDemo = server.status === "ready" && server.config.mode === "demo";
    const stopAtUsd = budget?.stopAtUsd;
    const unwatched = !costOf(about.model, usage).known;
    const limit = unwatched ? "your limit can't be watched" : `ends at ${dollarText(stopAtUsd ?? 0)}`;
    return html`${figure("Cost so far", value, isDemo ? "a demo: nothing is billed" : more)}
    ${stopAtUsd === undefined ? nothing : figure("Limit", limit)}`;
  }

  #meters({ underruns }: CallState): TemplateResult {
    const meters = this.#app.value.meters();
    if (meters === undefined) return figure("Gaps in the sound", String(underruns));
    const { bufferedMs, queuedBytes, roundTripMs } = meters;
    return html`
      ${figure("Sound waiting to be heard", waitText(bufferedMs))}
      ${figure("Gaps in the sound", String(meters.underruns))}
      ${figure("Waiting to be sent", `${(queuedBytes / 1_000).toFixed(1)} kB`)}
      ${roundTripMs === undefined ? nothing : figure("Round trip", waitText(roundTripMs), "measured when it connected")}
    `;
  }
}

function answers({ log }: CallState): TemplateResult | typeof nothing {
  const waits = answerWaits(log);
  if (waits.length === 0) return nothing;
  return html`${waits
    .slice(-shownAnswers)
    .map(({ toAudioMs, toSoundMs }, index) =>
      figure(
        `Answer ${Math.max(0, waits.length - shownAnswers) + index + 1}`,
        toSoundMs === undefined ? "–" : waitText(toSoundMs),
        `first audio after ${waitText(toAudioMs)}`,
      ),
    )
    .reverse()}`;
}

declare global {
  interface HTMLElementTagNameMap {
    "live-numbers": LiveNumbers;
  }
}
