import type { HeardEvent, SessionTrace } from "./trace.ts";

/** What came in on one socket. */
export interface HeardSession {
  /** Whether its setup was accepted. */
  readonly ready: boolean;
  /** The handle that it was resumed with. */
  readonly handle: string | undefined;
  /** Where that handle is from, if from one of these sessions. */
  readonly from: Origin | undefined;
  /** PCM s16le mono. */
  readonly pcm: Uint8Array;
  readonly rateHz: number;
  readonly events: readonly HeardEvent[];
}

/** The moment at which a handle was offered. */
export interface Origin {
  /** Number of the session, from 0. */
  readonly session: number;
  /** How much sound that session had heard by then. */
  readonly audioBytes: number;
  /** How many events it had by then, the offer included. */
  readonly events: number;
}

/** The part of a session that a later one knows of. */
export interface HeardPart {
  /** Number of the session, from 0. */
  readonly session: number;
  readonly pcm: Uint8Array;
  readonly events: readonly HeardEvent[];
}

/** What the service heard over the sessions of one call. */
export interface HeardCall {
  /** One for each socket, in the order in which they came. */
  readonly sessions: readonly HeardSession[];
  /** All sound that came in, socket after socket. */
  readonly pcm: Uint8Array;
  /**
   * What the newest accepted session has heard of the call, oldest first: of each session before it that it was
   * resumed from just what was in by the time of the handle. What came later, the service has forgotten.
   */
  readonly known: readonly HeardPart[];
}

/** Puts the sessions of one call together. Throws if their traces do not hold everything. */
export function heardBy(traces: readonly SessionTrace[]): HeardCall {
  if (traces.some(({ depth }) => depth !== "whole")) {
    throw new Error('The traces hold the newest part only: serve the simulator with `trace: "whole"`.');
  }
  const origins = originsOf(traces);
  const sessions = traces.map((trace): HeardSession => {
    const handle = trace.heard.find((event) => event.type === "setup")?.handle;
    return {
      ready: trace.readyAtMs !== undefined,
      handle,
      from: handle === undefined ? undefined : origins.get(handle),
      pcm: trace.audio.slice(),
      rateHz: trace.rateHz,
      events: [...trace.heard],
    };
  });
  const all = Number.POSITIVE_INFINITY;
  const newest = sessions.findLastIndex(({ ready }) => ready);
  return {
    sessions,
    pcm: Buffer.concat(sessions.map(({ pcm }) => pcm)),
    known: knownTo(sessions, { session: newest, audioBytes: all, events: all }),
  };
}

function originsOf(traces: readonly SessionTrace[]): ReadonlyMap<string, Origin> {
  const offers = traces.flatMap(({ heard }, session) =>
    heard.flatMap((event, index) =>
      event.type === "handle-offered"
        ? [[event.handle, { session, audioBytes: event.audioBytes, events: index + 1 }] as const]
        : [],
    ),
  );
  return new Map(offers);
}

function knownTo(
  sessions: readonly HeardSession[],
  { session, audioBytes, events }: Origin,
): readonly HeardPart[] {
  const last = sessions[session];
  if (last === undefined) return [];
  const before = last.from === undefined ? [] : knownTo(sessions, last.from);
  const pcm = last.pcm.subarray(0, audioBytes);
  return [...before, { session, pcm, events: last.events.slice(0, events) }];
}
