import { msg, str } from "@lit/localize";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { exportAgents, importAgents } from "../core/agent-file.ts";
import { type Agent, agentLimits } from "../core/agents.ts";
import { voices } from "../core/live/voices.ts";
import type { CombinedTools } from "../core/tools/combine-tools.ts";
import { isStartValueName, startValueLimits } from "../core/tools/start-values.ts";
import { agentName, choiceName } from "./agent-name.ts";
import { AppConsumer } from "./app-context.ts";
import { download } from "./download.ts";
import { countText } from "./format.ts";
import { languages } from "./languages.ts";
import type { PairsChangeEvent } from "./pair-rows.ts";
import { plural } from "./plural.ts";
import "./pair-rows.ts";
import {
  choiceRow,
  foldedRows,
  lineRow,
  settingsGroup,
  switchRow,
  textRow,
  withChosen,
} from "./setting-rows.ts";
import { settingsStyles } from "./settings-styles.ts";
import { choiceNote, siteAgentRows } from "./site-agent-rows.ts";
import { followStore } from "./store-controller.ts";
import { chosenFiles } from "./text-file.ts";
import { base, pieces } from "./theme.ts";

/** The agents: which one is chosen, and everything about it. */
@customElement("agent-settings")
export class AgentSettings extends LitElement {
  static override styles = [base, pieces, settingsStyles];

  readonly #app = new AppConsumer(this);
  readonly #settings = followStore(this, () => this.#app.value.settings);
  readonly #offer = followStore(this, () => this.#app.value.agents);
  readonly #server = followStore(this, () => this.#app.value.server);
  #tools: CombinedTools | "loading" | "failed" = "loading";
  /** What the person types; an empty name is not kept. */
  #name: { readonly id: string; readonly text: string } | undefined;
  #problem: string | undefined;
  /** Id of the agent that the person is asked about. */
  #deleting: string | undefined;

