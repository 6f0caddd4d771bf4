import { between, seededRandom } from "../../token-server/simulator/random.ts";
import { coverage } from "./heard-all.ts";
import { LongCall } from "./long-call.ts";
import { mishap } from "./mishap.ts";

/** What came of a call whose connection was broken again and again. */
export interface Survived {
  /** What was done to the connection, in order, with the time in the call. */
  readonly story: string;
  /** Times without a session, in ms of the call. */
  readonly awayMs: readonly number[];
  /** What is wrong; nothing, if the call lost nothing. */
  readonly faults: readonly string[];
}

/** Breaks the connection of a long call so often, at moments that chance picks. @param speed of the call */
export async function survive(seed: number, cuts: number, speed: number): Promise<Survived> {
  const random = seededRandom(seed);
  const long = await LongCall.begin({ seed, speed, durationMs: cuts * 15_000 + 30_000 });
  const story: string[] = [];
  try {
    for (let cut = 0; cut < cuts && !long.isOver; cut += 1) {
      await long.clock.wait(between([3_000, 25_000], random));
      const fault = await mishap(long, random);
      story.push(`${Math.round(long.clock.now() / 100) / 10} s: ${fault}`);
    }
    await long.untilQuiet();
  } finally {
    await long.stop();
  }
  return { story: story.join("\n"), awayMs: long.awayMs, faults: faultsOf(long) };
}

function faultsOf({ call, given, gemini, tape, toolRuns, speeches, droppedMs }: LongCall): readonly string[] {
  const { phase } = call.state.get();
  const heard = coverage(given, gemini.heard().sessions);
  const recordedBytes = tape?.chunks.reduce((sum, { chunk }) => sum + chunk.pcm.byteLength, 0);
  const open = gemini.sessions.filter(({ close }) => close === undefined).length;
  return [
    ...(phase.name === "ended" && phase.outcome.type === "hung-up" ? [] : [`the call is ${phase.name}`]),
    ...heard.faults,
    ...(heard.missingMs <= droppedMs
      ? []
      : [`${heard.missingMs} ms are missing, ${droppedMs} ms are marked`]),
    // What the microphone gave last may still be on its way when the person hangs up.
    ...(heard.restMs < 1_500 ? [] : [`the last ${heard.restMs} ms never came`]),
    ...[...toolRuns].flatMap(([lengthMs, runs]) =>
      runs > (speeches.get(lengthMs) ?? 0) ? [`a tool ran ${runs} times for speeches of ${lengthMs} ms`] : [],
    ),
    ...(recordedBytes === given.byteLength ? [] : ["the recording has a hole"]),
    ...(open === 0 ? [] : [`${open} sockets are still open`]),
  ];
}
