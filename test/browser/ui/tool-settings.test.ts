import { describe, expect, it, onTestFinished } from "vitest";
import { page, userEvent } from "vitest/browser";
import { StorageError } from "../../../web/core/errors.ts";
import { ToolServerError } from "../../../web/core/tools/tool-server.ts";
import { useLanguage } from "../../../web/ui/locale.ts";
import { FakeApp } from "../../fakes/fake-app.ts";
import { stockTool } from "../../screens/scenes.ts";
import { find, focused, show } from "./stage.ts";

const attack = '<img src=x onerror="document.title=1">';

async function settings(set: (app: FakeApp) => void = () => undefined): Promise<FakeApp> {
  const app = new FakeApp();
  set(app);
  await show(app, "#/settings");
  await expect.element(page.getByRole("region", { name: "Knowledge" })).toBeVisible();
  return app;
}

describe("knowledge", () => {
  const group = page.getByRole("region", { name: "Knowledge" });
  const field = () => {
    const found = find("knowledge-settings").shadowRoot?.querySelector("input");
    if (!found) throw new Error("There is no field for files.");
    return found;
  };

  it("takes Markdown and text files and lists them with their size", async () => {
    const app = await settings();
    await userEvent.upload(field(), [new File(["x".repeat(1500)], "a.md"), new File(["hi"], "b.txt")]);
    await expect.element(group).toHaveTextContent("a.md2 kB");
    await expect.element(group).toHaveTextContent("b.txt2 bytes");
    expect(await app.toolStore.get("knowledge", "b.txt")).toEqual({ name: "b.txt", text: "hi" });
  });

  it("says why it does not take a file, and takes the others", async () => {
    const app = await settings();
    const big = new File(["x".repeat(2_000_001)], "big.md");
    await userEvent.upload(field(), [new File(["x"], "photo.png"), big, new File(["x"], "a.md")]);
    const alert = group.getByRole("alert");
    await expect.element(alert).toHaveTextContent("photo.png is neither a Markdown nor a text file.");
    await expect.element(alert).toHaveTextContent("big.md is larger than 2.0 MB.");
    expect(await app.knowledge()).toHaveLength(1);
  });

  it("lets go of a file", async () => {
    const app = await settings((one) => void one.addKnowledge(`${attack}.md`, "x"));
    await userEvent.click(group.getByRole("button", { name: `Remove ${attack}.md` }));
    await expect.element(group).toHaveTextContent("No files yet.");
    expect(await app.knowledge()).toEqual([]);
    expect(() => find("img")).toThrow();
  });

  it("says when the device does not keep it", async () => {
    const app = await settings();
    Object.assign(app, { addKnowledge: () => Promise.reject(new StorageError("quota")) });
    await userEvent.upload(field(), new File(["x"], "a.md"));
    await expect.element(group.getByRole("alert")).toHaveTextContent("This device is full.");
  });
});

describe("data", () => {
  it("keeps an address, and says what is wrong with another", async () => {
    const app = await settings();
    const field = page.getByRole("textbox", { name: "Data address" });
    await userEvent.fill(field, "https://data.example.org/sales");
    expect(app.settings.get().dataUrl).toBe("https://data.example.org/sales");
    await userEvent.fill(field, "sales");
    await expect.element(field).toHaveAccessibleDescription(/address with https/);
    expect(app.settings.get().dataUrl).toBe("https://data.example.org/sales");
    await userEvent.fill(field, "");
    expect(app.settings.get().dataUrl).toBe("");
    app.change({ dataUrl: "https://other.example.org" });
    await expect.element(field).toHaveValue("https://other.example.org");
  });
});