  protected override render(): TemplateResult {
    const { chosen, ownAllowed } = this.#offer.value;
    const own = chosen.from === "person" ? chosen.agent : undefined;
    return settingsGroup(
      msg("Agent"),
      html`
        ${this.#choice()} ${chosen.from === "site" ? siteAgentRows(chosen.agent) : this.#ownRows(chosen.agent)}
        ${ownAllowed ? this.#actions(own) : nothing}
        <div role="alert">${this.#problem === undefined ? nothing : html`<p class="row problem" dir="auto">${this.#problem}</p>`}</div>
      `,
    );
  }

  /** All of an agent that the person has made. */
  #ownRows(agent: Agent): TemplateResult {
    const change = (changes: Partial<Agent>) => this.#app.value.changeAgent(agent.id, changes);
    return html`
        ${this.#nameRow(agent)}
        ${choiceRow(msg("Voice"), agent.voice, this.#voiceChoices(agent), (voice) => change({ voice }))}
        ${choiceRow(msg("Language"), agent.language, languages(agent.language), (language) => change({ language }))}
        ${switchRow(msg("Agent speaks first"), msg("Says hello when the call starts"), agent.greet, (greet) => change({ greet }))}
        ${
          agent.greet
            ? textRow(
                msg("First words"),
                msg("What the agent is asked to begin with"),
                agent.greeting,
                agentLimits.greeting,
                (greeting) => change({ greeting }),
              )
            : nothing
        }
        ${textRow(msg("System instruction"), msg("Who the agent is and how it talks"), agent.instruction, agentLimits.instruction, (instruction) => change({ instruction }))}
        ${this.#toolRows(agent, change)} ${this.#startValues(agent, change)}
      `;
  }

  #choice(): TemplateResult {
    const offer = this.#offer.value;
    const choices = offer.agents.map((agent) => ({ value: agent.id, label: choiceName(agent, offer) }));
    return choiceRow(
      msg("Agent"),
      offer.chosen.id,
      choices,
      (chosen) => this.#app.value.chooseAgent(chosen),
      choiceNote(offer.chosen),
    );
  }

  #nameRow({ id, name }: Agent): TemplateResult {
    const text = this.#name?.id === id ? this.#name.text : agentName({ id, name });
    return lineRow({
      name: msg("Name"),
      value: text,
      limit: agentLimits.name,
      problem: text.trim() === "" ? msg("An agent needs a name.") : undefined,
      onInput: (typed) => {
        this.#name = { id, text: typed };
        this.#app.value.changeAgent(id, { name: typed });
        this.requestUpdate();
      },
    });
  }

  #voiceChoices({ voice }: Agent) {
    const server = this.#server.value;
    const names = server.status === "ready" ? server.config.voices : voices.map(({ name }) => name);
    return withChosen(voice, [{ value: "", label: msg("Standard") }, ...names.map(voiceChoice)]);
  }

  #toolRows(agent: Agent, change: (changes: Partial<Agent>) => void): TemplateResult {
    const off = agent.toolsOff.length;
    const hint =
      off === 0
        ? msg("All are on")
        : plural(off, str`${countText(off)} is off`, str`${countText(off)} are off`);
    return foldedRows(msg("Tools"), hint, this.#toolList(agent, change), () => this.#loadTools());
  }

  #toolList({ toolsOff }: Agent, change: (changes: Partial<Agent>) => void): TemplateResult {
    if (this.#tools === "loading")
      return html`<p class="row hint" role="status">${msg("Looking which there are…")}</p>`;
    if (this.#tools === "failed")
      return html`<p class="row problem">${msg("The tools could not be loaded. Check your connection, then open this again.")}</p>`;
    const { tools, refused } = this.#tools;
    const turn = (name: string, on: boolean) =>
      change({ toolsOff: on ? toolsOff.filter((one) => one !== name) : [...toolsOff, name] });
    return html`
      ${repeat(
        tools.values(),
        ({ name }) => name,
        ({ name, description }) =>
          switchRow(name, description, !toolsOff.includes(name), (on) => turn(name, on)),
      )}
      ${refused.map(
        ({ name, server, reason }) => html`<p class="row problem" dir="auto">
          ${server === undefined ? msg(str`${name} cannot be used.`) : msg(str`${name} of ${server} cannot be used.`)} ${msg(reason)}
        </p>`,
      )}
    `;
  }

  /** Asked anew each time: servers come and go. */
  async #loadTools(): Promise<void> {
    try {
      this.#tools = await this.#app.value.listTools();
    } catch (error) {
      console.error("The tools did not load.", error);
      this.#tools = "failed";
    }
    this.requestUpdate();
  }

  #startValues(agent: Agent, change: (changes: Partial<Agent>) => void): TemplateResult {
    const count = Object.keys(agent.startValues).length;
    const hint =
      count === 0
        ? msg("What its tools know when a call starts")
        : plural(count, str`${countText(count)} given`, str`${countText(count)} given`);
    return foldedRows(
      msg("Start values"),
      hint,
      html`<div class="row"><pair-rows
        kind="value"
        .limit=${startValueLimits.values}
        .pairs=${agent.startValues}
        .check=${startValueProblem}
        @parley-pairs=${({ pairs }: PairsChangeEvent) => change({ startValues: pairs })}
      ></pair-rows></div>`,
    );
  }

  /** @param own the chosen one, if it is the person's */
  #actions(own: Agent | undefined): TemplateResult {
    const app = this.#app.value;
    const { agents } = this.#settings.value;
    const saveAll = () => download("agents.json", "application/json", exportAgents(agents));
    return html`<div class="actions">
      <button class="pill" type="button" @click=${() => app.addAgent()}>${msg("New agent")}</button>
      ${own === undefined ? nothing : this.#ownActions(own)}
      <button class="pill" type="button" @click=${saveAll}>${msg("Export all")}</button>
      <button class="pill" type="button" @click=${this.#choose}>${msg("Import")}</button>
      <input type="file" hidden accept=".json,application/json" aria-label=${msg("File of agents")} @change=${this.#import} />
      <button class="pill" type="button" @click=${() => app.restorePresets()}>${msg("Restore presets")}</button>
    </div>`;
  }

  #ownActions(agent: Agent): TemplateResult {
    const { id, name } = agent;
    const single = this.#settings.value.agents.length === 1;
    const save = () => download(fileName(name), "application/json", exportAgents([agent]));
    return html`
      <button class="pill" type="button" @click=${() => this.#app.value.addAgent(id)}>${msg("Copy")}</button>
      ${this.#deleteButtons(id, single)}
      <button class="pill" type="button" @click=${save}>${msg("Export")}</button>
    `;
  }

  /** What a person has written is not lost by one press. */
  #deleteButtons(id: string, single: boolean): TemplateResult {
    if (this.#deleting !== id)
      return html`<button class="pill grave delete" type="button" ?disabled=${single} @click=${() => this.#ask(id)}>${msg("Delete")}</button>`;
    const remove = () => {
      this.#app.value.removeAgent(id);
      void this.#ask(undefined);
    };
    return html`
      <button class="pill grave sure" type="button" @click=${remove}>${msg("Delete for good")}</button>
      <button class="pill" type="button" @click=${() => this.#ask(undefined)}>${msg("Keep it")}</button>
    `;
  }

  /** The focus stays where the question is. */
  async #ask(deleting: string | undefined): Promise<void> {
    this.#deleting = deleting;
    this.requestUpdate();
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(deleting === undefined ? ".delete" : ".sure")?.focus();
  }

  #choose(): void {
    this.renderRoot.querySelector<HTMLElement>("input[type=file]")?.click();
  }

  async #import(event: Event & { readonly currentTarget: HTMLInputElement }): Promise<void> {
    const [file] = await chosenFiles(event);
    if (file === undefined) return;
    this.#problem = undefined;
    try {
      this.#app.value.addAgents(importAgents(await file.text()));
    } catch (error) {
      this.#problem = error instanceof Error ? msg(error.message) : String(error);
    }
    this.requestUpdate();
  }
}

function voiceChoice(name: string) {
  const character = voices.find((voice) => voice.name === name)?.character;
  return { value: name, label: character === undefined ? name : `${name} · ${msg(character)}` };
}

function startValueProblem({ name, value }: { readonly name: string; readonly value: string }) {
  if (!isStartValueName(name)) return msg("Up to 64 letters, digits and _, beginning with a letter.");
  if (value.length > startValueLimits.characters)
    return msg(str`At most ${countText(startValueLimits.characters)} characters.`);
  return undefined;
}

/** A name of a file that every system takes. */
function fileName(name: string): string {
  const plain = name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, "-");
  return `agent-${plain.replaceAll(/^-|-$/g, "") || "parley"}.json`;
}
