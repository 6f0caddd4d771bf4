import { findDrift } from "../e2e/support/drift.ts";
import { serveFaulty } from "../e2e/support/faulty.ts";
import { keptRecords, recordingsMade } from "../e2e/support/kept-calls.ts";
import { countTimers, type Holdings, PageHoldings } from "../e2e/support/page-holdings.ts";
import { Phone } from "../e2e/support/phone.ts";
import { speechWav } from "../e2e/support/speech-wav.ts";
import type { Row } from "./rows.ts";

/** Of a connection; session time passes ten times as fast. */
const lifeMs = 600_000;
const speed = 10;
/** Between two messages, and two looks at what the page holds. */
const periodMs = 15_000;

const counted = ["tracks", "sockets", "contexts", "worklets", "workers", "timers", "listeners"] as const;

/** A call in which somebody writes and somebody speaks, with a planned move for each life of a connection. */
export async function soak(seconds: number): Promise<{ story: string; figures: readonly Row[] }> {
  const faulty = await serveFaulty({
    pace: "service",
    scenario: {
      profile: { connectionLifeMs: lifeMs, goAwayBeforeMs: lifeMs / 12 },
      answer: (input) => [{ type: "say", text: input.type === "text" ? "Here I am." : "I see." }],
    },
    timeScale: 1 / speed,
  });
  const phone = await Phone.open(faulty.url, {
    records: true,
    installs: true,
    speech: await speechWav({ silenceMs: 8_000 }, { say: "This is what I say." }, { silenceMs: 20_000 }),
    settings: { recordingChannels: "stereo" },
    before: countTimers,
  });
  const holdings = await PageHoldings.of(phone);
  await phone.call();
  await phone.turn("Agent", "Here I am.").first().waitFor();
  const looks: Holdings[] = [];
  for (let ms = 0; ms < seconds * 1_000; ms += periodMs) {
    await phone.write(`Are you there, ${ms / 1_000}?`);
    await phone.page.waitForTimeout(periodMs);
    await phone.says("Listening");
    looks.push(await holdings.count());
  }
  const sessions = faulty.gemini.sessions.length;
  await phone.hangUp();
  await phone.releasedEverything();
  await recordingsMade(phone.page, 1, 120_000);
  const [record] = await keptRecords(phone.page);
  const after = await holdings.count();
  const drift = await findDrift(phone.page, record?.id ?? "");
  await phone.close();
  await faulty.stop();

  // Of an hour, the fifth minute.
  const fromThen = looks.slice(Math.max(0, Math.round(looks.length / 12) - 1));
  const heapThen = fromThen[0]?.heapBytes ?? Number.NaN;
  const least = (part: readonly Holdings[], name: keyof Holdings) =>
    Math.min(...part.map((look) => look[name]));
  const quarter = Math.max(1, Math.floor(fromThen.length / 4));
  const minutes = Math.round((seconds * speed) / 60);
  return {
    story: [...looks, after].map(storyOf).join("\n"),
    figures: [
      { title: `Moves in ${minutes} min of session time`, goal: "6", unit: "", values: [sessions - 1] },
      {
        title: "Heap after GC, over that of the fifth minute",
        goal: "≤ 5",
        unit: "MB",
        values: fromThen.map(({ heapBytes }) => (heapBytes - heapThen) / 1e6),
      },
      // Buttons come and go; what has piled up is there at every look.
      ...counted.map(
        (name): Row => ({
          title: `Held in the last quarter at least: ${name}, over those in the first`,
          goal: "0",
          unit: "",
          values: [least(fromThen.slice(-quarter), name) - least(fromThen.slice(0, quarter), name)],
        }),
      ),
      {
        title: "From the transcript to the sound, the last quarter's median over the first's",
        goal: "0",
        unit: "ms",
        values: [drift.driftMs],
      },
      { title: "… each turn's distance", goal: "", unit: "ms", values: drift.distancesMs },
    ],
  };
}

function storyOf({ heapBytes, ...counts }: Holdings): string {
  return `${JSON.stringify(counts)} ${(heapBytes / 1e6).toFixed(2)} MB`;
}