describe("the person's own tools", () => {
  const group = page.getByRole("region", { name: "Your own tools" });
  const field = (name: string) => group.getByRole("textbox", { name, exact: true });
  const press = (name: string) => userEvent.click(group.getByRole("button", { name, exact: true }));

  it("are made in a form", async () => {
    const app = await settings();
    await press("Add tool");
    await expect.poll(focused).toBe(field("Tool name").element());
    await userEvent.keyboard("get_stock");
    await userEvent.fill(field("Description"), stockTool.description);
    await userEvent.fill(field("Arguments"), JSON.stringify(stockTool.parameters));
    await userEvent.fill(field("Address"), stockTool.urlTemplate);
    await press("Add header");
    await userEvent.keyboard("X-Key");
    await userEvent.fill(group.getByLabelText("Content of header 1"), "secret");
    await press("Save");
    const { id } = app.settings.get().httpTools[0] ?? stockTool;
    expect(app.settings.get().httpTools).toEqual([{ ...stockTool, id, headers: { "X-Key": "secret" } }]);
    await expect.poll(focused).toBe(group.getByRole("button", { name: "Add tool" }).element());
    await expect.element(group).not.toHaveTextContent("secret");
  });

  it("are kept only without problems, which stand at their fields", async () => {
    const app = await settings();
    await press("Add tool");
    await userEvent.fill(field("Arguments"), "{");
    await press("Save");
    await expect.element(field("Tool name")).toHaveAccessibleDescription(/letters, digits/);
    await expect.element(field("Arguments")).toHaveAccessibleDescription(/This is not JSON/);
    await expect.poll(focused).toBe(field("Tool name").element());
    expect(app.settings.get().httpTools).toEqual([]);
    await userEvent.fill(field("Tool name"), "get_weather");
    await expect.element(field("Tool name")).toHaveAccessibleDescription("There is a tool of this name.");
  });

  it("say when a header cannot be sent", async () => {
    await settings((app) => app.change({ httpTools: [{ ...stockTool, headers: { Host: "x" } }] }));
    await press("Edit get_stock");
    await press("Save");
    await expect.element(group.getByText("A browser does not let pages send Host.")).toBeVisible();
  });

  it("are tried with arguments, before they are kept", async () => {
    const app = await settings((one) => one.change({ httpTools: [stockTool] }));
    await press("Edit get_stock");
    await userEvent.fill(field("Arguments to try"), '{"article":"7"}');
    await press("Try it");
    expect(app.intents.at(-1)).toEqual({
      type: "try-http-tool",
      definition: stockTool,
      args: { article: "7" },
    });
    await expect.element(group.getByLabelText("Outcome")).toHaveTextContent('"status": "ok"');
    app.tried = new Error(attack);
    await press("Try it");
    await expect.element(group.getByLabelText("Outcome")).toHaveTextContent(attack);
    expect(() => find("img")).toThrow();
  });

  it("are changed, thrown away unchanged, and deleted", async () => {
    const app = await settings((one) => one.change({ httpTools: [stockTool] }));
    await press("Edit get_stock");
    await userEvent.fill(field("Description"), "Else.");
    await press("Discard");
    expect(app.settings.get().httpTools).toEqual([stockTool]);
    await press("Edit get_stock");
    await userEvent.click(group.getByRole("switch", { name: "Enabled" }));
    await press("Save");
    expect(app.settings.get().httpTools).toEqual([{ ...stockTool, enabled: false }]);
    await press("Delete get_stock");
    expect(app.settings.get().httpTools).toEqual([]);
  });

  it("ask again where another one takes the name of one that was deleted or renamed", async () => {
    const allowedTools = ["get_stock", "get_time"];
    const app = await settings((one) => one.change({ httpTools: [stockTool], allowedTools }));
    await press("Edit get_stock");
    await press("Save");
    expect(app.settings.get().allowedTools).toEqual(allowedTools);
    await press("Edit get_stock");
    await userEvent.fill(field("Tool name"), "get_price");
    await press("Save");
    expect(app.settings.get().allowedTools).toEqual(["get_time"]);
    app.change({ allowedTools: ["get_price", "get_time"] });
    await press("Delete get_price");
    expect(app.settings.get().allowedTools).toEqual(["get_time"]);
  });
});

describe("the form of a tool", () => {
  it("keeps what is typed while another one is deleted", async () => {
    const other = { ...stockTool, id: "other", name: "get_other" };
    const app = await settings((one) => one.change({ httpTools: [stockTool, other] }));
    const group = page.getByRole("region", { name: "Your own tools" });
    await userEvent.click(group.getByRole("button", { name: "Edit get_stock" }));
    const description = group.getByRole("textbox", { name: "Description" });
    await userEvent.fill(description, "Typed.");
    await userEvent.click(group.getByRole("button", { name: "Delete get_other" }));
    expect(app.settings.get().httpTools).toEqual([stockTool]);
    await expect.element(description).toHaveValue("Typed.");
    await expect.poll(focused).toBe(group.getByRole("textbox", { name: "Tool name" }).element());
  });
});

