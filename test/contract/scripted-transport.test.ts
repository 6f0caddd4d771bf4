import { describe, expect, it } from "vitest";
import { SessionError } from "../../web/core/errors.ts";
import { ScriptedTransport, type Sent } from "../fakes/scripted-transport.ts";
import {
  describeLiveTransport,
  listener,
  quiet,
  type Received,
  type ServiceDriver,
} from "./live-transport.ts";

async function scriptedDriver(): Promise<ServiceDriver> {
  const transport = new ScriptedTransport();
  let planned = 0;
  return {
    transport,
    plan(plan) {
      planned += 1;
      if (plan.type === "rejected") {
        const { code, reason } = plan;
        const error = new SessionError("setup-rejected", { code, serviceReason: reason });
        transport.plan({ type: "reject", error });
      } else {
        transport.plan({ type: "hold" });
        const { before = [] } = plan.type === "accepted" ? plan : {};
        if (plan.type === "accepted") void transport.attempted(planned).then(() => acceptNewest(before));
      }
    },
    reached: () => transport.attempted(planned),
    say: (events) => transport.session.emit(...events),
    close: (code, reason) => transport.session.fail(code, reason),
    received: async (count) => transport.session.sent.slice(0, count).map(received),
    async allClosed() {
      expect(transport.closedCount).toBe(transport.openedCount);
    },
    async dispose() {},
  };

  function acceptNewest(before: Parameters<ServiceDriver["say"]>[0]) {
    transport.attempts.at(-1)?.accept(...before);
  }
}

function received(sent: Sent): Received {
  if (sent.type === "audio") return { type: "audio", bytes: [...new Uint8Array(sent.pcm)] };
  return sent.type === "frame" ? { type: "frame", bytes: [...new Uint8Array(sent.jpeg)] } : sent;
}

describeLiveTransport("ScriptedTransport", scriptedDriver);

describe("ScriptedTransport", () => {
  it("opens nothing when a held connect is accepted after it was aborted", async () => {
    const transport = new ScriptedTransport();
    transport.plan({ type: "hold" });
    const controller = new AbortController();
    const connecting = transport.connect({ voice: "Kore" }, listener(), controller.signal);
    controller.abort();
    transport.attempts[0]?.accept();
    await expect(connecting).rejects.toMatchObject({ name: "AbortError" });
    expect(transport.openedCount).toBe(0);
  });

  it("keeps what each connect asked for", async () => {
    const transport = new ScriptedTransport();
    await transport.connect({ voice: "Kore" }, listener(), quiet());
    await transport.connect({ handle: "h" }, listener(), quiet());
    expect(transport.attempts.map((attempt) => attempt.request)).toEqual([
      { voice: "Kore" },
      { handle: "h" },
    ]);
  });
});
