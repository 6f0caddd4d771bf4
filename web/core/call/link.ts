import { SessionError } from "../errors.ts";
import { median } from "../median.ts";
import type { CallCommand, Step } from "./command.ts";
import type { LinkReading } from "./happening.ts";
import type { CallState, Link } from "./state.ts";
import { awaitedCalls } from "./tool-calls.ts";
import { leftUnanswered } from "./unanswered.ts";

/** How often the open session is looked at. */
export const lookMs = 1_000;

/** A service that was heard from within this is one that sends by itself, also while nobody speaks … */
const pulseMs = 2_500;
/** … if it was so often enough in a row. */
const steadyLooks = 5;
/** Such a service is lost when nothing came for so long. */
const silentMs = 5_000;

/** About 2 s of sound in the socket, more at each of so many looks, and nothing coming back: nobody takes it. */
const cloggedBytes = 94_000;
const cloggedLooks = 3;

/** A device without a network may have another one in a moment. */
const offlineMs = 2_500;

/** The person has finished, and nothing whatever came: a reminder, then another connection. */
const nudgeAfterMs = 4_000;
const stalledAfterMs = 10_000;

/** Connections were seen to be closed after 10.3 minutes without a word. */
const longestConnectionMs = 510_000;
/** A move takes less than this. */
const moveTakesMs = 3_000;
/** For a `goAway` that names no time: 10 s is the least that was seen. */
const leastNoticeMs = 10_000;
const moveAgainMs = 10_000;

/** Answers take more than twice as long as at first, and longer than anyone likes. */
const slowFactor = 2;
const slowMs = 3_000;
const comparedAnswers = 3;

/** A session is open: it is looked at from now on. */
export function openedLink(link: Link, atMs: number): Link {
  return {
    ...link,
    openedAtMs: atMs,
    closesAtMs: undefined,
    refresh: false,
    moving: false,
    pulse: 0,
    clogged: 0,
    queuedBytes: 0,
    offlineAtMs: undefined,
    nudged: false,
    answersMs: [],
  };
}

/** The service will close the connection. */
export function goAway(state: CallState, timeLeftMs: number | undefined, atMs: number): Step {
  const closesAtMs = atMs + (timeLeftMs ?? leastNoticeMs);
  return moveWhenDue({ ...state, link: { ...state.link, closesAtMs } }, atMs);
}

/** The person wants a fresh connection. */
export function refreshLink(state: CallState, atMs: number): Step {
  return moveWhenDue({ ...state, link: { ...state.link, refresh: true } }, atMs);
}

/** It is time to look again. */
export function linkTimer(state: CallState): Step {
  if (state.phase.name !== "live") return [state, []];
  return [state, [{ type: "read-link" }, { type: "set-timer", timer: "link", delayMs: lookMs }]];
}

/** The device lost its network, or has one again. Sockets are not told. */
export function networkChanged(state: CallState, online: boolean, atMs: number): Step {
  const offlineAtMs = online ? undefined : atMs;
  const next: CallState = { ...state, link: { ...state.link, offlineAtMs } };
  return online && state.phase.name === "reconnecting"
    ? [
        next,
        [
          { type: "clear-timer", timer: "reconnect" },
          { type: "connect", handle: state.handle },
        ],
      ]
    : [next, []];
}

/** What is wrong with the open session, as seen from outside. */
export type Finding =
  | { readonly type: "fine" }
  /** Nothing came since the person finished. */
  | { readonly type: "stalled" }
  | { readonly type: "dead"; readonly error: SessionError };

/** Judges a look at the open session. */
export function judge(state: CallState, reading: LinkReading, atMs: number): Finding {
  const dead =
    isOffline(state.link, reading, atMs) ||
    hasNoPulse(state, reading) ||
    isClogged(state.link, reading) ||
    hasStalled(state, reading, atMs, stalledAfterMs);
  if (dead) return { type: "dead", error: new SessionError("silent") };
  const stalled = mayNudge(state) && hasStalled(state, reading, atMs, nudgeAfterMs);
  return { type: stalled ? "stalled" : "fine" };
}

/** The open session is alive: what was seen is noted, and what is due is done. */
export function noteReading(state: CallState, reading: LinkReading, finding: Finding, atMs: number): Step {
  const { link } = state;
  const { quietMs, queuedBytes } = reading;
  const fuller = queuedBytes > cloggedBytes && queuedBytes > link.queuedBytes;
  const looked: Link = {
    ...link,
    pulse: isIdle(state) ? pulseAfter(link.pulse, quietMs) : link.pulse,
    clogged: fuller ? link.clogged + 1 : 0,
    // A little is always on its way.
    queuedBytes: queuedBytes > cloggedBytes ? queuedBytes : 0,
    nudged: link.nudged || finding.type === "stalled",
  };
  // Most looks find nothing new, and what is the same need not be drawn again.
  const same = (Object.keys(looked) as (keyof Link)[]).every((key) => looked[key] === link[key]);
  const seen = same ? state : { ...state, link: looked };
  const [next, commands] = moveWhenDue(isIgnored(state, atMs) ? leftUnanswered(seen) : seen, atMs);
  return [next, finding.type === "stalled" ? [{ type: "nudge" }, ...commands] : commands];
}

