import { describe, expect, it } from "vitest";
import type { CaptureChunk } from "../../../web/core/audio/capture-messages.ts";
import { playbackRateHz } from "../../../web/core/audio/playback-messages.ts";
import type { PlayedBlock, SpeakerStream } from "../../../web/core/ports.ts";
import { mixArguments } from "../../../web/core/recording/mix.ts";
import { createTape } from "../../../web/core/recording/tape.ts";
import type { AudioPiece, TrackName } from "../../../web/core/recording/track.ts";
import { wavParts } from "../../../web/core/recording/wav.ts";
import { FakeMicrophone } from "../../fakes/fake-microphone.ts";
import { FakeSpeaker } from "../../fakes/fake-speaker.ts";
import { ManualClock } from "../../fakes/manual-clock.ts";
import { streamed, timelineOf, whole } from "./true-call.ts";

/** A microphone and a speaker on a tape, in a time that the test moves. */
class Scene {
  readonly clock = new ManualClock();
  readonly startMs = this.clock.now();
  readonly pieces: Record<TrackName, AudioPiece[]> = { user: [], agent: [] };
  readonly #microphone = new FakeMicrophone();
  readonly #speaker = new FakeSpeaker(this.clock);
  #output: SpeakerStream | undefined;
  readonly #tape = createTape(
    "call",
    async (piece) => void this.pieces[piece.track].push(piece),
    (error) => {
      throw error;
    },
  );

  async openMicrophone(): Promise<void> {
    const onChunk = (chunk: CaptureChunk) => this.#tape.user(chunk, this.clock.now());
    await this.#microphone.open({ onChunk, onLost: () => {} }, new AbortController().signal);
  }

  async openSpeaker(): Promise<SpeakerStream> {
    const ignore = () => {};
    const onPlayed = (block: PlayedBlock) => this.#tape.agent(block);
    const events = { onStarted: ignore, onDrained: ignore, onFlushed: ignore, onPlayed };
    this.#output = await this.#speaker.open(events, new AbortController().signal);
    return this.#output;
  }

  /** The service sends a reply, faster than it is spoken. */
  send(durationMs: number, segment = 1): void {
    this.#output?.write(
      new Int16Array((durationMs / 1000) * playbackRateHz).fill(8_000),
      playbackRateHz,
      segment,
    );
  }

  /** Time passes: the microphone hears silence, or the person, and the speaker plays what it has. */
  pass(durationMs: number, speaks = false): void {
    for (let at = 0; at < durationMs; at += 20) {
      this.clock.advance(20);
      this.#microphone.hear(20, { level: speaks ? 0.2 : 0, voice: speaks });
      this.#speaker.play(20);
    }
  }

  /** Time in which the device gives nothing. */
  miss(durationMs: number): void {
    this.clock.advance(durationMs);
  }

  flush(): void {
    this.#output?.flush();
  }

  restart(track: TrackName): void {
    this.#tape.restart(track);
  }

  /** When a track sounds, in ms after the call's start. */
  async sounds(track: TrackName): Promise<[number, number][]> {
    await this.#tape.flush();
    const timeline = timelineOf(this.pieces);
    const sound = await whole(timeline, track, this.pieces);
    const perMs = sound.length / timeline.durationMs;
    const heard: [number, number][] = [];
    let last = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < sound.length; i += 1) {
      if (Math.abs(sound[i] ?? 0) < 50) continue;
      const atMs = Math.round(timeline.startedAtMs - this.startMs + i / perMs);
      const span = heard.at(-1);
      // Waves cross zero; a pause is longer.
      if (span === undefined || i - last > 5 * perMs) heard.push([atMs, atMs]);
      else span[1] = atMs;
      last = i;
    }
    return heard;
  }
}

async function call(): Promise<Scene> {
  const scene = new Scene();
  await Promise.all([scene.openMicrophone(), scene.openSpeaker()]);
  return scene;
}

/** The same moments, within what a chunk of 20 ms leaves open. */
function expectSpans(spans: readonly [number, number][], expected: readonly [number, number][]): void {
  expect(spans.length).toBe(expected.length);
  for (const [i, span] of spans.entries())
    for (const [k, atMs] of span.entries()) expect(Math.abs(atMs - (expected[i]?.[k] ?? 0))).toBeLessThan(5);
}

