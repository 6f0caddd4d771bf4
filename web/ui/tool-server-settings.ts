import { msg, str } from "@lit/localize";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { Plus } from "lucide";
import { unreachable } from "../core/assert.ts";
import { httpToolLimits } from "../core/tools/http-definition.ts";
import type { McpServer } from "../core/tools/tool-server.ts";
import type { ToolServerState } from "../core/tools/tool-servers.ts";
import { AppConsumer } from "./app-context.ts";
import { countText } from "./format.ts";
import { icon } from "./icon.ts";
import { inWords } from "./in-words.ts";
import type { PairsChangeEvent } from "./pair-rows.ts";
import { plural } from "./plural.ts";
import "./pair-rows.ts";
import { lineRow, settingsGroup, switchRow } from "./setting-rows.ts";
import { settingsStyles } from "./settings-styles.ts";
import { followStore, StoreController } from "./store-controller.ts";
import { base, pieces } from "./theme.ts";

/** The Model Context Protocol servers whose tools stand beside the others, and how it stands with them. */
@customElement("tool-server-settings")
export class ToolServerSettings extends LitElement {
  static override styles = [base, pieces, settingsStyles];

  readonly #app = new AppConsumer(this);
  readonly #servers = new StoreController(
    this,
    () => this.#app.value.settings,
    (settings) => settings.mcpServers,
  );
  readonly #states = followStore(this, () => this.#app.value.toolServers);
  #draft: McpServer | undefined;
  #judged = false;

  protected override render(): TemplateResult {
    const servers = this.#servers.value;
    const isNew = this.#draft !== undefined && servers.every(({ id }) => id !== this.#draft?.id);
    return settingsGroup(
      msg("MCP servers"),
      html`
        ${servers.length === 0 && !isNew ? empty() : nothing}
        ${repeat(
          servers,
          ({ id }) => id,
          (server) => (server.id === this.#draft?.id ? this.#form(this.#draft) : this.#row(server)),
        )}
        ${isNew && this.#draft !== undefined ? this.#form(this.#draft) : nothing}
        <div class="actions" ?hidden=${this.#draft !== undefined}>
          <button class="pill add" type="button" @click=${() => this.#edit(blank())}>${icon(Plus)}${msg("Add server")}</button>
        </div>
      `,
    );
  }

  #row(server: McpServer): TemplateResult {
    const { id, name, enabled } = server;
    const state = this.#states.value.find((one) => one.id === id);
    const failed = enabled && state?.status === "failed";
    return html`<div class="row item">
      <span class="label">
        <span class="name" dir="auto">${name}</span>
        <span class="hint ${failed ? "bad" : ""}" role="status" dir="auto">${stateText(server, state)}</span>
      </span>
      <span class="buttons">
      ${failed ? html`<button class="pill" type="button" aria-label=${msg(str`Retry ${name}`)} @click=${() => this.#app.value.retryToolServer(id)}>${msg("Retry")}</button>` : nothing}
      <button class="pill" type="button" aria-label=${msg(str`Edit ${name}`)} @click=${() => this.#edit(server)}>${msg("Edit")}</button>
      <button class="pill" type="button" aria-label=${msg(str`Delete ${name}`)} @click=${() => this.#delete(server)}>${msg("Delete")}</button>
      </span>
    </div>`;
  }

  #form(draft: McpServer): TemplateResult {
    const problems = this.#judged ? this.#problems(draft) : {};
    return html`<div class="editor" role="group" aria-label=${msg("Server")}>
      ${lineRow({ name: msg("Server name"), value: draft.name, limit: 80, problem: problems.name, onInput: (name) => this.#set({ name }) })}
      ${lineRow({ name: msg("Server address"), hint: msg("Of its Streamable HTTP endpoint"), type: "url", value: draft.url, placeholder: "https://example.org/mcp", problem: problems.url, onInput: (url) => this.#set({ url: url.trim() }) })}
      <div class="row tall">
        <span class="label"><span class="name">${msg("Headers")}</span><span class="hint">${msg("Kept in this browser, sent to this server alone")}</span></span>
        <pair-rows kind="header" secret .limit=${httpToolLimits.headers} .pairs=${draft.headers ?? {}}
          @parley-pairs=${({ pairs }: PairsChangeEvent) => this.#set({ headers: pairs })}></pair-rows>
      </div>
      ${switchRow(msg("Enabled"), msg("Stays connected, and agents may use its tools"), draft.enabled, (enabled) => this.#set({ enabled }))}
      <div class="actions">
        <button class="pill main" type="button" @click=${this.#save}>${msg("Save")}</button>
        <button class="pill" type="button" @click=${this.#close}>${msg("Discard")}</button>
      </div>
    </div>`;
  }

  #problems({ id, name, url }: McpServer): { readonly name?: string; readonly url?: string } {
    const others = this.#servers.value.filter((server) => server.id !== id);
    const nameProblem =
      name.trim() === ""
        ? msg("Give it a name.")
        : others.some((server) => server.name === name)
          ? msg("There is a server of this name.")
          : undefined;
    return {
      ...(nameProblem === undefined ? {} : { name: nameProblem }),
      ...(URL.canParse(url) && /^https?:/i.test(url)
        ? {}
        : { url: msg("An address with https, as https://example.org/mcp.") }),
    };
  }

  #set(changes: Partial<McpServer>): void {
    if (this.#draft !== undefined) this.#draft = { ...this.#draft, ...changes };
    this.requestUpdate();
  }

  async #edit(server: McpServer): Promise<void> {
    this.#draft = server;
    this.#judged = false;
    this.requestUpdate();
    await this.updateComplete;
    this.renderRoot.querySelector("input")?.focus();
  }

  #save(): void {
    const draft = this.#draft;
    if (draft === undefined) return;
    this.#judged = true;
    this.requestUpdate();
    if (Object.keys(this.#problems(draft)).length > 0) {
      void this.updateComplete.then(() =>
        this.renderRoot.querySelector<HTMLElement>("[aria-invalid]")?.focus(),
      );
      return;
    }
    const known = this.#servers.value;
    const isNew = known.every(({ id }) => id !== draft.id);
    const mcpServers = isNew
      ? [...known, draft]
      : known.map((server) => (server.id === draft.id ? draft : server));
    this.#app.value.change({ mcpServers });
    this.#close();
  }

  #delete({ id }: McpServer): void {
    this.#app.value.change({ mcpServers: this.#servers.value.filter((server) => server.id !== id) });
    void this.#moveFocus();
  }

  #close(): void {
    this.#draft = undefined;
    this.requestUpdate();
    void this.#moveFocus();
  }

  /** While another one is edited, nothing can be added. */
  async #moveFocus(): Promise<void> {
    await this.updateComplete;
    const to = this.#draft === undefined ? ".add" : "input";
    this.renderRoot.querySelector<HTMLElement>(to)?.focus();
  }
}

const empty = () =>
  html`<p class="row hint">${msg("None yet. The tools of any Model Context Protocol server can stand beside the others.")}</p>`;

function stateText({ enabled }: McpServer, state: ToolServerState | undefined): string {
  if (!enabled) return msg("Off");
  if (state === undefined) return msg("Not connected");
  switch (state.status) {
    case "connecting":
      return msg("Connecting…");
    case "ready":
      return plural(
        state.tools.length,
        str`Ready with ${countText(state.tools.length)} tool`,
        str`Ready with ${countText(state.tools.length)} tools`,
      );
    case "failed":
      return inWords(state.error.words);
    default:
      return unreachable(state);
  }
}

function blank(): McpServer {
  return { id: crypto.randomUUID(), name: "", url: "", enabled: true, headers: {} };
}
