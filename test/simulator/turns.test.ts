import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ServedSimulator, serveSimulator } from "../../token-server/simulator/serve.ts";
import { RawClient } from "./support/raw-client.ts";

let server: ServedSimulator;
beforeEach(async () => {
  server = await serveSimulator({ timeScale: 0.05 });
});
afterEach(() => server.close());

describe("a turn", () => {
  it("goes from transcript and audio over generationComplete to turnComplete with usage", async () => {
    const client = await RawClient.setUp(server.url);
    client.text("Hello");
    const last = await client.turnComplete();
    console.log(
      client.kinds(),
      client.said,
      client.pcm.length / 48,
      server.sessions[0]?.sent
        .map((s) => s.atMs.toFixed(0) + JSON.stringify(s.message))
        .join("\n")
        .slice(0, 3000),
    );
    expect(last.usageMetadata?.responseTokenCount).toBeGreaterThan(0);
  });
});