describe("the faults of the usual way of recording", () => {
  it("1: a track that begins later is not moved to the start of the other", async () => {
    const scene = new Scene();
    await scene.openSpeaker();
    scene.send(500);
    scene.pass(1_000);
    await scene.openMicrophone();
    scene.pass(1_000);
    scene.pass(500, true);
    expectSpans(await scene.sounds("agent"), [[0, 500]]);
    expectSpans(await scene.sounds("user"), [[2_000, 2_500]]);
  });

  it("2: the agent's voice lies where it was played, not where it arrived", async () => {
    const scene = await call();
    scene.pass(1_000);
    scene.send(300, 1);
    scene.send(2_000, 2);
    scene.pass(4_000);
    expectSpans(await scene.sounds("agent"), [[1_000, 3_300]]);
  });

  it("3: what was cut by a barge-in was never heard, and is not in it", async () => {
    const scene = await call();
    scene.send(10_000);
    scene.pass(1_200);
    scene.pass(100, true);
    scene.flush();
    scene.pass(900, true);
    scene.pass(1_000);
    expectSpans(await scene.sounds("agent"), [[0, 1_300]]);
    expectSpans(await scene.sounds("user"), [[1_200, 2_200]]);
  });

  it("4: what the agent says after the end of the person's track is not cut", async () => {
    const scene = await call();
    scene.pass(1_000, true);
    scene.send(3_000);
    scene.pass(3_000);
    const { user } = scene.pieces;
    user.splice(1);
    expectSpans(await scene.sounds("agent"), [[1_000, 4_000]]);
    expect(timelineOf(scene.pieces).durationMs).toBeCloseTo(4_000, 0);
  });

  it("5: a hole in the person's track keeps its length, and what follows keeps its place", async () => {
    const scene = await call();
    scene.pass(1_000, true);
    scene.miss(3_000);
    scene.restart("user");
    await scene.openMicrophone();
    scene.pass(500, true);
    scene.send(500);
    scene.pass(600);
    expectSpans(await scene.sounds("user"), [
      [0, 1_000],
      [4_000, 4_500],
    ]);
    expectSpans(await scene.sounds("agent"), [[4_500, 5_000]]);
  });

  it("6: a crash costs less than a second of either voice", async () => {
    const scene = await call();
    scene.send(20_000);
    for (let at = 0; at < 20_000; at += 220) {
      scene.pass(220, true);
      await new Promise((resolve) => setImmediate(resolve));
      for (const track of ["user", "agent"] as const) {
        const rateHz = track === "user" ? 16_000 : 24_000;
        const storedMs = scene.pieces[track].reduce((sum, { frames }) => sum + (frames / rateHz) * 1000, 0);
        expect(at + 220 - storedMs).toBeLessThan(1_020);
      }
    }
  });

  it("7: two turns stay two, with the pause between them", async () => {
    const scene = await call();
    scene.send(400, 1);
    scene.pass(1_000);
    scene.send(400, 2);
    scene.pass(1_000);
    expectSpans(await scene.sounds("agent"), [
      [0, 400],
      [1_000, 1_400],
    ]);
  });

  it("8: needs no server: the file is asked of a plain ffmpeg with names of local files only", () => {
    const tags = { title: "", artist: "", date: "" };
    const files = { user: "user.pcm", agent: "agent.pcm", mp3: "call.mp3" };
    const list = mixArguments({ durationMs: 1_000, loudest: 1, channels: 1, tags }, files);
    expect(list.filter((arg) => /:\/\/|^pipe:|^tcp|^http/.test(arg))).toEqual([]);
    expect(list.filter((arg) => /\.(pcm|mp3)$/.test(arg))).toEqual(["user.pcm", "agent.pcm", "call.mp3"]);
  });

  it("9: can be fetched as a file, with no encoder at all", async () => {
    const scene = await call();
    scene.send(500);
    scene.pass(1_000, true);
    await scene.sounds("user");
    const timeline = timelineOf(scene.pieces);
    const track = async (name: TrackName) => {
      const samples = Int16Array.from(await whole(timeline, name, scene.pieces));
      return { type: "sound" as const, samples };
    };
    const [user, agent] = [await track("user"), await track("agent")];
    let bytes = 0;
    for await (const part of wavParts(streamed([user]), streamed([agent]), timeline.durationMs, 2))
      bytes += part.byteLength;
    expect(bytes).toBe(44 + 4 * 24_000);
  });
});
