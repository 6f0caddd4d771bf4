import { type CallError, SessionError } from "../errors.ts";
import { sendAnswers } from "./answers.ts";
import type { CallCommand, Step } from "./command.ts";
import type { CallEvent, LinkReading } from "./happening.ts";
import { idleCall } from "./idle.ts";
import { judge, lookMs, noteReading, openedLink } from "./link.ts";
import { remedy } from "./reconnect.ts";
import { closeGaps } from "./recording.ts";
import { noShare } from "./share.ts";
import type { CallAbout, CallState, Link, Notice, Outcome, Phase } from "./state.ts";
import { openMicrophone, talkAtFirst } from "./talk-plan.ts";
import { think } from "./thinking.ts";
import { cancelOpen, inWords, openCalls, orphan } from "./tool-calls.ts";
import { changeTurn, closeUserTurn, completeTurn } from "./transcript.ts";
import { tell, toTell } from "./unanswered.ts";
import type { Unsure } from "./uplink.ts";
import { hasSpoken } from "./voice.ts";

/** A session that lived so long was healthy: a loss after it is a new one. */
const healthyMs = 15_000;
/** A session that lived less was dead on arrival. */
const shortLifeMs = 5_000;

/** Sound so old may not have arrived when a connection is found to be lost. */
const unsureMs = 2_000;
/** A voice is noticed so long after it began. */
const onsetMs = 400;

/** The start button was pressed. */
export function start(event: Extract<CallEvent, { type: "start" }>): Step {
  const { id, about, greeting, record, keepPictures, talk = openMicrophone, budget, atMs } = event;
  return [
    {
      ...idleCall,
      id,
      about,
      phase: { name: "requesting-microphone" },
      startedAtMs: atMs,
      greeting,
      budget,
      recording: record ? "on" : "off",
      pictures: keepPictures === true ? "on" : "off",
      talk: talkAtFirst(talk),
    },
    [{ type: "set-taping", taping: record }, { type: "open-microphone" }],
  ];
}

/** Microphone and speaker are open. */
export function microphoneReady(state: CallState): Step {
  if (state.phase.name !== "requesting-microphone") return [state, []];
  return [{ ...state, phase: { name: "connecting" } }, [{ type: "connect", handle: undefined }]];
}

/** A session is open. The agent greets once, unless the person has already begun to talk. */
export function connected(
  state: CallState,
  { model, isFree = false }: Pick<Extract<CallEvent, { type: "connected" }>, "model" | "isFree">,
  atMs: number,
): Step {
  const live: CallState = {
    ...state,
    about: withModel(state.about, model),
    budget: isFree ? undefined : state.budget,
    phase: { name: "live", sinceMs: atMs },
    greeting: undefined,
    sessions: state.sessions + 1,
    link: openedLink(state.link, atMs),
    notices: reconnectedNotices(state, atMs),
  };
  const look: CallCommand = { type: "set-timer", timer: "link", delayMs: lookMs };
  const again = state.unanswered.texts.map((text): CallCommand => ({ type: "send-text", text }));
  const [answering, answers] = sendAnswers(live);
  const [greeted, greeting] = greet(answering, state.greeting, atMs);
  const asked = greeted.unanswered.texts.length > 0 || greeted.unanswered.speechSinceMs !== undefined;
  const [next, more] = asked ? think(greeted) : ([greeted, []] as const);
  return [next, [look, ...answers, ...again, ...greeting, ...more]];
}

/** Before the server has told what it offers, its default is asked for without a name. */
function withModel(about: CallAbout, model: string | undefined): CallAbout {
  return about.model === "" && model !== undefined ? { ...about, model } : about;
}

function greet(state: CallState, greeting: string | undefined, atMs: number): Step {
  return greeting === undefined || hasSpoken(state.floor.voice) ? [state, []] : tell(state, greeting, atMs);
}

