import { atom } from "nanostores";
import { describe, expect, it } from "vitest";
import { type App, createApp } from "../../web/app/app.ts";
import { createDeviceTrial } from "../../web/app/device-trial.ts";
import { lateCall } from "../../web/app/late-call.ts";
import { createSettings } from "../../web/app/settings.ts";
import { Call } from "../../web/core/call/call.ts";
import { TokenError } from "../../web/core/errors.ts";
import { knowing } from "../../web/core/history/knowing.ts";
import type { ServerConfig, TokenResponse } from "../../web/core/live/token-contract.ts";
import type { TokenSource } from "../../web/core/ports.ts";
import { FakeMicrophone } from "../fakes/fake-microphone.ts";
import { FakeSpeaker } from "../fakes/fake-speaker.ts";
import { FakeToolbox } from "../fakes/fake-toolbox.ts";
import { ManualClock } from "../fakes/manual-clock.ts";
import { ManualNetwork } from "../fakes/manual-network.ts";
import { MemoryContext } from "../fakes/memory-context.ts";
import { MemoryRecorder } from "../fakes/memory-recorder.ts";
import { MemorySettings } from "../fakes/memory-settings.ts";
import { ScriptedTransport } from "../fakes/scripted-transport.ts";

const config: ServerConfig = {
  mode: "gemini",
  models: ["gemini-3.8-live", "gemini-2.5-flash-native-audio-preview-12-2025"],
  defaultModel: "gemini-3.8-live",
  voices: ["Kore", "Puck"],
  baseUrl: "/sim",
  apiVersion: "v1beta",
  accessCodeRequired: false,
};

/** Answers the configuration, or fails, as the test says. */
class ConfigOnly implements TokenSource {
  answer: ServerConfig | TokenError = config;
  asked = 0;

  async config(): Promise<ServerConfig> {
    this.asked += 1;
    if (this.answer instanceof TokenError) throw this.answer;
    return this.answer;
  }

  async mint(): Promise<TokenResponse> {
    throw new TokenError("unavailable");
  }
}

const notNeeded = () => Promise.reject(new Error("not needed"));

function parley(tokens = new ConfigOnly(), store = new MemorySettings()) {
  const microphone = new FakeMicrophone();
  const transport = new ScriptedTransport();
  const toolbox = new FakeToolbox();
  const clock = new ManualClock();
  const speaker = new FakeSpeaker();
  const voices = new Call({
    microphone,
    speaker,
    transport,
    toolbox,
    recorder: new MemoryRecorder(),
    clock,
    contexts: new MemoryContext(),
    network: new ManualNetwork(),
  });
  const ports = {
    call: lateCall(async () => voices, clock),
    microphones: async () => microphone,
    speakers: async () => speaker,
    deviceTrial: async () => createDeviceTrial(microphone, speaker),
    toolSide: notNeeded,
    history: notNeeded,
    returning: notNeeded,
    installer: { state: atom("none" as const), install: notNeeded },
    updates: notNeeded,
    preflight: notNeeded,
    newCallId: () => "call-1",
    clock,
    tokens,
    startValues: { caller: "Ann of the address" },
  };
  const app = createApp(ports, createSettings(store));
  return { app, microphone, speaker, transport, toolbox, tokens, store };
}

const turns = () => new Promise<void>((resolve) => setImmediate(resolve));

async function request(app: App, transport: ScriptedTransport) {
  app.startCall();
  await transport.attempted(transport.attempts.length + 1);
  return transport.attempts.at(-1)?.request;
}

