import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Phone } from "./support/phone.ts";
import { type ServedParley, serveParley } from "./support/serve-parley.ts";
import { speechWav } from "./support/speech-wav.ts";

const story =
  "Once upon a time there was a lighthouse keeper who counted the waves. Every evening she wrote the number into a book. One night the sea was perfectly still, and she wrote down nothing at all.";

let parley: ServedParley;
let phone: Phone;

beforeAll(async () => {
  parley = await serveParley({}, "service");
});
afterEach(async () => {
  await phone.close();
});
afterAll(() => parley.close());

/** The newest socket at the far end. */
const far = () => parley.gemini.session(parley.gemini.sessions.length - 1);

describe("a conversation", () => {
  it("greets, hears speech, answers aloud, and shows both transcripts", async () => {
    parley.gemini.setScenario({
      hears: ["What is the weather like?"],
      rules: [
        { when: { type: "text" }, answer: [{ type: "say", text: "Hello! What can I do for you?" }] },
        { when: { type: "speech" }, answer: [{ type: "say", text: "It is sunny and warm." }] },
      ],
    });
    const speech = await speechWav(
      { silenceMs: 6_000 },
      { say: "What is the weather like?" },
      { silenceMs: 20_000 },
    );
    phone = await Phone.open(parley.url, { speech });
    await phone.call();
    await phone.says("Speaking");
    await phone.hears("sound");
    await phone.turn("Agent", "Hello! What can I do for you?").waitFor();
    await phone.says("Listening");
    await phone.turn("You", "What is the weather like?").waitFor();
    await phone.turn("Agent", "It is sunny and warm.").waitFor();
    await phone.hears("sound");
    await phone.hears("silence");
    await phone.hangUp();
    await phone.says("Call ended");
    await phone.releasedEverything();
    expect(phone.errors).toEqual([]);
    const session = await far();
    expect(session.rateHz).toBe(16_000);
    expect(session.close?.by).toBe("client");
  });

  it("stops speaking when the person interrupts, and marks what was not heard", async () => {
    parley.gemini.setScenario({
      hears: ["Stop, that is enough"],
      rules: [
        { when: { type: "text" }, answer: [{ type: "say", text: story }] },
        { when: { type: "speech" }, answer: [{ type: "say", text: "All right." }] },
      ],
    });
    const speech = await speechWav(
      { silenceMs: 5_000 },
      { say: "Stop, stop, that is enough of this story now." },
      { silenceMs: 20_000 },
    );
    phone = await Phone.open(parley.url, { speech });
    await phone.call();
    await phone.hears("sound");
    await phone.turn("You", "Stop, that is enough").waitFor();
    await phone.turn("Agent", "All right.").waitFor();
    const cut = phone.turn("Agent", "Once upon a time");
    await cut
      .getByText(/not heard/i)
      .first()
      .waitFor({ state: "attached" });
    await phone.hangUp();
    await phone.releasedEverything();
  });

  it("mutes: the service hears silence and is told that the microphone pauses", async () => {
    parley.gemini.setScenario({
      rules: [{ when: { type: "text" }, answer: [{ type: "say", text: "Hello." }] }],
    });
    const speech = await speechWav(
      { silenceMs: 300 },
      { say: "One two three four five six seven eight nine ten." },
    );
    phone = await Phone.open(parley.url, { speech });
    await phone.call();
    await phone.says(/Listening|Speaking|Thinking/);
    await phone.muteButton.click();
    const session = await far();
    await session.until((trace) => trace.received.some(({ message }) => audioStreamEnded(message)));
    await phone.says("Muted");
    await phone.page
      .getByText(/you.re muted/i)
      .first()
      .waitFor();
    const bytes = session.audio.byteLength;
    await phone.muteButton.click();
    await session.until((trace) => trace.audio.byteLength > bytes);
    await phone.hangUp();
    await phone.releasedEverything();
    expect(session.received.filter(({ message }) => audioStreamEnded(message))).toHaveLength(1);
  });
});

function audioStreamEnded(message: unknown): boolean {
  return JSON.stringify(message).includes("audioStreamEnd");
}
