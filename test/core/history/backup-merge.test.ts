import { describe, expect, it } from "vitest";
import { type Agent, agentLimits, presetAgents } from "../../../web/core/agents.ts";
import {
  lacksEnd,
  lacksSound,
  restoredAgents,
  restoredSettings,
  settingsToKeep,
  withEnd,
} from "../../../web/core/history/backup-merge.ts";
import type { CallRecord, SoundState } from "../../../web/core/history/record.ts";
import { defaultSettings, type Settings } from "../../../web/core/settings.ts";
import { record } from "../../exporters/scene.ts";

const [assistant] = presetAgents;
const tool = (id: string) => ({
  id,
  name: `tool_${id}`,
  description: "",
  parameters: {},
  urlTemplate: "https://example.org/",
  method: "GET" as const,
  headers: { Authorization: "secret" },
  enabled: true,
});
const server = (id: string) => ({ id, name: id, url: "https://example.org/mcp", enabled: true });
const own: Settings = {
  ...defaultSettings,
  accessCode: "secret",
  microphone: "device-7",
  allowedTools: ["query_data"],
  httpTools: [tool("a")],
  mcpServers: [{ ...server("b"), headers: { "X-Key": "secret" } }],
  model: "gemini-x",
  record: false,
};

describe("the settings in a backup", () => {
  it("have no secrets, no permissions and nothing of this device alone", () => {
    const kept = settingsToKeep(own);
    expect(JSON.stringify(kept)).not.toMatch(/secret|device-7|query_data/);
    expect(kept).toMatchObject({ model: "gemini-x", record: false, httpTools: [{ id: "a", headers: {} }] });
    expect(kept.mcpServers).toEqual([server("b")]);
    for (const key of ["accessCode", "microphone", "allowedTools", "agents", "agentId"])
      expect(kept).not.toHaveProperty(key);
  });

  it("are taken over where nobody has chosen otherwise", () => {
    const here = { ...defaultSettings, model: "mine", temperature: 1 };
    const file = { ...own, temperature: 0.5, voiceActivity: "quick" as const };
    const { model, temperature, voiceActivity, record: records, ...rest } = restoredSettings(here, file);
    expect({ model, temperature, voiceActivity, records }).toEqual({
      model: undefined,
      temperature: undefined,
      voiceActivity: "quick",
      records: false,
    });
    expect(rest).not.toHaveProperty("accessCode");
    expect(rest).not.toHaveProperty("allowedTools");
  });

  it("bring unknown tools and servers switched off, and leave the known ones", () => {
    const here = { ...defaultSettings, httpTools: [tool("a")], mcpServers: [server("x")] };
    const { httpTools, mcpServers } = restoredSettings(here, { ...own, httpTools: [tool("a"), tool("c")] });
    expect(httpTools).toEqual([tool("a"), { ...tool("c"), headers: {}, enabled: false }]);
    expect(mcpServers).toEqual([server("x"), { ...server("b"), enabled: false }]);
  });
});

describe("the agents of a backup", () => {
  const changed = { ...assistant, instruction: "Other." };

  it("are added behind those here, and equal ones are not", () => {
    const chef: Agent = { ...assistant, id: "chef", name: "Chef" };
    expect(restoredAgents(presetAgents, [...presetAgents, chef])).toEqual([...presetAgents, chef]);
  });

  it("stand beside those that read otherwise here, under a name that says so, once", () => {
    const once = restoredAgents(presetAgents, [changed]);
    expect(once.slice(0, -1)).toEqual(presetAgents);
    expect(once.at(-1)).toEqual({ ...changed, id: "assistant-2", name: "Assistant (restored)" });
    expect(restoredAgents(once, [changed])).toEqual(once);
  });

  it("are added once, also where their name is taken and gets a number", () => {
    const longest = "n".repeat(agentLimits.name);
    for (const name of ["Assistant", longest]) {
      const own: Agent = { ...assistant, id: "own", name, instruction: "Mine." };
      const chef: Agent = { ...assistant, id: "chef", name, instruction: "Cook." };
      const once = restoredAgents([own], [chef]);
      expect(once).toHaveLength(2);
      expect(once.at(-1)?.name).toMatch(/ 2$/);
      expect(restoredAgents(once, [chef])).toEqual(once);
    }
  });

  it("stand once beside those that read otherwise, also where the name that says so is taken", () => {
    const taken: Agent = { ...assistant, id: "taken", name: "Assistant (restored)", instruction: "Mine." };
    const once = restoredAgents([...presetAgents, taken], [changed]);
    expect(once.at(-1)?.name).toBe("Assistant (restored) 2");
    expect(restoredAgents(once, [changed])).toEqual(once);
  });

  it("come beside one whose name only looks numbered", () => {
    const second: Agent = { ...changed, id: "second", name: "Second Assistant 2" };
    expect(restoredAgents([...presetAgents, second], [changed])).toHaveLength(presetAgents.length + 2);
  });

  it("are not told apart by the order of their values", () => {
    const { name, id, ...others } = assistant;
    expect(restoredAgents(presetAgents, [{ ...others, id, name }])).toEqual(presetAgents);
  });

  it("keep their names within the limit, and are no more than there may be", () => {
    const long = { ...changed, name: "n".repeat(agentLimits.name) };
    const name = restoredAgents(presetAgents, [long]).at(-1)?.name ?? "";
    expect(name).toHaveLength(agentLimits.name);
    expect(name).toMatch(/^n+ \(restored\)$/);
    const many = Array.from({ length: 150 }, (_, index) => ({
      ...assistant,
      id: `x${index}`,
      name: `X${index}`,
    }));
    expect(restoredAgents(presetAgents, many)).toHaveLength(agentLimits.agents);
  });
});

describe("a call that is here and in a backup", () => {
  const cutOff: CallRecord = { ...record, status: "recovered", endedAtMs: undefined, end: undefined };
  const none: SoundState = { status: "none", isRemoved: true };
  const pieces: SoundState = { status: "pieces", gaps: [] };
  const mp3: SoundState = { status: "mp3", gaps: [] };

  it("gets its end only when it was cut off here and the file knows it", () => {
    expect(lacksEnd(cutOff, record)).toBe(true);
    expect(lacksEnd(cutOff, cutOff)).toBe(false);
    expect(lacksEnd(record, record)).toBe(false);
    expect(lacksEnd({ ...cutOff, status: "running" }, record)).toBe(false);
  });

  it("keeps with its end what the person has written here", () => {
    const mine = { ...cutOff, title: "Mine", isTitled: true, isStarred: true, notes: "n", sound: pieces };
    expect(withEnd(mine, { ...record, isTitled: false, title: "Theirs", sound: mp3 })).toEqual({
      ...record,
      title: "Mine",
      isTitled: true,
      isStarred: true,
      notes: "n",
      sound: pieces,
    });
    expect(withEnd(cutOff, { ...record, notes: "from the file" }).notes).toBe("from the file");
    expect(withEnd({ ...cutOff, isTitled: false }, { ...record, title: "Theirs" }).title).toBe("Theirs");
  });

  it("gets the sound when the file has more of it", () => {
    const lacks = (here: SoundState, file: SoundState) =>
      lacksSound({ ...record, sound: here }, { ...record, sound: file });
    expect([lacks(none, pieces), lacks(none, mp3), lacks(pieces, mp3)]).toEqual([true, true, true]);
    expect([lacks(mp3, pieces), lacks(mp3, mp3), lacks(pieces, none)]).toEqual([false, false, false]);
    const running = { ...record, status: "running" as const, sound: none };
    expect(lacksSound(running, { ...record, sound: mp3 })).toBe(false);
  });
});
