import { unreachable } from "../assert.ts";
import type { LiveEvent } from "../live/messages.ts";
import {
  agentAudio,
  agentText,
  generationComplete,
  interrupted,
  playbackDrained,
  playbackFlushed,
  playbackStarted,
  playbackStopped,
  restingActivity,
  turnComplete,
} from "./agent-turn.ts";
import { sendAnswers } from "./answers.ts";
import { audioChanged } from "./audio-changes.ts";
import { spent } from "./budget.ts";
import type { Step, TimerName } from "./command.ts";
import { endAsked, endingTimer, keepTalking } from "./ending.ts";
import type { CallEvent } from "./happening.ts";
import { picturesStopped } from "./kept-pictures.ts";
import {
  closed,
  connected,
  connectFailed,
  end,
  linkRead,
  microphoneReady,
  moving,
  noted,
  reconnectTimer,
  start,
} from "./lifecycle.ts";
import { goAway, linkTimer, moveFailed, networkChanged, refreshLink } from "./link.ts";
import { offRecord, recordingFailed } from "./recording.ts";
import { returned } from "./returned.ts";
import { shareAsked, shareEnded, shareOpened } from "./share.ts";
import type { CallState } from "./state.ts";
import { closeWhileHeard, holdToTalk, reopenTimer, talkEndTimer, turnEndTimer } from "./talking.ts";
import { think } from "./thinking.ts";
import {
  toolAsking,
  toolCalls,
  toolCallsCancelled,
  toolCard,
  toolProgress,
  toolRetry,
  toolSettled,
} from "./tool-turn.ts";
import { bargeInTimer, mute, muteTimer, typedText, userText, voice } from "./user-turn.ts";

/**
 * The whole control plane of a call: what happened → the next state and what to do. Pure; sound never passes through.
 * Before a call and after its end everything but a new start is ignored, so late events are harmless.
 */
export function reduce(state: CallState, event: CallEvent): Step {
  const resting = state.phase.name === "idle" || state.phase.name === "ended";
  if (event.type === "start") return resting ? start(event) : [state, []];
  if (event.type === "playback-stopped") {
    const underruns = state.underruns + (event.underruns ?? 0);
    return playbackStopped({ ...state, underruns }, event.turn, event.heardMs);
  }
  return resting ? [state, []] : closeWhileHeard(state, reduceRunning(state, event));
}

function reduceRunning(
  state: CallState,
  event: Exclude<CallEvent, { type: "start" | "playback-stopped" }>,
): Step {
  const { atMs } = event;
  switch (event.type) {
    case "microphone-ready":
      return microphoneReady(state);
    case "returned":
      return returned(state, event.call, atMs);
    case "microphone-failed":
      return end(state, { type: "failed", error: event.error }, atMs);
    case "audio-changed":
      return audioChanged(state, event.change, atMs);
    case "connected":
      return connected(state, event, atMs);
    case "connect-failed":
      return connectFailed(state, event.error, atMs);
    case "closed":
      return closed(state, event.error, event.quietMs, atMs);
    case "moving":
      return moving(state, event.quietMs, atMs);
    case "move-failed":
      return moveFailed(state, atMs);
    case "link-read":
      return linkRead(state, event, atMs);
    case "network":
      return networkChanged(state, event.online, atMs);
    case "uplink-poor":
      return [{ ...state, link: { ...state.link, poor: event.poor } }, []];
    case "uplink-dropped":
      return soundDropped(state, event.ms, atMs);
    case "refresh":
      return refreshLink(state, atMs);
    case "live":
      return reduceLive(state, event.event, atMs);
    case "audible":
      return [{ ...state, audible: event.audible }, []];
    case "agent-audio":
      return agentAudio(state, event.durationMs, atMs);
    case "playback-started":
      return playbackStarted(state, event.turn, atMs);
    case "playback-drained":
      return playbackDrained(state, event.turn, atMs);
    case "playback-flushed":
      return playbackFlushed(state, event.turn, event.heardMs, atMs);
    case "voice":
      return voice(state, event.speaking, atMs);
    case "mute":
      return mute(state, event.muted, atMs);
    case "hold-to-talk":
      return holdToTalk(state, event.held, atMs);
    case "off-record":
      return offRecord(state, event.off, atMs);
    case "recording-failed":
      return recordingFailed(state, atMs);
    case "pictures-stopped":
      return picturesStopped(state, event.why, atMs);
    case "text":
      return typedText(state, event.text, atMs);
    case "tool-settled":
      return toolSettled(state, event.outcome, atMs);
    case "tool-asking":
      return toolAsking(state, event.callId, event.asking);
    case "tool-progress":
      return toolProgress(state, event.callId, event.text, event.response);
    case "tool-card":
      return toolCard(state, event.callId, event.card);
    case "context":
      return [{ ...state, context: event.values }, []];
    case "tool-retry":
      return toolRetry(state, event.callId, atMs);
    case "keep-talking":
      return keepTalking(state, atMs);
    case "end-asked":
      return endAsked(state, event.reason, atMs);
    case "share":
      return shareAsked(state, event.source);
    case "share-opened":
      return shareOpened(state);
    case "share-ended":
      return shareEnded(state, event.trouble);
    case "timer":
      return reduceTimer(state, event.timer, atMs);
    case "hang-up":
      return end(state, { type: "hung-up" }, atMs);
    case "leave":
      return end(state, event.outcome, atMs);
    default:
      return unreachable(event);
  }
}