/** A move on purpose is nobody's business. */
function reconnectedNotices(state: CallState, atMs: number): readonly Notice[] {
  const { phase, notices, sessions, link } = state;
  if (sessions > 0 && !link.resumed) return noted(state, "started-afresh", atMs);
  return phase.name === "reconnecting" && phase.error !== undefined
    ? noted(state, "reconnected", atMs)
    : notices;
}

/** A connect did not succeed: the first one ends the call, a later one is tried again as long as the policy allows. */
export function connectFailed(state: CallState, error: CallError, atMs: number): Step {
  if (state.phase.name !== "reconnecting") return end(state, { type: "failed", error }, atMs);
  return reconnectOrEnd(state, error, state.phase, atMs);
}

/** The new session is about to open, and the one before was closed for it. */
export function moving(state: CallState, quietMs: number, atMs: number): Step {
  if (state.phase.name !== "live") return [state, []];
  const [cut, commands] = loseSession(state, quietMs, atMs);
  const link: Link = { ...cut.link, resumed: state.handle !== undefined };
  const phase: Phase = { name: "reconnecting", attempt: 0, sinceMs: atMs, error: undefined };
  return [{ ...cut, link, phase }, commands];
}

/** A look at the open session. */
export function linkRead(state: CallState, reading: LinkReading, atMs: number): Step {
  if (state.phase.name !== "live") return [state, []];
  const finding = judge(state, reading, atMs);
  if (finding.type !== "dead") return noteReading(state, reading, finding, atMs);
  const [next, commands] = closed(state, finding.error, reading.quietMs, atMs);
  return [next, [{ type: "drop-session" }, ...commands]];
}

/** The open session is lost, `quietMs` after the service was last heard from. */
export function closed(state: CallState, error: CallError, quietMs: number, atMs: number): Step {
  const [cut, commands] = loseSession(state, quietMs, atMs);
  const lost: CallState = {
    ...cut,
    link: {
      ...cut.link,
      shortLives: livedMs(state, atMs) < shortLifeMs ? cut.link.shortLives + 1 : 0,
    },
    notices: noted(state, "connection-lost", atMs),
  };
  const [next, more] = reconnectOrEnd(lost, error, { attempt: 0, sinceMs: atMs }, atMs);
  return [next, [...commands, ...more]];
}

/** How long the open session has been open. */
function livedMs({ link }: CallState, atMs: number): number {
  return atMs - (link.openedAtMs ?? atMs);
}

/**
 * There is no session any more. What the agent said until then is played to its end; what the person said and nobody
 * answered goes to the next session once more; tools go on, and the next session is told what they found.
 */
function loseSession(state: CallState, quietMs: number, atMs: number): Step {
  const { arriving, generated } = state.floor;
  const brokenOff = arriving !== undefined && !generated;
  const without: CallState = {
    ...state,
    // What is still queued is heard to its end.
    activity: state.floor.queued === undefined ? "listening" : state.activity,
    log: orphan(changeTurn(state.log, arriving, (turn) => completeTurn(turn, atMs))),
    answers: [],
    floor: { ...state.floor, arriving: undefined, generated: false, discardingAtMs: undefined },
    link: {
      ...state.link,
      openedAtMs: undefined,
      moving: false,
      attempts: livedMs(state, atMs) >= healthyMs ? 0 : state.link.attempts,
    },
    unanswered: { ...state.unanswered, heardAnew: openSpeech(state) },
  };
  const toldLater = [
    ...state.answers.map(({ name, response }) => inWords(name, response)),
    ...(brokenOff ? [goOn] : []),
  ];
  const finish: readonly CallCommand[] = brokenOff ? [{ type: "finish-playback", turn: arriving }] : [];
  return [
    toldLater.reduce((before, text) => toTell(before, text, atMs), without),
    [
      { type: "clear-timer", timer: "link" },
      { type: "await-no-tool" },
      ...finish,
      { type: "rewind-uplink", unsure: unsureOf(state, quietMs, atMs) },
    ],
  ];
}

