import { beforeAll, expect, it } from "vitest";
import { warmUp } from "../../token-server/simulator/speech.ts";
import { survive } from "./survive.ts";

/** A seed that failed once joins them. Many more cuts are in the bench. */
const seeds = [3];
const cuts = 4;

beforeAll(() => warmUp());

it.each(seeds)(
  "a call loses nothing, whatever happens to its connection: seed %i",
  async (seed) => {
    const { story, faults } = await survive(seed, cuts, 4);
    expect(faults, story).toEqual([]);
  },
  120_000,
);