function reduceLive(state: CallState, event: Exclude<LiveEvent, { type: "audio" }>, atMs: number): Step {
  switch (event.type) {
    case "interrupted":
      return interrupted(state, atMs);
    case "output-text":
      return agentText(state, event.text, atMs);
    case "input-text":
      return userText(state, event.text, atMs);
    case "generation-complete":
      return generationComplete(state);
    case "turn-complete":
      return turnComplete(state, atMs);
    case "waiting-for-input":
      return [{ ...state, activity: "listening" }, []];
    case "interaction":
      return event.status === "in-progress" ? think(state) : [state, []];
    case "tool-calls":
      return toolCalls(state, event.calls, atMs);
    case "tool-calls-cancelled":
      return toolCallsCancelled(state, event.ids, atMs);
    case "usage":
      return spent(state, event.usage, atMs);
    case "handle":
      return [
        {
          ...state,
          handle: event.handle,
          link: { ...state.link, handleAtMs: atMs, resumable: true },
        },
        [],
      ];
    case "not-resumable":
      return [{ ...state, link: { ...state.link, resumable: false } }, []];
    case "go-away":
      return goAway(state, event.timeLeftMs, atMs);
    // Known to the protocol and of no consequence for a call: guesses and thoughts are not shown, and this device hears
    // the voice itself.
    case "interim-input-text":
    case "thought":
    case "voice-activity":
    case "grounding":
      return [state, []];
    default:
      return unreachable(event);
  }
}

function reduceTimer(state: CallState, timer: TimerName, atMs: number): Step {
  switch (timer) {
    // The service may choose not to answer; without a sign from it the call goes on listening.
    case "thinking":
      return state.activity === "thinking"
        ? [{ ...state, activity: restingActivity(state) }, []]
        : [state, []];
    case "barge-in":
      return bargeInTimer(state, atMs);
    case "mute":
      return muteTimer(state);
    case "muted-speech":
      return [{ ...state, mutedSpeech: false }, []];
    case "talk-end":
      return talkEndTimer(state, atMs);
    case "turn-end":
      return turnEndTimer(state);
    case "reopen":
      return reopenTimer(state);
    case "reconnect":
      return reconnectTimer(state);
    case "link":
      return linkTimer(state);
    case "ending":
      return endingTimer(state, atMs);
    case "respond":
      return sendAnswers(state);
    default:
      return unreachable(timer);
  }
}

/** A stretch in which now and then some is left out is one mishap. */
const droppedWithinMs = 10_000;

/** The network was too slow, or away for too long: some of what the person said is lost. */
function soundDropped(before: CallState, ms: number, atMs: number): Step {
  const state: CallState = { ...before, link: { ...before.link, droppedMs: before.link.droppedMs + ms } };
  const last = state.notices.findLast(({ type }) => type === "sound-dropped");
  if (last !== undefined && atMs - last.atMs < droppedWithinMs) return [state, []];
  return [{ ...state, notices: noted(state, "sound-dropped", atMs) }, []];
}