const goOn =
  "(The connection broke while you were speaking. Go on from where you were cut off; do not begin anew.)";

/** The spoken turn that nobody answered yet. */
function openSpeech({ log, unanswered }: CallState): number | undefined {
  const last = log.at(-1);
  const isOpen = last?.kind === "turn" && last.role === "user" && last.status === "open";
  return isOpen && unanswered.speechSinceMs !== undefined ? last.id : undefined;
}

/** What the next session gets once more: all that may be lost, and as little as possible that was answered. */
function unsureOf({ unanswered, floor }: CallState, quietMs: number, atMs: number): Unsure {
  const { startedAtMs, endedAtMs, speaking } = floor.voice;
  const sentMs = unsureMs + quietMs;
  if (unanswered.speechSinceMs !== undefined)
    return { sentMs, saidMs: Math.max(sentMs, atMs - unanswered.speechSinceMs + onsetMs) };
  const answeredAtMs = (speaking ? startedAtMs : endedAtMs) ?? Number.NEGATIVE_INFINITY;
  return { sentMs, saidMs: Math.min(sentMs, atMs - answeredAtMs) };
}

function reconnectOrEnd(
  state: CallState,
  error: CallError,
  loss: { readonly attempt: number; readonly sinceMs: number },
  atMs: number,
): Step {
  const { attempts, resumed, shortLives } = state.link;
  const found = remedy({ attempts, elapsedMs: atMs - loss.sinceMs, error, resumed, shortLives });
  switch (found.type) {
    case "connect": {
      const handle = found.afresh ? undefined : state.handle;
      const link: Link = { ...state.link, attempts: attempts + 1, resumed: handle !== undefined };
      const phase: Phase = {
        name: "reconnecting",
        attempt: loss.attempt + 1,
        sinceMs: loss.sinceMs,
        error,
      };
      const { delayMs, spreadMs } = found;
      return [
        { ...state, phase, handle, link },
        [{ type: "set-timer", timer: "reconnect", delayMs, spreadMs }],
      ];
    }
    case "give-up":
      return end(state, { type: "failed", error }, atMs);
    case "too-late":
      return end(state, { type: "failed", error: notRestored(error) }, atMs);
    default:
      return found satisfies never;
  }
}

function notRestored(cause: CallError): SessionError {
  return new SessionError("not-restored", { cause });
}

export function noted({ notices }: CallState, type: Notice["type"], atMs: number): readonly Notice[] {
  return [...notices, { type, atMs }];
}

/** The pause before a reconnect is over. */
export function reconnectTimer(state: CallState): Step {
  if (state.phase.name !== "reconnecting") return [state, []];
  return [state, [{ type: "connect", handle: state.handle }]];
}

/** Ends the call, however far it got; everything it holds is released and everything it logged is closed. */
export function end(state: CallState, outcome: Outcome, atMs: number): Step {
  const open = openCalls(state.log);
  const log = cancelOpen(closeUserTurn(state.log, atMs), atMs);
  return [
    {
      ...state,
      phase: { name: "ended", atMs, outcome },
      activity: "listening",
      mutedSpeech: false,
      talk: talkAtFirst(state.talk),
      log: changeTurn(log, state.floor.arriving, (turn) => completeTurn(turn, atMs)),
      floor: idleCall.floor,
      handle: undefined,
      greeting: undefined,
      link: idleCall.link,
      unanswered: idleCall.unanswered,
      answers: [],
      audioTroubles: [],
      share: noShare,
      // In another tab what is off the record stays so.
      gaps: outcome.type === "elsewhere" ? state.gaps : closeGaps(state.gaps, atMs),
      ending: undefined,
    },
    [{ type: "cancel-tools", ids: open.map((entry) => entry.call.id) }, { type: "release" }],
  ];
}
