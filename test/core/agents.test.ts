import { describe, expect, it } from "vitest";
import { exportAgents, importAgents } from "../../web/core/agent-file.ts";
import {
  type AgentChoice,
  addAgent,
  changeAgent,
  removeAgent,
  restorePresets,
  withImported,
} from "../../web/core/agent-list.ts";
import { type Agent, agentLimits, presetAgents } from "../../web/core/agents.ts";
import { defaultSettings, readSettings } from "../../web/core/settings.ts";
import { chosenAgent } from "../fakes/chosen-agent.ts";

const start: AgentChoice = { agents: presetAgents, agentId: "assistant" };
const ids = ({ agents }: AgentChoice) => agents.map(({ id }) => id);

describe("the agents", () => {
  it("have one that is chosen, also when the chosen one is gone", () => {
    expect(chosenAgent({ ...start, agentId: "tutor" }).name).toBe("Language tutor");
    expect(chosenAgent({ ...start, agentId: "nobody" }).id).toBe("assistant");
  });

  it("change one at a time, and do not take what is not valid", () => {
    const changed = changeAgent(start, "tutor", {
      voice: "Puck",
      name: " ",
      instruction: "a".repeat(agentLimits.instruction + 1),
      startValues: { "not a name": "x" },
    });
    const tutor = presetAgents.find(({ id }) => id === "tutor");
    expect(changed.agents.find(({ id }) => id === "tutor")).toEqual({ ...tutor, voice: "Puck" });
    expect(changed.agents.filter(({ id }) => id !== "tutor")).toEqual(
      presetAgents.filter(({ id }) => id !== "tutor"),
    );
  });

  it("keep an agent's id whatever it is changed to", () => {
    expect(ids(changeAgent(start, "tutor", { id: "assistant" }))).toEqual(ids(start));
  });

  it("grow by a blank one or a copy, with an id and a name of its own", () => {
    const blank = addAgent(addAgent(start));
    expect(ids(blank).slice(4)).toEqual(["agent", "agent-2"]);
    expect(chosenAgent(blank)).toMatchObject({ name: "New agent 2", instruction: "" });
    const copy = chosenAgent(addAgent(addAgent(start, "tutor"), "tutor"));
    expect(copy).toMatchObject({ id: "tutor-3", name: "Language tutor copy 2", voice: "Leda" });
  });

  it("do not grow without end", () => {
    let choice = start;
    for (let count = 0; count < agentLimits.agents + 5; count += 1) choice = addAgent(choice);
    expect(choice.agents).toHaveLength(agentLimits.agents);
  });

  it("shrink to one and choose the next when the chosen one goes", () => {
    let choice = removeAgent(start, "assistant");
    expect(choice.agentId).toBe("secretary");
    choice = removeAgent(choice, "interviewer");
    expect(choice.agentId).toBe("secretary");
    for (const id of ["tutor", "secretary"]) choice = removeAgent(choice, id);
    expect(ids(choice)).toEqual(["secretary"]);
    expect(removeAgent(choice, "nobody")).toEqual(choice);
  });

  it("get the presets back and keep a person's own", () => {
    const own = addAgent(removeAgent(changeAgent(start, "assistant", { voice: "Puck" }), "tutor"));
    const restored = restorePresets(own);
    expect(restored.agents.slice(0, 4)).toEqual(presetAgents);
    expect(ids(restored).slice(4)).toEqual(["agent"]);
    expect(restored.agentId).toBe("agent");
  });

  it("lose none of a person's own to presets for which there is no room", () => {
    const many = Array.from({ length: agentLimits.agents }, (_, index) => ({
      ...presetAgents[0],
      id: `own-${index}`,
      name: `Own ${index}`,
    }));
    const restored = restorePresets({ agents: many, agentId: "own-99" });
    expect(readSettings({ ...defaultSettings, ...restored }).agents).toEqual(many);
  });
});

describe("a file of agents", () => {
  const own: Agent = {
    ...presetAgents[0],
    id: "own",
    name: "Own",
    toolsOff: ["end_call"],
    startValues: { caller: "Ann" },
  };

  it("brings them back as they were", () => {
    expect(importAgents(exportAgents([own, presetAgents[1] ?? own]))).toEqual([own, presetAgents[1]]);
  });

  it("renews what is taken, and chooses the first", () => {
    const choice = withImported(start, importAgents(exportAgents([presetAgents[0], own])));
    expect(ids(choice).slice(4)).toEqual(["assistant-2", "own"]);
    expect(choice.agents.at(4)?.name).toBe("Assistant 2");
    expect(choice.agentId).toBe("assistant-2");
  });

  it("may leave out what a plain agent has, and hold what is not known", () => {
    const [agent] = importAgents(file([{ name: "Pirate", parrot: true }]));
    expect(agent).toEqual({ ...presetAgents[0], id: "agent", name: "Pirate", instruction: "" });
  });

  it.each([
    ["{", "The file is not JSON."],
    ["[]", "This is not a file of agents from Parley."],
    [JSON.stringify({ format: "parley-agents", version: 2, agents: [] }), "another version of Parley"],
    [file([]), "The file holds no agents."],
    [file(Array.from({ length: 101 }, () => ({ name: "a" }))), "more than 100 agents"],
    [file(["Pirate"]), "Agent 1 is not an object."],
    [file([{ name: "Pirate" }, { voice: "Puck" }]), "Agent 2 has no name."],
    [file([{ name: "Pirate", greet: "yes" }]), "Agent 1 (Pirate): greet must be true or false."],
    [file([{ name: "x".repeat(81) }]), "name must be a text of up to 80 characters"],
    [file([{ name: "P", instruction: "x".repeat(16_001) }]), "instruction must be a text of up to 16000"],
    [file([{ name: "P", toolsOff: [3] }]), "toolsOff must be a list"],
    [file([{ name: "P", startValues: { a: 1 } }]), "startValues must be up to 20 names"],
    ["x".repeat(10_000_001), "too big"],
  ])("says what is wrong with %.60s", (text, message) => {
    expect(() => importAgents(text)).toThrow(message);
  });
});

function file(agents: readonly unknown[]): string {
  return JSON.stringify({ format: "parley-agents", version: 1, agents });
}