/** Only a service that sends while nobody speaks sends by itself. */
function isIdle({ floor, unanswered, log }: CallState): boolean {
  return floor.arriving === undefined && unanswered.sinceMs === undefined && awaitedCalls(log).length === 0;
}

function pulseAfter(pulse: number, quietMs: number): number {
  if (quietMs < pulseMs) return Math.min(pulse + 1, steadyLooks);
  return quietMs < silentMs ? pulse : 0;
}

/** The service lives, and chose not to answer. */
function isIgnored({ unanswered, log }: CallState, atMs: number): boolean {
  const { sinceMs } = unanswered;
  return sinceMs !== undefined && atMs - sinceMs >= stalledAfterMs && awaitedCalls(log).length === 0;
}

/** Whether answers have become so slow that a fresh connection is worth the trouble. */
export function hasBecomeSlow({ answersMs }: Link): boolean {
  if (answersMs.length < 2 * comparedAnswers) return false;
  const before = median(answersMs.slice(0, comparedAnswers));
  const now = median(answersMs.slice(-comparedAnswers));
  return now > slowMs && now > slowFactor * before;
}

/** Begins to move if there is a reason to, and nobody is disturbed, or no time is left to wait for that. */
function moveWhenDue(state: CallState, atMs: number): Step {
  const { link, phase } = state;
  if (phase.name !== "live" || link.moving || atMs < link.moveNotBeforeMs) return [state, []];
  const leftMs = (link.closesAtMs ?? Number.POSITIVE_INFINITY) - atMs;
  const old = atMs - (link.openedAtMs ?? atMs) >= longestConnectionMs;
  if (!old && !link.refresh && link.closesAtMs === undefined) return [state, []];
  if (leftMs > moveTakesMs && !isQuiet(state)) return [state, []];
  const move: CallCommand = { type: "move", handle: state.handle };
  return [{ ...state, link: { ...link, moving: true } }, [move]];
}

/** The move could not even begin: the session that is open goes on, and it is tried again. */
export function moveFailed(state: CallState, atMs: number): Step {
  const link: Link = { ...state.link, moving: false, moveNotBeforeMs: atMs + moveAgainMs };
  return [{ ...state, link }, []];
}

/** Nobody speaks, nothing is asked or waited for, and the handle stands for all that was said. */
function isQuiet({ floor, unanswered, log, handle, link }: CallState): boolean {
  return (
    !floor.voice.speaking &&
    floor.arriving === undefined &&
    floor.queued === undefined &&
    unanswered.speechSinceMs === undefined &&
    unanswered.texts.length === 0 &&
    awaitedCalls(log).length === 0 &&
    handle !== undefined &&
    link.resumable
  );
}

function isOffline({ offlineAtMs }: Link, { quietMs }: LinkReading, atMs: number): boolean {
  return offlineAtMs !== undefined && atMs - offlineAtMs >= offlineMs && quietMs >= offlineMs;
}

/** While the service waits for a tool, or for its own words to be heard to their end, it has nothing to send. */
function hasNoPulse({ link, log, floor }: CallState, { quietMs }: LinkReading): boolean {
  if (link.pulse < steadyLooks || awaitedCalls(log).length > 0) return false;
  const waits = log.find((entry) => entry.id === floor.arriving);
  const audioMs = floor.generated && waits?.kind === "turn" ? waits.audioMs : 0;
  return quietMs >= silentMs + audioMs;
}

function isClogged(link: Link, { quietMs, queuedBytes }: LinkReading): boolean {
  return link.clogged >= cloggedLooks && queuedBytes > link.queuedBytes && quietMs >= cloggedLooks * lookMs;
}

/** Once, and not with push-to-talk: the end of each turn was said there, and there is nothing else to send. */
function mayNudge({ link, talk }: CallState): boolean {
  return !link.nudged && talk.way !== "push-to-talk";
}

/**
 * Whether nothing at all came since the person finished; who still talks has not, whatever was typed meanwhile. Who
 * chooses not to answer still sends something.
 */
function hasStalled(
  { unanswered, log, floor }: CallState,
  { quietMs }: LinkReading,
  atMs: number,
  ms: number,
) {
  if (unanswered.sinceMs === undefined || floor.voice.speaking || awaitedCalls(log).length > 0) return false;
  const waitedMs = atMs - unanswered.sinceMs;
  return waitedMs >= ms && quietMs >= waitedMs;
}
