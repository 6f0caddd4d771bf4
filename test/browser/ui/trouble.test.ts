import { describe, expect, it } from "vitest";
import { page, userEvent } from "vitest/browser";
import {
  type CallError,
  MicrophoneError,
  type MicrophoneReason,
  SessionError,
  type SessionReason,
  SpeakerError,
  TokenError,
  type TokenReason,
} from "../../../web/core/errors.ts";
import { callStartMs, FakeApp } from "../../fakes/fake-app.ts";
import { show } from "./stage.ts";

const microphone: Readonly<Record<MicrophoneReason, string>> = {
  denied:
    "Parley can't hear you: the microphone is blocked for this site. Allow it in the address bar, then press Start call.",
  "not-found": "No microphone found. Plug one in",
  "in-use": "Another program is using the microphone.",
  insecure: "Browsers offer the microphone to secure pages only.",
  unsupported: "This browser can't run a voice call.",
  lost: "The microphone went away, so the call ended.",
};
const token: Readonly<Record<TokenReason, string>> = {
  unreachable: "Can't reach the Parley server. Your history is still here. Try again.",
  "access-code": "This server asks for an access code.",
  "sign-in": "This site wants to know who you are.",
  "used-up": "No minutes are left for calls here today.",
  refused: "The server doesn't take calls from this address.",
  rejected: "The server didn't accept this call's settings: voice is too long. Check Settings.",
  "rate-limited": "That's a lot of calls. Try again in 40 seconds.",
  "upstream-refused": "Gemini refused this server.",
  "upstream-silent": "Gemini didn't answer in time.",
  unavailable: "The server can't take calls now.",
  malformed: "The server's answer made no sense.",
};
const session: Readonly<Record<SessionReason, string>> = {
  unreachable: "Can't reach Gemini.",
  "setup-rejected": "Gemini didn't accept this call's settings: Unknown voice. Check Settings.",
  "timed-out": "Gemini took too long to answer.",
  closed: "The connection closed, so the call ended",
  silent: "The connection didn't come back, so the call ended.",
  "over-budget": "as much as you let a call cost",
  "not-restored": "The connection didn't come back, so the call ended.",
};

function keys<K extends string>(record: Readonly<Record<K, string>>): K[] {
  return Object.keys(record) as K[];
}

const troubles: readonly (readonly [string, CallError])[] = [
  ...keys(microphone).map((reason) => [microphone[reason], new MicrophoneError(reason)] as const),
  ...keys(token).map((reason) => [token[reason], tokenError(reason)] as const),
  ["The sound stopped working, so the call ended.", new SpeakerError("lost")],
  ...keys(session).map((reason) => [session[reason], sessionError(reason)] as const),
];

function tokenError(reason: TokenReason): TokenError {
  if (reason === "rejected") return new TokenError(reason, { detail: "voice is too long" });
  return new TokenError(reason, reason === "rate-limited" ? { retryAfterMs: 40_000 } : {});
}

function sessionError(reason: SessionReason): SessionError {
  return new SessionError(reason, reason === "setup-rejected" ? { serviceReason: "Unknown voice" } : {});
}

async function fail(error: CallError): Promise<FakeApp> {
  const app = new FakeApp();
  app.patch({
    phase: { name: "ended", atMs: app.now(), outcome: { type: "failed", error } },
    startedAtMs: callStartMs,
  });
  return await show(app);
}

describe("trouble", () => {
  it.each(troubles)("ends in one clear sentence and a usable app: %s", async (sentence, error) => {
    const app = await fail(error);
    await expect.element(page.getByRole("alert")).toHaveTextContent(sentence);
    expect(page.getByRole("alert").elements()).toHaveLength(1);
    await userEvent.click(page.getByRole("button", { name: "Start call" }));
    expect(app.intents).toEqual([{ type: "start" }]);
  });

  it("counts down until calls are welcome again, without announcing each second", async () => {
    const app = await fail(new TokenError("rate-limited", { retryAfterMs: 40_000 }));
    await expect.element(page.getByRole("alert")).toHaveTextContent("Try again in 40 seconds.");
    app.nowMs += 38_500;
    await expect
      .element(page.getByRole("alert"), { timeout: 3000 })
      .toHaveTextContent("Try again in 2 seconds.");
    expect(
      page.getByText("Try again in 2 seconds.").element().closest("[aria-live]")?.getAttribute("aria-live"),
    ).toBe("off");
    app.nowMs += 2000;
    await expect.element(page.getByRole("alert"), { timeout: 3000 }).toHaveTextContent("Try again now.");
  });

  it("shows the service's reason as text", async () => {
    await fail(new SessionError("setup-rejected", { serviceReason: "<img src=x onerror=alert(1)> no" }));
    await expect
      .element(page.getByRole("alert"))
      .toHaveTextContent("<img src=x onerror=alert(1)> no. Check Settings.");
    expect(page.getByRole("img").elements()).toHaveLength(0);
  });

  it("leads to the settings when they were not accepted", async () => {
    await fail(new SessionError("setup-rejected"));
    await userEvent.click(page.getByRole("link", { name: "Change them" }));
    await expect.element(page.getByRole("combobox", { name: "Model" })).toBeVisible();
  });

  it("takes the access code where it is missed", async () => {
    const app = await fail(new TokenError("access-code"));
    await userEvent.fill(page.getByLabelText("Access code"), "open sesame");
    expect(app.settings.get().accessCode).toBe("open sesame");
    await expect.element(page.getByRole("alert")).toBeVisible();
  });

  it("asks a server that is away again, and is quiet once it answers", async () => {
    const app = new FakeApp();
    const config = app.server.get();
    app.server.set({ status: "failed", error: new TokenError("unreachable") });
    await show(app);
    await expect.element(page.getByRole("alert")).toHaveTextContent("Can't reach the Parley server.");
    await userEvent.click(page.getByRole("button", { name: "Try again" }));
    expect(app.intents).toEqual([{ type: "reload-server" }]);
    app.server.set(config);
    await expect.element(page.getByRole("alert")).not.toBeInTheDocument();
  });

  it("forgets a call's error once the person asked the server again and it answered", async () => {
    await fail(new TokenError("unreachable"));
    await userEvent.click(page.getByRole("button", { name: "Try again" }));
    await expect.element(page.getByRole("alert")).not.toBeInTheDocument();
  });
});
