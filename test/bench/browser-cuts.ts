import { between, seededRandom } from "../../token-server/simulator/random.ts";
import { serveFaulty } from "../e2e/support/faulty.ts";
import { keptEntries, keptNotes, keptRecords, keptUserTrack } from "../e2e/support/kept-calls.ts";
import { Phone } from "../e2e/support/phone.ts";
import { soundWav, wavRateHz } from "../e2e/support/speech-wav.ts";
import { coverage } from "../keeper/heard-all.ts";
import { monologue, pleaseMove, sayings, talkative } from "../keeper/long-call.ts";
import { type Breakable, mishap } from "../keeper/mishap.ts";
import type { Survived } from "../keeper/survive.ts";
import { mix, noise } from "../simulator/support/sounds.ts";

const noteOf = (lengthMs: number) => `A speech of ${lengthMs} ms`;

/** Of a mishap and the time until the next one, so that the person has not said everything before the last. */
const longestPerCutMs = 20_000;

/**
 * The same as `survive`, with the built app in a browser, whose microphone hears a file: what the service heard is
 * compared with what the page recorded. Takes about a quarter of a minute for each mishap.
 */
export async function surviveInBrowser(
  seed: number,
  cuts: number,
): Promise<Survived & { readonly figures: string }> {
  const random = seededRandom(seed);
  const { samples, speeches } = monologue(seededRandom(seed), cuts * longestPerCutMs + 60_000, wavRateHz);
  // No two stretches of it are the same.
  const room = noise((samples.length / wavRateHz) * 1_000, -60, wavRateHz);
  const faulty = await serveFaulty({
    pace: "service",
    scenario: talkative(seed, (lengthMs) => ({ name: "take_note", args: { text: noteOf(lengthMs) } })),
  });
  const phone = await Phone.open(faulty.url, {
    records: true,
    speech: soundWav(mix(samples, room)),
    // Without it no MP3 is made, and the tracks stay as they were recorded.
    async prepare(context) {
      await context.route(/ffmpeg-core/, (route) => route.abort());
    },
  });
  const { page } = phone;
  // Nothing can be sent while the app waits for its next try, which comes after 32 s at most, and then has to work.
  page.setDefaultTimeout(90_000);
  const written: string[] = [];
  const wait = (ms: number) => page.waitForTimeout(ms);
  const breakable: Breakable = {
    wire: faulty.wire,
    network: { turn: (online) => page.context().setOffline(!online) },
    call: {
      async refresh() {
        const text = `${pleaseMove}, ${written.length}`;
        written.push(text);
        await phone.write(text);
      },
    },
    clock: { wait },
  };
  const story: string[] = [];
  const startMs = Date.now();
  await phone.call();
  await phone.says("Listening");
  const isOver = () => page.getByRole("button", { name: "Call again" }).isVisible();
  for (let cut = 0; cut < cuts && !(await isOver()); cut += 1) {
    await wait(between([3_000, 25_000], random));
    const fault = await mishap(breakable, random);
    story.push(`${Math.round((Date.now() - startMs) / 100) / 10} s: ${fault}`);
    // A run of a quarter of an hour that breaks off is to have told how far it got.
    console.log(`seed ${seed}, ${story.at(-1)}`);
  }
  // What was just done to the line takes a moment to show.
  await wait(12_000);
  await phone.says("Listening");
  await phone.hangUp();
  await phone.says("Call ended");
  await phone.releasedEverything();
  await wait(2_000);

  const [record] = await keptRecords(page);
  const id = record?.id ?? "";
  const given = await keptUserTrack(page, id);
  const entries = await keptEntries(page, id);
  const notes = await keptNotes(page);
  const { sessions } = faulty.gemini.heard();
  const heard = coverage(given, sessions);
  const turns = entries.flatMap((entry) => (entry.kind === "turn" ? [entry] : []));
  const calls = entries.flatMap((entry) => (entry.kind === "tool-call" ? [entry] : []));
  const said = (role: "user" | "agent") => turns.filter((turn) => turn.role === role && !turn.typed);
  const isDropped = record?.notices.some(({ type }) => type === "sound-dropped") === true;
  const count = (texts: readonly string[], text: string) => texts.filter((one) => one === text).length;
  const typed = turns.filter((turn) => turn.typed).map(({ text }) => text);
  const known = Object.values(sayings);
  const faults = [
    ...heard.faults,
    ...(heard.missingMs === 0 || isDropped ? [] : [`${heard.missingMs} ms are missing and not marked`]),
    ...(heard.restMs < 1_500 ? [] : [`the last ${heard.restMs} ms never came`]),
    ...[...speeches].flatMap(([lengthMs, most]) => {
      const taken = count(notes, noteOf(lengthMs));
      return taken > most ? [`${taken} notes were taken of ${most} speeches of ${lengthMs} ms`] : [];
    }),
    ...(notes.length === calls.length ? [] : [`${notes.length} notes were taken by ${calls.length} calls`]),
    ...written.filter((text) => count(typed, text) !== 1).map((text) => `"${text}" is not there once`),
    ...said("agent").flatMap(({ text }) =>
      known.some((whole) => whole.startsWith(text.trim())) ? [] : [`the agent never said "${text}"`],
    ),
    ...(record?.status === "ended" && record.end?.type === "hung-up"
      ? []
      : [`the call is ${record?.status}`]),
    ...faulty.gemini.sessions.filter(({ close }) => close === undefined).map(() => "a socket is still open"),
    ...phone.errors.filter((error) => !/ERR_|WebSocket|ffmpeg|Failed to load/i.test(error)),
  ];
  await phone.close();
  await faulty.stop();
  return {
    story: story.join("\n"),
    awayMs: awaysOf(record?.notices ?? []),
    faults,
    figures: [
      `${sessions.length} sessions, ${(given.byteLength / 32_000).toFixed(1)} s recorded`,
      `${heard.missingMs} ms not heard, ${heard.restMs} ms after the last that was`,
      `${said("user").length} spoken, ${typed.length} written, ${said("agent").length} agent's turns, ${notes.length} notes`,
    ].join("\n"),
  };
}

/** From each loss to the end of it. */
function awaysOf(notices: readonly { readonly type: string; readonly atMs: number }[]): readonly number[] {
  let lostAtMs: number | undefined;
  return notices.flatMap(({ type, atMs }) => {
    if (type === "connection-lost") lostAtMs ??= atMs;
    if (type !== "reconnected" || lostAtMs === undefined) return [];
    const awayMs = atMs - lostAtMs;
    lostAtMs = undefined;
    return [awayMs];
  });
}
