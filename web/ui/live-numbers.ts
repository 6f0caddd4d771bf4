import { msg, str } from "@lit/localize";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import type { CallState } from "../core/call/state.ts";
import { costOf } from "../core/numbers/cost.ts";
import { answerWaits } from "../core/numbers/waits.ts";
import { AppConsumer } from "./app-context.ts";
import { costWords, dollarText, tokenWords } from "./cost-text.ts";
import { figure, figureStyles } from "./figure-rows.ts";
import { countText, sizeText, waitText } from "./format.ts";
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
    return html`<dl aria-label=${msg("Numbers")}>
      ${this.#cost(call)} ${figure(msg("Tokens in"), tokenWords(usage, "prompt"))}
      ${figure(msg("Tokens out"), tokenWords(usage, "response"))} ${figure(msg("Sessions"), countText(sessions))}
      ${this.#meters(call)} ${answers(call)}
    </dl>`;
  }

  #cost({ about, usage, budget }: CallState): TemplateResult {
    const { value, more } = costWords(about.model, usage);
    const server = this.#app.value.server.get();
    const isDemo = server.status === "ready" && server.config.mode === "demo";
    const stopAtUsd = budget?.stopAtUsd;
    const unwatched = !costOf(about.model, usage).known;
    const limit = unwatched
      ? msg("your limit can't be watched")
      : msg(str`ends at ${dollarText(stopAtUsd ?? 0)}`);
    return html`${figure(msg("Cost so far"), value, isDemo ? msg("a demo: nothing is billed") : more)}
    ${stopAtUsd === undefined ? nothing : figure(msg("Limit"), limit)}`;
  }

  #meters({ underruns }: CallState): TemplateResult {
    const meters = this.#app.value.meters();
    if (meters === undefined) return figure(msg("Gaps in the sound"), countText(underruns));
    const { bufferedMs, queuedBytes, roundTripMs } = meters;
    return html`
      ${figure(msg("Sound waiting to be heard"), waitText(bufferedMs))}
      ${figure(msg("Gaps in the sound"), countText(meters.underruns))}
      ${figure(msg("Waiting to be sent"), sizeText(queuedBytes))}
      ${roundTripMs === undefined ? nothing : figure(msg("Round trip"), waitText(roundTripMs), msg("measured when it connected"))}
    `;
  }
}

function answers({ log, gaps }: CallState): TemplateResult | typeof nothing {
  const waits = answerWaits(log, gaps);
  if (waits.length === 0) return nothing;
  return html`${waits
    .slice(-shownAnswers)
    .map(({ toAudioMs, toSoundMs }, index) =>
      figure(
        msg(str`Answer ${countText(Math.max(0, waits.length - shownAnswers) + index + 1)}`),
        toSoundMs === undefined ? "–" : waitText(toSoundMs),
        msg(str`first audio after ${waitText(toAudioMs)}`),
      ),
    )
    .reverse()}`;
}

declare global {
  interface HTMLElementTagNameMap {
    "live-numbers": LiveNumbers;
  }
}