describe("servers of tools", () => {
  const group = page.getByRole("region", { name: "MCP servers" });
  const press = (name: string) => userEvent.click(group.getByRole("button", { name, exact: true }));
  const server = { id: "s", name: "shop", url: "https://example.org/mcp", enabled: true, headers: {} };

  it("are added with a name and an address", async () => {
    const app = await settings();
    await press("Add server");
    await userEvent.keyboard("shop");
    await press("Save");
    const address = group.getByRole("textbox", { name: "Server address" });
    await expect.element(address).toHaveAccessibleDescription(/An address with https/);
    expect(app.settings.get().mcpServers).toEqual([]);
    await userEvent.fill(address, server.url);
    await press("Save");
    const { id = "" } = app.settings.get().mcpServers[0] ?? {};
    expect(app.settings.get().mcpServers).toEqual([{ ...server, id }]);
  });

  it("say in words how it stands, and are tried again", async () => {
    const app = await settings((one) => one.change({ mcpServers: [server] }));
    const base = { id: "s", name: "shop" };
    app.toolServers.set([{ ...base, status: "connecting" }]);
    await expect.element(group).toHaveTextContent("Connecting…");
    app.toolServers.set([{ ...base, status: "ready", tools: [] }]);
    await expect.element(group).toHaveTextContent("Ready with 0 tools");
    const error = new ToolServerError("unreachable", `${attack} is away.`);
    app.toolServers.set([{ ...base, status: "failed", error, retryAtMs: undefined }]);
    await expect.element(group).toHaveTextContent(`${attack} is away.`);
    await press("Retry shop");
    expect(app.intents.at(-1)).toEqual({ type: "retry-tool-server", id: "s" });
    expect(() => find("img")).toThrow();
  });

  it("say what is wrong in the language of the interface", async () => {
    const app = await settings((one) => one.change({ mcpServers: [server] }));
    const late = { source: "{0} did not answer in time.", values: ["shop.example"] };
    const error = new ToolServerError("timed-out", late);
    app.toolServers.set([{ id: "s", name: "shop", status: "failed", error, retryAtMs: undefined }]);
    await expect.element(group).toHaveTextContent("shop.example did not answer in time.");
    onTestFinished(() => useLanguage("en"));
    await useLanguage("de");
    const translated = page.getByText("shop.example hat nicht rechtzeitig geantwortet.");
    await expect.element(translated).toBeVisible();
  });

  it("keep what is typed in their form while another one is deleted", async () => {
    const other = { ...server, id: "other", name: "library" };
    const app = await settings((one) => one.change({ mcpServers: [server, other] }));
    await press("Edit shop");
    const name = group.getByRole("textbox", { name: "Server name" });
    await userEvent.fill(name, "Typed");
    await press("Delete library");
    expect(app.settings.get().mcpServers).toEqual([server]);
    await expect.element(name).toHaveValue("Typed");
    await expect.poll(focused).toBe(name.element());
  });

  it("are turned off and deleted", async () => {
    const app = await settings((one) => one.change({ mcpServers: [server] }));
    await press("Edit shop");
    await userEvent.click(group.getByRole("switch", { name: "Enabled" }));
    await press("Save");
    expect(app.settings.get().mcpServers).toEqual([{ ...server, enabled: false }]);
    await expect.element(group).toHaveTextContent("shop Off");
    await press("Delete shop");
    expect(app.settings.get().mcpServers).toEqual([]);
  });
});

describe("tools that run without asking", () => {
  it("are made to ask again", async () => {
    const app = await settings((one) => one.change({ allowedTools: ["a", "b"] }));
    await userEvent.click(page.getByRole("button", { name: "Remove a", exact: true }));
    expect(app.settings.get().allowedTools).toEqual(["b"]);
  });

  it("hand the focus on when they are taken away", async () => {
    await settings((one) => one.change({ allowedTools: ["a", "b", "c"] }));
    const remove = (name: string) =>
      userEvent.click(page.getByRole("button", { name: `Remove ${name}`, exact: true }));
    await remove("b");
    await expect.poll(() => focused()?.ariaLabel).toBe("Remove c");
    await remove("c");
    await expect.poll(() => focused()?.ariaLabel).toBe("Remove a");
    await remove("a");
    await expect.poll(() => focused()?.textContent).toMatch(/^None\. /);
  });
});
