import { msg, str } from "@lit/localize";
import { atom, type ReadableAtom } from "nanostores";
import { unreachable } from "../core/assert.ts";
import { captureRateHz } from "../core/audio/capture-messages.ts";
import type { CallPlan } from "../core/call/call-plan.ts";
import { FileCall, type FileCallEnd, type FileCallPorts } from "../core/call/file-call.ts";
import { inCall } from "../core/call/in-call.ts";
import type { CallState } from "../core/call/state.ts";
import { failureText } from "../core/history/failure-text.ts";
import { callOver, type LiveCall } from "./between-calls.ts";
import {
  type FileCallJob,
  type FileCallState,
  type FileCalls,
  isOver,
  type NamedFile,
} from "./file-calls.ts";

export interface FileCallsOptions {
  readonly ports: FileCallPorts;
  /** What a call that starts now is to be like. */
  readonly plan: () => CallPlan;
  /** The call that a person makes: files wait while it runs. */
  readonly live: LiveCall;
  /** Keeps the call that begins, as any other. */
  readonly keep: (state: ReadableAtom<CallState>) => void;
  /**
   * The sound of a file as mono at this rate; takes the bytes.
   * @throws if it is no sound that the platform knows
   */
  readonly decode: (bytes: ArrayBuffer, rateHz: number) => Promise<Float32Array>;
  /** How long a file plays, without decoding all of it; undefined where that cannot be told. Never rejects. */
  readonly lengthMs: (blob: Blob) => Promise<number | undefined>;
}

/** The service does not say how fast it takes sound; it sends its own 3.3 times faster than spoken. */
const speed = 2;

/**
 * A turn must reach the service on one connection, which is known to live for about ten minutes; sent at twice the
 * speed this leaves half of that for the answer.
 */
const longestMs = 10 * 60_000;

/** Ten minutes of the largest usual format, 24 bits of stereo at 96 kHz, are 346 MB. Larger ones would fill a phone. */
const largestBytes = 350_000_000;

/** Steps in which progress is told: finer ones would only make screens draw. */
const shareSteps = 100;

/** Calls from files, one after the other, so that only one file is in memory. */
export function createFileCalls(options: FileCallsOptions): FileCalls {
  const jobs = atom<readonly FileCallJob[]>([]);
  const files = new Map<number, NamedFile>();
  let nextId = 1;
  let running: { readonly id: number; call: FileCall | undefined } | undefined;

  const set = (id: number, state: FileCallState) =>
    jobs.set(jobs.get().map((job) => (job.id === id ? { ...job, state } : job)));

  const stateOf = (id: number) => jobs.get().find((job) => job.id === id)?.state;

  const work = async (id: number, file: NamedFile): Promise<FileCallState> => {
    set(id, { status: "reading" });
    const read = await readFile(file, options);
    await callOver(options.live);
    if (stateOf(id)?.status !== "reading") return { status: "cancelled" };
    if (typeof read === "string") return { status: "failed", message: read };
    const plan = options.plan();
    const call = new FileCall({
      ports: options.ports,
      plan,
      samples: read,
      speed,
      onSent: inSteps((share) => set(id, share < 1 ? { status: "sending", share } : { status: "answering" })),
    });
    if (running?.id === id) running.call = call;
    options.keep(call.state);
    return outcome(await call.run(), plan.id);
  };

  const next = async (): Promise<void> => {
    if (running !== undefined || inCall(options.live.get().phase)) return;
    const job = jobs.get().find(({ state }) => state.status === "waiting");
    const file = job && files.get(job.id);
    if (job === undefined || file === undefined) return;
    running = { id: job.id, call: undefined };
    files.delete(job.id);
    const end = await work(job.id, file);
    set(job.id, end);
    running = undefined;
    await next();
  };

  options.live.listen(() => void next());

  return {
    jobs,
    add(added) {
      const waiting = added.map((file): FileCallJob => {
        const id = nextId++;
        files.set(id, file);
        return { id, name: file.name, state: { status: "waiting" } };
      });
      jobs.set([...jobs.get(), ...waiting]);
      void next();
    },
    cancel(jobId) {
      const status = stateOf(jobId)?.status;
      if (status === "waiting" || status === "reading") set(jobId, { status: "cancelled" });
      if (running?.id === jobId) running.call?.cancel();
      files.delete(jobId);
    },
    clear: () => jobs.set(jobs.get().filter(({ state }) => !isOver(state))),
  };
}

function inSteps(tell: (share: number) => void): (share: number) => void {
  let told = -1;
  return (share) => {
    const step = Math.floor(share * shareSteps);
    if (step === told) return;
    told = step;
    tell(step / shareSteps);
  };
}

/** The samples, or a sentence that says why there are none. */
async function readFile(
  { blob }: NamedFile,
  options: Pick<FileCallsOptions, "decode" | "lengthMs">,
): Promise<Float32Array | string> {
  if (blob.size > largestBytes) return msg("This file is too large. Try one of less than 350 MB.");
  const longMs = await options.lengthMs(blob);
  if (longMs !== undefined && longMs > longestMs) return tooLong(longMs);
  let samples: Float32Array;
  try {
    samples = await options.decode(await blob.arrayBuffer(), captureRateHz);
  } catch (error) {
    // Otherwise the file is gone or has changed since it was chosen, or there is no room for it.
    return error instanceof DOMException && error.name === "EncodingError"
      ? msg("This is no sound that this browser knows. Try it as MP3, M4A or WAV.")
      : msg("This file could not be read. Choose it again.");
  }
  if (samples.length === 0) return msg("This file holds no sound.");
  const heardMs = (samples.length / captureRateHz) * 1_000;
  return heardMs > longestMs ? tooLong(heardMs) : samples;
}

function tooLong(lengthMs: number): string {
  const minutes = Math.ceil(lengthMs / 60_000);
  return msg(
    str`This file is ${minutes} minutes long, and a call takes 10 minutes at most. Cut it into parts.`,
  );
}

function outcome(end: FileCallEnd, callId: string): FileCallState {
  switch (end.type) {
    case "answered":
      return { status: "done", callId };
    case "cancelled":
      return { status: "cancelled" };
    case "unanswered":
      return {
        status: "failed",
        message: msg("The agent did not answer. What was sent is kept with your calls."),
      };
    case "lost":
      return {
        status: "failed",
        message: msg("The connection broke twice on the way. Add the file again later."),
      };
    case "failed":
      return {
        status: "failed",
        message: `${msg(failureText(end.error))} ${msg("Add the file again when that is mended.")}`,
      };
    default:
      return unreachable(end);
  }
}
