import { computed, type ReadableAtom } from "nanostores";
import { browserNetwork } from "./adapters/browser-network.ts";
import { browserStorage } from "./adapters/browser-storage.ts";
import { WebCallLocks } from "./adapters/call-locks.ts";
import { decodeAudio, decodeChannels } from "./adapters/decode-audio.ts";
import { EncoderCache } from "./adapters/encoder-cache.ts";
import { FfmpegEncoder } from "./adapters/ffmpeg-encoder.ts";
import { IdbCallStore } from "./adapters/idb-call-store.ts";
import { IdbToolStore } from "./adapters/idb-tool-store.ts";
import { pause } from "./adapters/pause.ts";
import { takeSharedFiles } from "./adapters/shared-files.ts";
import { soundLengthMs } from "./adapters/sound-length.ts";
import { webShare } from "./adapters/web-share.ts";
import { whileAlone } from "./adapters/while-alone.ts";
import { createBackup } from "./app/backups.ts";
import { callOver } from "./app/between-calls.ts";
import type { ComposedReturning } from "./app/create-returning.ts";
import { createFileCalls } from "./app/file-call-queue.ts";
import { isOver } from "./app/file-calls.ts";
import { createHistory } from "./app/history.ts";
import type { HistorySide } from "./app/history-side.ts";
import { holdWhile, undisturbed } from "./app/hold-while.ts";
import { keepCalls } from "./app/keep-call.ts";
import { lateArchives } from "./app/late-archives.ts";
import { lateRecorder } from "./app/late-recorder.ts";
import { createRecorder, lastPieces } from "./app/recorder.ts";
import { createRecordings } from "./app/recordings.ts";
import type { SettingsModel } from "./app/settings.ts";
import { createStorage } from "./app/storage.ts";
import { createUpkeep } from "./app/upkeep.ts";
import type { CallPorts } from "./core/call/call.ts";
import type { CallPlan } from "./core/call/call-plan.ts";
import type { CallState } from "./core/call/state.ts";
import { StorageError } from "./core/errors.ts";
import type { PictureAlbum } from "./core/ports.ts";
import type { WorkPlace } from "./core/work-place.ts";

export interface HistoryRootOptions
  extends SettingsModel,
    Pick<CallPorts, "clock" | "transport" | "toolbox"> {
  readonly call: ReadableAtom<CallState>;
  /** What a call that starts now is to be like. */
  readonly plan: () => CallPlan;
  readonly returning: Pick<ComposedReturning, "offer" | "offered" | "mayWrite">;
  /** What is made of calls counts as work there. */
  readonly work: WorkPlace;
}

/** Composes what keeps calls; loaded late, so that none of it weighs on the first load. */
export function createHistorySide(options: HistoryRootOptions): HistorySide {
  const { call, plan, clock, transport, toolbox, returning, work, settings, change } = options;
  const store = new IdbCallStore();
  const locks = new WebCallLocks();
  const storage = createStorage(store, browserStorage());
  const calm = () => callOver(call);
  const encoderFiles = new EncoderCache({ clock });
  const recordings = createRecordings({
    store,
    encoder: new FfmpegEncoder({ clock, files: encoderFiles }),
    encoderFiles,
    live: call,
    decode: decodeChannels,
    alone: whileAlone,
    channels: () => (settings.get().recordingChannels === "stereo" ? 2 : 1),
    pause,
  });
  const upkeep = createUpkeep({
    store,
    locks,
    offered: () => returning.offered(),
    settings,
    clock,
    onTrouble,
    calm,
    onUnmade: (callId) => {
      // One that failed here says so, and offers to try again.
      if (!recordings.jobs.get().has(callId)) recordings.make(callId);
    },
  });
  const history = createHistory({
    store,
    clock,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    prepare: () => upkeep.run(),
    onTrouble,
    calm,
  });
  // Its own start goes first.
  const onStart = () => void calm().then(() => upkeep.run());
  const keep = (state: ReadableAtom<CallState>) =>
    keepCalls({
      call: state,
      store,
      clock,
      locks,
      onTrouble,
      mayWrite: (id) => returning.mayWrite(id),
      onStart,
    });
  const recorder = createRecorder({
    write: async (piece) => {
      if (await returning.mayWrite(piece.callId)) await store.putPiece(piece);
    },
    last: (callId) => lastPieces(store, callId),
    hold: (callId) => locks.hold(callId),
    onFinished: (callId) => {
      const { id, phase } = call.get();
      // The tab that has it now makes the recording: more sound is to come.
      if (id === callId && phase.name === "ended" && phase.outcome.type === "elsewhere") return;
      recordings.make(callId);
      void storage.persist();
    },
  });
  const album: PictureAlbum = {
    count: async (callId) => (await store.getCall(callId))?.pictures ?? 0,
    async add(callId, picture) {
      if (!(await returning.mayWrite(callId))) return;
      // The call itself may still be on its way there.
      await keeping.flush();
      if (!(await store.putPictures(callId, [picture]))) throw new StorageError("unavailable");
    },
  };
  const archives = lateArchives(async () => (await import("./adapters/zip-files.ts")).zipFiles);
  const keeping = keep(call);
  const fileCalls = createFileCalls({
    ports: {
      transport,
      toolbox,
      recorder: lateRecorder(async () => recorder),
      clock,
      network: browserNetwork,
    },
    plan,
    live: call,
    keep,
    decode: decodeAudio,
    lengthMs: soundLengthMs,
  });
  holdWhile(work, recordings.jobs, (jobs) => [...jobs.values()].some(({ status }) => status !== "failed"));
  holdWhile(work, fileCalls.jobs, (jobs) => jobs.some(({ state }) => !isOver(state)));
  const backup = createBackup({
    store,
    tools: new IdbToolStore(),
    archives,
    clock,
    settings: () => settings.get(),
    change,
  });
  // A share opens the history, and so comes by here.
  takeSharedFiles().then(
    (files) => fileCalls.add(files),
    (error: unknown) => console.warn("Shared files could not be read.", error),
  );
  addEventListener("pagehide", () => {
    void keeping.flush();
    void history.settleRemovals();
  });
  return {
    store,
    recorder,
    album,
    recover: () => upkeep.run(),
    async settled(callId) {
      await Promise.all([keeping.flush(), recorder.settled(callId)]);
    },
    history,
    interrupted: computed(returning.offer, (offer) => (offer.type === "return" ? offer.callId : undefined)),
    recordings,
    storage,
    archives,
    sharing: webShare(),
    backup: {
      create: (...how) => undisturbed(work, () => backup.create(...how)),
      restore: (...how) => undisturbed(work, () => backup.restore(...how)),
    },
    fileCalls,
    undisturbed: (action) => undisturbed(work, action),
  };
}

/** What went wrong behind the screens: the call goes on, and what can be done is tried again. */
function onTrouble(error: StorageError): void {
  console.warn(error.message, error);
}
