import { msg, str } from "@lit/localize";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import { unreachable } from "../core/assert.ts";
import type { LogEntry } from "../core/call/log-entry.ts";
import type { Notice } from "../core/call/state.ts";
import { type KeptLine, keptLines } from "../core/history/kept-lines.ts";
import { soundsAtMs, turnAt } from "../core/recording/playhead.ts";
import type { ShownPicture } from "./call-pictures.ts";
import { FollowScroll } from "./follow-scroll.ts";
import { clockText } from "./format.ts";
import { keptTranscriptStyles } from "./kept-transcript-styles.ts";
import { locale } from "./locale.ts";
import { PlayStateController } from "./play-state-controller.ts";
import type { SoundPlayer } from "./recording-sound.ts";
import { base, pieces } from "./theme.ts";
import "./tool-call-card.ts";
import { turnItem, turnStyles } from "./turn-item.ts";

const noticeWords = () =>
  ({
    "connection-lost": msg("Connection lost"),
    reconnected: msg("Connected again"),
    "started-afresh": msg("Connected afresh: Gemini had lost the conversation and was told of it"),
    "sound-dropped": msg("The network was too slow: some of what you said was left out"),
    "storage-full": msg("This device is full: from here on the sound is not recorded"),
    "off-record": msg("Off the record: neither sound nor text is kept"),
    "on-record": msg("On the record again"),
    "pictures-full": msg("This device is full: from here on no pictures are kept"),
    "pictures-enough": msg("From here on no pictures are kept: the call has as many as it may have"),
    "microphone-changed": msg("Another microphone took over"),
    "microphone-refused": msg("The chosen microphone could not be opened"),
    "speaker-changed": msg("The sound went to another device"),
    silenced: msg("The system muted the microphone"),
    unsilenced: msg("The microphone was heard again"),
    asleep: msg("This device was asleep"),
    "budget-warned": msg("It had cost as much as you wanted to be told of"),
    interrupted: msg("The sound was interrupted"),
  }) as const satisfies Record<Notice["type"], string>;

/** What can be used by itself inside of a line, so that a press on it is not meant for the line. */
const controls = "a, button, summary, details, input, [tabindex='0']";

/** All that was said and done in a kept call. Follows the sound; a line plays from where it was said. */
@customElement("kept-transcript")
export class KeptTranscript extends LitElement {
  static override styles = [base, pieces, turnStyles, keptTranscriptStyles];

  @property({ attribute: false }) log: readonly LogEntry[] = [];
  @property({ attribute: false }) notices: readonly Notice[] = [];
  /** Whoever gives some has loaded `kept-pictures`. */
  @property({ attribute: false }) pictures: readonly ShownPicture[] = [];
  /** What its times count from: the beginning of the sound, or else of the call; ms since the epoch. */
  @property({ type: Number }) startedAtMs = 0;
  @property({ attribute: false }) player: SoundPlayer | undefined;
  /** An entry to open at. */
  @property({ type: Number }) foundId: number | undefined;

