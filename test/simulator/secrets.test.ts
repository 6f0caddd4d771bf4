import { expect, it } from "vitest";
import type { SimulatorEvent } from "../../token-server/simulator/options.ts";
import { serveSimulator } from "../../token-server/simulator/serve.ts";
import { mintToken, postMint } from "./support/mint.ts";
import { basicSetup, RawClient, socketPath } from "./support/raw-client.ts";

it("the simulator's log tells of everything and holds no key, token, handle or word", async () => {
  const events: SimulatorEvent[] = [];
  const log = (event: SimulatorEvent) => events.push(event);
  const server = await serveSimulator({ timeScale: 0.02, apiKeys: ["demo-key", "secret-key"], log });
  await postMint(server.url, { nonsense: 1 });
  const token = await mintToken(server.url, { uses: 5 }, { sessionResumption: {} });
  const enter = async (handle?: string) => {
    const client = await RawClient.open(`${server.url}${socketPath("v1beta", true)}?access_token=${token}`);
    client.send({ setup: { ...basicSetup, sessionResumption: { handle } } });
    await client.until(() => client.closed !== undefined || client.messages.length > 1);
    return client;
  };
  const client = await enter();
  client.text("My secret word is xyzzy");
  await client.turnComplete();
  const handle =
    client.messages.flatMap((message) => message.sessionResumptionUpdate?.newHandle ?? [])[0] ?? "none";
  await enter(handle);
  await enter("not-a-handle");
  await server.close();
  const seen = new Set(events.map(({ type }) => type));
  expect([...seen].sort()).toEqual(
    ["mint-refused", "minted", "session-closed", "session-opened", "session-ready", "session-refused"].sort(),
  );
  const text = JSON.stringify(events);
  for (const secret of ["secret-key", "demo-key", token, handle, "not-a-handle", "xyzzy"]) {
    expect(text).not.toContain(secret);
  }
});
