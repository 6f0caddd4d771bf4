import { describe, expect, it } from "vitest";
import { lateRecorder } from "../../web/app/late-recorder.ts";
import type { CaptureChunk } from "../../web/core/audio/capture-messages.ts";
import type { StorageError } from "../../web/core/errors.ts";
import type { Recorder } from "../../web/core/ports.ts";
import { MemoryRecorder } from "../fakes/memory-recorder.ts";

const chunk = (firstFrame: number): CaptureChunk => ({
  type: "chunk",
  pcm: new ArrayBuffer(640),
  firstFrame,
  level: 0,
  voice: false,
});

/** A recorder whose load the test settles. */
function late() {
  const memory = new MemoryRecorder();
  let arrive: (recorder: Recorder) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const loading = new Promise<Recorder>((resolve, reject) => {
    arrive = resolve;
    fail = reject;
  });
  const failures: StorageError[] = [];
  const tape = lateRecorder(() => loading).start("call-1", (error) => failures.push(error));
  return { memory, tape, failures, arrive: () => arrive(memory), fail: () => fail(new Error("offline")) };
}

const turns = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("a recorder that is loaded late", () => {
  it("gets all that was said before it came, in order", async () => {
    const { memory, tape, arrive } = late();
    for (const at of [0, 320, 640]) tape.user(chunk(at), at);
    tape.agent({ firstFrame: 0, pcm: new ArrayBuffer(2), clock: { frame: 0, atMs: 0 } });
    tape.restart("user");
    arrive();
    await turns();
    tape.user(chunk(960), 960);
    const [kept] = memory.tapes;
    expect(kept?.callId).toBe("call-1");
    expect(kept?.chunks.map(({ atMs }) => atMs)).toEqual([0, 320, 640, 960]);
    expect(kept?.blocks).toHaveLength(1);
    expect(kept?.restarts).toEqual(["user"]);
  });

  it("is finished only when it has come and stored the rest", async () => {
    const { memory, tape, arrive } = late();
    const finished = tape.finish();
    arrive();
    await finished;
    expect(memory.tapes[0]?.isFinished).toBe(true);
  });

  it("fails once when it cannot be loaded, and then takes anything", async () => {
    const { tape, failures, fail } = late();
    tape.user(chunk(0), 0);
    fail();
    await turns();
    expect(failures.map(({ reason }) => reason)).toEqual(["unavailable"]);
    tape.user(chunk(320), 20);
    await tape.flush();
    await tape.finish();
    expect(failures).toHaveLength(1);
  });
});
