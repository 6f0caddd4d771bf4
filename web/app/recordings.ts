import { atom } from "nanostores";
import { inCall } from "../core/call/in-call.ts";
import { isAbort, RecordingError, StorageError } from "../core/errors.ts";
import type { CallStore } from "../core/history/call-store.ts";
import { leftToPerson } from "../core/history/sound-state.ts";
import type { Encoder, EncoderFiles } from "../core/ports.ts";
import { wavRateHz } from "../core/recording/wav.ts";
import { betweenCalls, type LiveCall } from "./between-calls.ts";
import { callEnded } from "./call-ended.ts";
import { decodedWav } from "./decoded-wav.ts";
import type { EncodeJob, EncoderState, KeptSound, Recordings } from "./history-side.ts";
import { makeRecording } from "./make-recording.ts";
import { recordedSound } from "./recorded-sound.ts";

export interface RecordingsParts {
  readonly store: CallStore;
  readonly encoder: Encoder;
  readonly encoderFiles: EncoderFiles;
  /** The call that a person makes: nothing is encoded while it runs. */
  readonly live: LiveCall;
  /** The channels of an encoded file, samples −1…1. Takes the buffer. */
  readonly decode: (bytes: ArrayBuffer, rateHz: number) => Promise<readonly Float32Array[]>;
  /** Does the work while no other tab does any. @throws what the work throws; AbortError when that comes first */
  readonly alone: (work: () => Promise<void>, signal: AbortSignal) => Promise<void>;
  /** Of new recordings. */
  readonly channels: () => 1 | 2;
  /** Resolves when the page had a moment for other things. */
  readonly pause: () => Promise<void>;
}

/**
 * Recordings over the store and the encoder: one MP3 at a time in all tabs, since each takes much memory, and none while
 * the person is in a call.
 */
export function createRecordings(parts: RecordingsParts): Recordings {
  const { store, encoderFiles, live, decode, alone, channels, pause } = parts;
  const jobs = atom<ReadonlyMap<string, EncodeJob>>(new Map());
  const encoder = atom<EncoderState>({ bytes: encoderFiles.bytes, status: "unknown" });
  const stops = new Map<string, AbortController>();
  const inTurn = oneByOne();

  const show = (callId: string, job: EncodeJob | undefined) => {
    const others = [...jobs.get()].filter(([id]) => id !== callId);
    jobs.set(new Map(job === undefined ? others : [...others, [callId, job]]));
  };
  const waiting = (): EncodeJob => ({ status: "waiting", forCall: inCall(live.get().phase) });
  live.listen(({ phase }) => {
    for (const [callId, job] of jobs.get())
      if (job.status === "waiting" && job.forCall !== inCall(phase)) show(callId, waiting());
  });

  const run = async (callId: string, stop: AbortController) => {
    const { signal } = stop;
    // A job that was cancelled has nothing to say any more, least of all over its successor.
    const say = (job: EncodeJob | undefined) => {
      if (stops.get(callId) === stop) show(callId, job);
    };
    const work = (until: AbortSignal) => {
      say({ status: "running", step: "loading", share: 0 });
      return makeRecording(parts, callId, (progress) => say({ status: "running", ...progress }), until);
    };
    const workAlone = (until: AbortSignal) => alone(() => work(until), until);
    try {
      await callEnded(store, callId, signal);
      await inTurn(() => betweenCalls(live, workAlone, () => say(waiting()), signal));
      say(undefined);
    } catch (error) {
      say(isAbort(error) ? undefined : { status: "failed", error: failure(error) });
      if (signal.aborted) await leaveToPerson(callId);
    }
    if (stops.get(callId) === stop) stops.delete(callId);
    await refreshEncoder();
  };

  /** Who has cancelled it does not find it begun again by itself. */
  const leaveToPerson = (callId: string) =>
    store.changeCall(callId, leftToPerson).catch((error: unknown) => {
      console.warn("That the MP3 of a call is not wanted now could not be kept.", error);
    });

  const refreshEncoder = async () => {
    const isKept = await encoderFiles.isKept();
    if (encoder.get().status === "fetching") return;
    encoder.set({ bytes: encoderFiles.bytes, status: isKept ? "kept" : "absent" });
  };

  const finished = async (callId: string): Promise<KeptSound | undefined> => {
    const recording = await store.getRecording(callId);
    if (recording === undefined) return undefined;
    const { mp3, startedAtMs, durationMs, waveform } = recording;
    return {
      blob: new Blob([mp3], { type: "audio/mpeg" }),
      format: "mp3",
      startedAtMs,
      durationMs,
      waveform,
    };
  };

  const fromPieces = async (callId: string, channels: 1 | 2): Promise<KeptSound | undefined> => {
    const record = await store.getCall(callId);
    const recorded = record && (await recordedSound(store, record, pause));
    if (recorded === undefined) return undefined;
    const { startedAtMs, durationMs } = recorded.timeline;
    return { ...(await recorded.wav(channels)), format: "wav", startedAtMs, durationMs };
  };

  const decoded = async (mp3: Blob): Promise<Blob> => {
    const bytes = await mp3.arrayBuffer();
    const sound = await decode(bytes, wavRateHz).catch((cause: unknown) => {
      throw new RecordingError("encode", { cause });
    });
    return decodedWav(sound, wavRateHz, pause);
  };

  void refreshEncoder();
  return {
    jobs,
    encoder,
    make(callId) {
      if (stops.has(callId)) return;
      const stop = new AbortController();
      stops.set(callId, stop);
      show(callId, waiting());
      void run(callId, stop);
    },
    cancel(callId) {
      stops.get(callId)?.abort();
      stops.delete(callId);
      show(callId, undefined);
    },
    async sound(callId) {
      const made = await finished(callId);
      if (made !== undefined) return made;
      const recorded = await fromPieces(callId, 1);
      // The MP3 may have taken the place of the pieces while they were read.
      return (await finished(callId)) ?? recorded;
    },
    async wav(callId) {
      const recorded = await fromPieces(callId, channels());
      const made = await finished(callId);
      if (made !== undefined) return decoded(made.blob);
      if (recorded === undefined) throw new RecordingError("empty");
      return recorded.blob;
    },
    async keepEncoder() {
      if (encoder.get().status === "fetching") return;
      const say = (status: EncoderState["status"]) => encoder.set({ bytes: encoderFiles.bytes, status });
      say("fetching");
      try {
        say((await encoderFiles.keep(() => {}, new AbortController().signal)) ? "kept" : "failed");
      } catch {
        // What there is to say, the state says: it can be tried again.
        say("failed");
      }
    },
  };
}

/** Runs each work when all that were given before are over, however they ended. */
function oneByOne(): (work: () => Promise<void>) => Promise<void> {
  let last = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
}

/** Only these two are meant to come; whatever else does, the pieces are still there. */
function failure(error: unknown): RecordingError | StorageError {
  if (error instanceof RecordingError || error instanceof StorageError) return error;
  return new RecordingError("encode", { cause: error });
}
