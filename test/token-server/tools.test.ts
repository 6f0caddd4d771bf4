import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { createBackend } from "../../token-server/backend.ts";
import { readEnv } from "../../token-server/env.ts";
import { describeTools } from "../../token-server/tools.ts";
import { defineTool, type ToolOrigins } from "../../web/core/tools/tool.ts";
import { builtInTools } from "../../web/tools/registry.ts";
import { valibotInput } from "../../web/tools/support/valibot-input.ts";
import { FakeLog } from "../fakes/fake-log.ts";

function toolNamed(name: string, origins: ToolOrigins) {
  const input = valibotInput(v.object({}));
  return defineTool({ name, description: "Does a thing.", input, origins, run: () => ({}) });
}

describe("describeTools", () => {
  it("declares the tools and gathers their origins, each once, without those of a person's settings", () => {
    const tools = [
      toolNamed("a", ["https://b.example.org", "https://*.example.net"]),
      toolNamed("b", ["https://b.example.org"]),
      toolNamed("c", ({ dataUrl }) => (dataUrl === "" ? [] : [dataUrl])),
    ];
    const told = describeTools(new Map(tools.map((tool) => [tool.name, tool])), "gemini-3.8-live");
    expect(told.declarations.map(({ name }) => name)).toEqual(["a", "b", "c"]);
    expect(told.origins).toEqual(["https://*.example.net", "https://b.example.org"]);
  });
});

describe("the server with the tools of the app", () => {
  const start = async () => {
    const env = readEnv({
      GEMINI_API_KEY: "key",
      ALLOWED_TOOL_ORIGINS: "https://data.example.org,https://api.frankfurter.dev",
    });
    const { app } = await createBackend(env, {
      host: "127.0.0.1",
      ownAddress: () => "http://127.0.0.1:1",
      loadTools: async () => builtInTools(),
      log: new FakeLog(),
      addressOf: () => "127.0.0.1",
    });
    return app;
  };

  it("lists every one of them", async () => {
    const { tools } = await (await (await start()).request("/api/tools")).json();
    const names = tools.map(({ name }: { readonly name: string }) => name);
    expect(names.toSorted()).toEqual([...builtInTools().keys()].sort());
    expect(tools).toContainEqual({
      name: "get_current_time",
      description: expect.stringContaining("time"),
      parametersJsonSchema: expect.objectContaining({ type: "object" }),
    });
  });

  it("lets the page connect to where they fetch from, and to ALLOWED_TOOL_ORIGINS, each once", async () => {
    const { headers } = await (await start()).request("/health");
    const sources =
      /connect-src ([^;]*)/.exec(headers.get("content-security-policy") ?? "")?.[1]?.split(" ") ?? [];
    expect(sources).toEqual(
      expect.arrayContaining([
        "'self'",
        "https://api.open-meteo.com",
        "https://geocoding-api.open-meteo.com",
        "https://api.frankfurter.dev",
        "https://*.wikipedia.org",
        "https://data.example.org",
      ]),
    );
    expect(new Set(sources).size).toBe(sources.length);
  });
});