describe("App", () => {
  it("asks the server what it offers and says when it cannot be reached", async () => {
    const tokens = new ConfigOnly();
    tokens.answer = new TokenError("unreachable");
    const { app } = parley(tokens);
    expect(app.server.get().status).toBe("asking");
    await turns();
    expect(app.server.get()).toMatchObject({ status: "failed", error: { reason: "unreachable" } });
    tokens.answer = config;
    app.reloadServer();
    await turns();
    expect(app.server.get()).toEqual({ status: "ready", config });
  });

  it("asks for the session that the settings describe", async () => {
    const { app, transport } = parley();
    await turns();
    app.change({ voiceActivity: "patient" });
    app.changeAgent("assistant", { voice: "Puck", instruction: "Be brief.", language: "de-DE" });
    expect(await request(app, transport)).toMatchObject({
      model: "gemini-3.8-live",
      voice: "Puck",
      instruction: "Be brief.",
      language: "de-DE",
      voiceActivity: "patient",
    });
  });

  it("does not send what the model does not take", async () => {
    const { app, transport } = parley();
    await turns();
    app.change({ temperature: 1.2, affectiveDialog: true, proactiveAudio: true, thinkingLevel: "HIGH" });
    const wanted = await request(app, transport);
    for (const key of ["temperature", "affectiveDialog", "proactiveAudio", "thinkingLevel"]) {
      expect(wanted).not.toHaveProperty(key);
    }
    app.endCall();
    app.change({ model: "gemini-2.5-flash-native-audio-preview-12-2025" });
    expect(await request(app, transport)).toMatchObject({ temperature: 1.2 });
  });

  it("shows the words of a model that can only speak with the sound off, and asks one that can write to write", async () => {
    const { app, transport, speaker } = parley();
    await turns();
    app.change({ answers: "written", wayToTalk: "half-duplex" });
    expect(await request(app, transport)).not.toHaveProperty("modality");
    await expect.poll(() => app.call.get().phase.name).toBe("live");
    expect([speaker.volume, app.call.get().talk.way]).toEqual([0, "open"]);
    app.change({ answers: "spoken" });
    expect(speaker.volume).toBe(1);
    app.endCall();
    const tokens = new ConfigOnly();
    tokens.answer = {
      ...config,
      models: ["gemini-2.0-flash-live-001"],
      defaultModel: "gemini-2.0-flash-live-001",
    };
    const writing = parley(tokens);
    await turns();
    writing.app.change({ answers: "written", maxOutputTokens: 500 });
    expect(await request(writing.app, writing.transport)).toMatchObject({
      modality: "TEXT",
      maxOutputTokens: 500,
    });
    writing.app.endCall();
  });

  it("asks for the way of talking that the settings describe", async () => {
    const { app, transport } = parley();
    await turns();
    app.change({
      voiceActivity: "custom",
      activityDetection: { silenceDurationMs: 700 },
      endTurnsHere: true,
    });
    const own = await request(app, transport);
    expect(own).toMatchObject({ activityDetection: { silenceDurationMs: 700 } });
    expect(own).not.toHaveProperty("voiceActivity");
    expect(app.call.get().talk).toMatchObject({ way: "open", turnEndMs: 420 });
    app.endCall();
    app.change({ wayToTalk: "push-to-talk" });
    expect(await request(app, transport)).toMatchObject({ activity: "manual" });
    expect(app.call.get().talk).toMatchObject({ way: "push-to-talk", turnEndMs: undefined });
    app.endCall();
  });

  it("falls back to the server's model and voice when the chosen ones are no longer offered", async () => {
    const { app, transport } = parley();
    await turns();
    app.change({ model: "gemini-live-of-last-year" });
    app.changeAgent("assistant", { voice: "Nobody" });
    const wanted = await request(app, transport);
    expect(wanted?.model).toBe("gemini-3.8-live");
    expect(wanted).not.toHaveProperty("voice");
  });

  it("can call before the server's configuration is known", async () => {
    const { app, transport } = parley();
    expect(await request(app, transport)).not.toHaveProperty("model");
  });

  it("lets the agent speak first, unless the person does not want it", async () => {
    const { app, transport } = parley();
    await request(app, transport);
    await turns();
    expect(transport.session.texts).toHaveLength(1);
    app.endCall();
    app.changeAgent("assistant", { greet: false });
    await request(app, transport);
    await turns();
    expect(transport.session.texts).toEqual([]);
  });

  it("calls as the chosen agent", async () => {
    const { app, transport } = parley();
    await turns();
    app.addAgent();
    app.changeAgent(app.settings.get().agentId, { instruction: "Be a pirate.", greeting: "Say ahoy." });
    expect(await request(app, transport)).toMatchObject({ instruction: "Be a pirate." });
    await turns();
    expect(transport.session.texts).toEqual(["Say ahoy."]);
    app.endCall();
    app.chooseAgent("tutor");
    const wanted = await request(app, transport);
    expect(wanted?.instruction).toContain("language tutor");
  });

  it("gives the tools what the agent and the page's address start them with, but not those that are off", async () => {
    const { app, transport, toolbox } = parley();
    app.changeAgent("assistant", {
      toolsOff: ["end_call"],
      startValues: { caller: "Ann of the agent", language: "de" },
    });
    await request(app, transport);
    await turns();
    expect(toolbox.opened[0]?.toolsOff).toEqual(["end_call"]);
    transport.session.emit({ type: "tool-calls", calls: [{ id: "1", name: "get_current_time", args: {} }] });
    await turns();
    expect(toolbox.running[0]?.host.state.dump()).toEqual({ caller: "Ann of the address", language: "de" });
  });

  it("takes agents from elsewhere beside its own", () => {
    const { app } = parley();
    const [tutor] = app.settings.get().agents.filter(({ id }) => id === "tutor");
    if (tutor !== undefined) app.addAgents([tutor]);
    const { agents, agentId } = app.settings.get();
    expect(agentId).toBe("tutor-2");
    expect(agents.at(-1)).toMatchObject({ id: "tutor-2", name: "Language tutor 2", voice: "Leda" });
  });

  it("keeps the settings over a reload", () => {
    const store = new MemorySettings();
    const { app } = parley(new ConfigOnly(), store);
    app.change({ voiceActivity: "noisy" });
    app.changeAgent("tutor", { voice: "Puck" });
    const kept = parley(new ConfigOnly(), store).app.settings.get();
    expect(kept).toEqual(app.settings.get());
    expect(kept).toMatchObject({ voiceActivity: "noisy" });
  });

  it("never takes over a setting that is not valid", () => {
    const { app } = parley();
    app.change({ temperature: 9 });
    expect(app.settings.get().temperature).toBeUndefined();
  });

  it("changes the microphone of a running call with the setting", async () => {
    const { app, microphone } = parley();
    app.startCall();
    await expect.poll(() => microphone.isOpen).toBe(true);
    await expect.poll(() => app.call.get().phase.name).toBe("live");
    app.change({ microphone: "headset" });
    expect(microphone.askedDeviceId).toBe("headset");
    expect(app.call.get().notices).toMatchObject([{ type: "microphone-changed", label: "Headset" }]);
    app.change({ microphone: "" });
    expect(microphone.askedDeviceId).toBeUndefined();
    app.endCall();
  });

  it("takes what is changed about the sound into the running call, and into the next one", async () => {
    const { app, microphone, speaker } = parley();
    const plain = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
    app.startCall();
    await expect.poll(() => app.call.get().phase.name).toBe("live");
    expect(microphone.processing).toEqual(plain);
    expect([speaker.deviceId, speaker.volume]).toEqual([undefined, 1]);
    app.change({ noiseSuppression: false });
    app.change({ speaker: "desk" });
    app.change({ volume: 0.4 });
    const wanted = { ...plain, noiseSuppression: false };
    expect(microphone.processing).toEqual(wanted);
    expect([speaker.deviceId, speaker.volume]).toEqual(["desk", 0.4]);
    app.change({ speaker: "" });
    expect(speaker.deviceId).toBeUndefined();
    app.change({ speaker: "desk" });
    app.endCall();
    microphone.processing = undefined;
    speaker.deviceId = undefined;
    app.startCall();
    await expect.poll(() => app.call.get().phase.name).toBe("live");
    expect(microphone.processing).toEqual(wanted);
    expect([speaker.deviceId, speaker.volume]).toEqual(["desk", 0.4]);
    app.endCall();
  });

  it("shows the microphones, and shows them anew when they change or get their names", async () => {
    const { app, microphone } = parley();
    app.microphones.listen(() => undefined);
    await turns();
    expect(app.microphones.get()).toEqual(microphone.microphones);
    microphone.microphones = [{ deviceId: "headset", label: "Headset" }];
    app.startCall();
    await turns();
    expect(app.microphones.get()).toEqual([{ deviceId: "headset", label: "Headset" }]);
  });

  it("asks the server again with the next call when it could not be reached", async () => {
    const tokens = new ConfigOnly();
    tokens.answer = new TokenError("unreachable");
    const { app } = parley(tokens);
    await turns();
    tokens.answer = config;
    app.startCall();
    await turns();
    expect(app.server.get().status).toBe("ready");
  });
});