  /** Before the sound was touched, nothing is being said. */
  readonly #currentId = new PlayStateController(
    this,
    () => this.player,
    ({ positionMs, isPlaying }) =>
      isPlaying || positionMs > 0 ? turnAt(this.log, this.startedAtMs, positionMs) : undefined,
  );
  readonly #scroll = new FollowScroll(this, () => this.#line(this.#currentId.value));
  /** The line whose button takes part in the order of Tab; the others are reached from it with the arrows. */
  #entranceId: number | undefined;
  #shownId: number | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("foundId")) this.#entranceId = this.foundId ?? this.#entranceId;
    if (!this.log.some(({ id }) => id === this.#entranceId)) this.#entranceId = this.log[0]?.id;
  }

  protected override render(): TemplateResult {
    if (this.log.length === 0 && this.notices.length === 0 && this.pictures.length === 0)
      return html`<section aria-label=${msg("Transcript")}><p class="notice">${msg("Nothing was said in this call.")}</p></section>`;
    return html`
      <section aria-label=${msg("Transcript")} @click=${this.#onClick} @keydown=${this.#onKey}>
        ${repeat(keptLines(this.log, this.notices, this.pictures), keyOf, (line) => this.#drawn(line))}
      </section>
      ${this.#scroll.isAway ? this.#backButton() : nothing}
    `;
  }

  protected override updated(changed: PropertyValues<this>): void {
    this.#showFound(changed);
    const currentId = this.#currentId.value;
    if (currentId === this.#shownId) return;
    this.#shownId = currentId;
    if (currentId !== this.foundId) this.#scroll.follow();
  }

  #drawn(line: KeptLine<ShownPicture>): unknown {
    if (line.type === "pictures")
      return html`<kept-pictures .pictures=${line.pictures} .startedAtMs=${this.startedAtMs}></kept-pictures>`;
    if (line.type === "notice") return noticeLine(line.notice, this.#time(line.notice.atMs));
    const { entry } = line;
    const isCurrent = entry.id === this.#currentId.value;
    const isEntrance = entry.id === this.#entranceId;
    const isFound = entry.id === this.foundId;
    return guard([entry, isCurrent, isEntrance, isFound, this.player, this.startedAtMs, locale()], () => {
      const kind = `line ${entry.kind === "turn" ? entry.role : "tool"} ${isCurrent ? "current" : ""} ${isFound ? "found" : ""}`;
      return html`<div class=${kind} data-id=${entry.id}>${this.#entry(entry, isCurrent, isEntrance)}</div>`;
    });
  }

  #entry(entry: LogEntry, isCurrent: boolean, isEntrance: boolean): TemplateResult {
    const text = this.#time(soundsAtMs(entry));
    const time =
      this.player === undefined
        ? html`${text}`
        : html`<button class="from" type="button" aria-label=${msg(str`Play from ${text}`)} tabindex=${isEntrance ? 0 : -1}>${text}</button>`;
    switch (entry.kind) {
      case "turn":
        return turnItem(entry, this.startedAtMs, time, isCurrent);
      case "tool-call":
        return html`
          <p class="who"><span class="name">${msg("Tool")}</span><span class="time">${time}</span></p>
          <tool-call-card .entry=${entry}></tool-call-card>
        `;
      default:
        return unreachable(entry);
    }
  }

  #time(atMs: number): string {
    return clockText(atMs - this.startedAtMs);
  }

  #backButton(): TemplateResult {
    return html`<button class="pill back" type="button" @click=${() => this.#scroll.back()}>${msg("Current line")}</button>`;
  }

  #line(id: number | undefined): HTMLElement | null {
    return id === undefined ? null : this.renderRoot.querySelector(`[data-id="${id}"]`);
  }

  #showFound(changed: PropertyValues<this>): void {
    const isNews = changed.has("foundId") || (changed.has("log") && changed.get("log")?.length === 0);
    if (isNews && this.foundId !== undefined) this.#line(this.foundId)?.scrollIntoView({ block: "center" });
  }

  /** Words that are being marked, to be copied, are not pressed. */
  #onClick(event: MouseEvent): void {
    const id = lineOf(event);
    const isMarking = String(getSelection() ?? "") !== "";
    if (id === undefined || (isMarking && !isTimeButton(event)) || isControl(event)) return;
    this.#playFrom(id);
  }

  #playFrom(id: number): void {
    const entry = this.log.find((one) => one.id === id);
    if (entry === undefined || this.player === undefined) return;
    this.#entranceId = id;
    this.#scroll.resume();
    this.player.seek(soundsAtMs(entry) - this.startedAtMs);
    this.player.play();
  }

  /** Up and down go from line to line. */
  #onKey(event: KeyboardEvent): void {
    if (!isTimeButton(event)) return;
    const at = this.log.findIndex(({ id }) => id === lineOf(event));
    const next = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: this.log.length - 1 }[event.key];
    const entry = next === undefined ? undefined : this.log[next];
    if (entry === undefined) return;
    event.preventDefault();
    this.#entranceId = entry.id;
    this.requestUpdate();
    void this.updateComplete.then(() => this.#line(entry.id)?.querySelector<HTMLElement>(".from")?.focus());
  }
}

function keyOf(line: KeptLine<ShownPicture>): unknown {
  switch (line.type) {
    case "entry":
      return line.entry.id;
    case "notice":
      return `${line.notice.type} ${line.notice.atMs}`;
    case "pictures":
      return `pictures ${line.pictures[0].atMs}`;
    default:
      return unreachable(line);
  }
}

function noticeLine(notice: Notice, time: string): TemplateResult {
  return html`<p class="notice"><span class="time">${time}</span> ${noticeSentence(notice)}</p>`;
}

function noticeSentence({ type, label, lostMs }: Notice): string {
  const words = noticeWords()[type];
  if (lostMs !== undefined && type === "asleep")
    return msg(str`This device was asleep for ${clockText(lostMs)}`);
  if (lostMs !== undefined && type === "interrupted")
    return msg(str`The sound was interrupted for ${clockText(lostMs)}`);
  return label === undefined || label === "" ? words : `${words}: ${label}`;
}

function elements(event: Event): readonly Element[] {
  return event.composedPath().filter((target) => target instanceof Element);
}

function lineOf(event: Event): number | undefined {
  const line = elements(event).find((element) => element instanceof HTMLElement && element.dataset["id"]);
  return line instanceof HTMLElement ? Number(line.dataset["id"]) : undefined;
}

function isTimeButton(event: Event): boolean {
  return elements(event)[0]?.matches(".from") === true;
}

/** Some part of a card with a use of its own, below the line. */
function isControl(event: Event): boolean {
  const path = elements(event);
  const line = path.findIndex((element) => element.matches(".line"));
  return path.slice(0, line).some((element) => element.matches(controls) && !element.matches(".from"));
}

declare global {
  interface HTMLElementTagNameMap {
    "kept-transcript": KeptTranscript;
  }
}
