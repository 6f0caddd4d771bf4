import { expect, it } from "vitest";
import { warmUp } from "../../token-server/simulator/speech.ts";
import { holes } from "./heard-all.ts";
import { surviveCuts } from "./long-call.ts";

/** `KEEPER_SEED=7` runs one that failed again. */
const seeds = process.env["KEEPER_SEED"] === undefined ? [1] : [Number(process.env["KEEPER_SEED"])];
const cuts = Number(process.env["KEEPER_CUTS"] ?? 12);

it.each(seeds)("a call survives whatever happens to its connection: seed %i", async (seed) => {
  await warmUp();
  const survived = await surviveCuts({ seed, cuts, speed: 4 });
  const { state, given, gemini, tape, toolRuns, speeches, faults } = survived;
  const story = faults.join("\n");
  console.log(story, survived.awayMs.map(Math.round), [...toolRuns], [...speeches], state.notices.map(({type})=>type).join(" "), gemini.sessions.length);
  expect(state.phase, story).toMatchObject({ name: "ended", outcome: { type: "hung-up" } });
  expect(holes(given, gemini.heard().sessions), story).toEqual([]);
  for (const [lengthMs, runs] of toolRuns) expect(runs, story).toBeLessThanOrEqual(speeches.get(lengthMs) ?? 0);
  expect(Buffer.concat(tape?.chunks.map(({ chunk }) => Buffer.from(chunk.pcm)) ?? []).byteLength).toBe(given.byteLength);
  expect(gemini.sessions.filter(({ close }) => close === undefined)).toEqual([]);
}, 300_000);