describe("on a site with agents of its own", () => {
  const desk = {
    id: "desk",
    name: "Front desk",
    voice: "Puck",
    model: "gemini-2.5-flash-native-audio-preview-12-2025",
    greets: true,
    tools: ["end_call"],
    startValues: { floor: "3" },
  };
  const butler = { ...desk, id: "butler", name: "Butler", greets: false };

  async function site(ownAllowed = false, store = new MemorySettings(), agents = [desk, butler]) {
    const tokens = new ConfigOnly();
    tokens.answer = { ...config, siteAgents: { agents, ownAllowed } };
    const scene = parley(tokens, store);
    await turns();
    return scene;
  }
  const offered = (app: App) => app.agents.get().agents.map(({ name }) => name);

  it("offers those alone, or before the person's own where the site lets people have some", async () => {
    const { app } = await site();
    expect(offered(app)).toEqual(["Front desk", "Butler"]);
    expect(app.agents.get().ownAllowed).toBe(false);
    const open = await site(true);
    expect(offered(open.app).slice(0, 3)).toEqual(["Front desk", "Butler", "Assistant"]);
    expect(open.app.agents.get().chosen.name).toBe("Front desk");
  });

  it("names the agent and how the person talks, and asks for nothing else", async () => {
    const { app, transport, toolbox } = await site();
    app.change({ voiceActivity: "noisy", temperature: 1, maxOutputTokens: 100 });
    expect(await request(app, transport)).toEqual({ agent: "desk", voiceActivity: "noisy" });
    await turns();
    expect(transport.session.texts).toEqual(["Greet me, as you were told to."]);
    expect(toolbox.opened[0]).toMatchObject({ model: desk.model, toolsOnly: ["end_call"] });
    expect(app.call.get().about).toEqual({
      agent: { id: "site:desk", name: "Front desk" },
      model: desk.model,
      voice: "Puck",
    });
  });

  it("leaves it to the person to begin where the agent does not greet", async () => {
    const { app, transport } = await site();
    app.chooseAgent("site:butler");
    expect(await request(app, transport)).toMatchObject({ agent: "butler" });
    await turns();
    expect(transport.session.texts).toEqual([]);
  });

  it("keeps the choice over a reload, and falls back to the first when it is gone", async () => {
    const { app, store } = await site();
    app.chooseAgent("site:butler");
    app.chooseAgent("site:nobody");
    app.chooseAgent("tutor");
    expect((await site(false, store)).app.agents.get().chosen.name).toBe("Butler");
    expect((await site(false, store, [desk])).app.agents.get().chosen.name).toBe("Front desk");
  });

  it("tells apart an own agent of the same id", async () => {
    const { app, transport } = await site(true, new MemorySettings(), [{ ...desk, id: "assistant" }]);
    app.chooseAgent("assistant");
    const own = await request(app, transport);
    expect(own).not.toHaveProperty("agent");
    expect(own?.instruction).toContain("You are Parley");
  });

  it("tells the agent in words what it is to know of an earlier call, before it greets", async () => {
    const { app, transport } = await site();
    const digest = "The user continues.\n\nUser: My number is seven";
    app.startCall({ knowing: (wanted) => knowing(wanted, digest), context: {}, agentId: "site:butler" });
    await transport.attempted(1);
    await turns();
    expect(transport.attempts[0]?.request).toEqual({ agent: "butler", voiceActivity: "balanced" });
    expect(transport.session.texts).toEqual([expect.stringContaining("User: My number is seven")]);
    expect(transport.session.texts[0]).toMatch(/^Note from the app/);
  });
});
