import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { exportAgents, importAgents } from "../core/agent-file.ts";
import { currentAgent } from "../core/agent-list.ts";
import { type Agent, agentLimits } from "../core/agents.ts";
import { voices } from "../core/live/voices.ts";
import type { CombinedTools } from "../core/tools/combine-tools.ts";
import { isStartValueName, startValueLimits } from "../core/tools/start-values.ts";
import { AppConsumer } from "./app-context.ts";
import { download } from "./download.ts";
import { languages } from "./languages.ts";
import type { PairsChangeEvent } from "./pair-rows.ts";
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
import { StoreController } from "./store-controller.ts";
import { chosenFiles } from "./text-file.ts";
import { base, pieces } from "./theme.ts";

/** The agents: which one is chosen, and everything about it. */
@customElement("agent-settings")
export class AgentSettings extends LitElement {
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
  #tools: CombinedTools | "loading" | "failed" = "loading";
  /** What the person types; an empty name is not kept. */
  #name: { readonly id: string; readonly text: string } | undefined;
  #problem: string | undefined;
  /** Id of the agent that the person is asked about. */
  #deleting: string | undefined;

  protected override render(): TemplateResult {
    const agent = currentAgent(this.#settings.value);
    const change = (changes: Partial<Agent>) => this.#app.value.changeAgent(agent.id, changes);
    return settingsGroup(
      "Agent",
      html`
        ${this.#choice(agent)} ${this.#nameRow(agent)}
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
        ${this.#toolRows(agent, change)} ${this.#startValues(agent, change)} ${this.#actions(agent)}
        <div role="alert">${this.#problem === undefined ? nothing : html`<p class="row problem" dir="auto">${this.#problem}</p>`}</div>
      `,
    );
  }

  #choice({ id }: Agent): TemplateResult {
    const choices = this.#settings.value.agents.map(({ id: value, name }) => ({ value, label: name }));
    return choiceRow("Agent", id, choices, (chosen) => this.#app.value.chooseAgent(chosen));
  }

  #nameRow({ id, name }: Agent): TemplateResult {
    const text = this.#name?.id === id ? this.#name.text : name;
    return lineRow({
      name: "Name",
      value: text,
      limit: agentLimits.name,
      problem: text.trim() === "" ? "An agent needs a name." : undefined,
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
    return withChosen(voice, [{ value: "", label: "Standard" }, ...names.map(voiceChoice)]);
  }

  #toolRows(agent: Agent, change: (changes: Partial<Agent>) => void): TemplateResult {
    const off = agent.toolsOff.length;
    const hint = off === 0 ? "All are on" : `${off} ${off === 1 ? "is" : "are"} off`;
    return foldedRows("Tools", hint, this.#toolList(agent, change), () => this.#loadTools());
  }

  #toolList({ toolsOff }: Agent, change: (changes: Partial<Agent>) => void): TemplateResult {
    if (this.#tools === "loading")
      return html`<p class="row hint" role="status">Looking which there are…</p>`;
    if (this.#tools === "failed")
      return html`<p class="row problem">The tools could not be loaded. Check your connection, then open this again.</p>`;
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
          ${name}${server === undefined ? nothing : ` of ${server}`} cannot be used. ${reason}
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
    const hint = count === 0 ? "What its tools know when a call starts" : `${count} given`;
    return foldedRows(
      "Start values",
      hint,
      html`<div class="row"><pair-rows
        noun="value"
        .limit=${startValueLimits.values}
        .pairs=${agent.startValues}
        .check=${startValueProblem}
        @parley-pairs=${({ pairs }: PairsChangeEvent) => change({ startValues: pairs })}
      ></pair-rows></div>`,
    );
  }

  #actions({ id, name }: Agent): TemplateResult {
    const app = this.#app.value;
    const { agents } = this.#settings.value;
    const single = agents.length === 1;
    const save = () =>
      download(fileName(name), "application/json", exportAgents(agents.filter((agent) => agent.id === id)));
    const saveAll = () => download("agents.json", "application/json", exportAgents(agents));
    return html`<div class="actions">
      <button class="pill" type="button" @click=${() => app.addAgent()}>New agent</button>
      <button class="pill" type="button" @click=${() => app.addAgent(id)}>Copy</button>
      ${this.#deleteButtons(id, single)}
      <button class="pill" type="button" @click=${save}>Export</button>
      <button class="pill" type="button" @click=${saveAll}>Export all</button>
      <button class="pill" type="button" @click=${this.#choose}>Import</button>
      <input type="file" hidden accept=".json,application/json" aria-label="File of agents" @change=${this.#import} />
      <button class="pill" type="button" @click=${() => app.restorePresets()}>Restore presets</button>
    </div>`;
  }

  /** What a person has written is not lost by one press. */
  #deleteButtons(id: string, single: boolean): TemplateResult {
    if (this.#deleting !== id)
      return html`<button class="pill grave delete" type="button" ?disabled=${single} @click=${() => this.#ask(id)}>Delete</button>`;
    const remove = () => {
      this.#app.value.removeAgent(id);
      void this.#ask(undefined);
    };
    return html`
      <button class="pill grave sure" type="button" @click=${remove}>Delete for good</button>
      <button class="pill" type="button" @click=${() => this.#ask(undefined)}>Keep it</button>
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
      this.#problem = error instanceof Error ? error.message : String(error);
    }
    this.requestUpdate();
  }
}

function voiceChoice(name: string) {
  const character = voices.find((voice) => voice.name === name)?.character;
  return { value: name, label: character === undefined ? name : `${name} · ${character}` };
}

function startValueProblem({ name, value }: { readonly name: string; readonly value: string }) {
  if (!isStartValueName(name)) return "Up to 64 letters, digits and _, beginning with a letter.";
  if (value.length > startValueLimits.characters) return `At most ${startValueLimits.characters} characters.`;
  return undefined;
}

/** A name of a file that every system takes. */
function fileName(name: string): string {
  const plain = name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, "-");
  return `agent-${plain.replaceAll(/^-|-$/g, "") || "parley"}.json`;
}
