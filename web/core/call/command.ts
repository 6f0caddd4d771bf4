import type { ToolCall, ToolResponse } from "../live/messages.ts";
import type { ShareSource } from "./share.ts";
import type { CallState } from "./state.ts";
import type { Unsure } from "./uplink.ts";

/** One timer of each name at most; setting it again replaces it. */
export type TimerName =
  | "thinking"
  | "barge-in"
  | "mute"
  | "muted-speech"
  | "talk-end"
  | "turn-end"
  | "reopen"
  | "reconnect"
  | "link"
  | "ending"
  | "respond";

/** The state after an event, and what is to be done about it, in order. */
export type Step = readonly [CallState, readonly CallCommand[]];

/** Orders to the ports, carried out by `Call` in sequence. */
export type CallCommand =
  | { readonly type: "open-microphone" }
  /** Connects anew; a connect that is under way is given up. */
  | { readonly type: "connect"; readonly handle: string | undefined }
  /** Connects anew while the open session goes on, and closes that at the last moment. */
  | { readonly type: "move"; readonly handle: string | undefined }
  /** Closes the open session: it is of no use any more. */
  | { readonly type: "drop-session" }
  /** Tells how the open session looks. */
  | { readonly type: "read-link" }
  /** What may not have arrived goes to the next session once more. */
  | { readonly type: "rewind-uplink"; readonly unsure: Unsure }
  /** Reminds the service that the person has finished. */
  | { readonly type: "nudge" }
  | { readonly type: "send-text"; readonly text: string }
  | { readonly type: "set-muted"; readonly muted: boolean }
  /** Stops the uplink after telling the service that the microphone pauses. */
  | { readonly type: "pause-uplink" }
  | { readonly type: "resume-uplink" }
  /** From now on the microphone may be heard, or no longer. */
  | { readonly type: "set-gate"; readonly open: boolean }
  /** Tells the service that the person's turn is over. */
  | { readonly type: "end-turn" }
  | { readonly type: "finish-playback"; readonly turn: number }
  | { readonly type: "flush-playback" }
  | { readonly type: "duck"; readonly ducked: boolean }
  /** Begins to show this, in place of what was shown before. */
  | { readonly type: "open-share"; readonly source: ShareSource }
  | { readonly type: "close-share" }
  /** From now on both voices go to the tape, or no longer. */
  | { readonly type: "set-taping"; readonly taping: boolean }
  | { readonly type: "run-tool"; readonly call: ToolCall }
  /** The model waits for this call, if it waits for any of its kind: no input may disturb it until there is an answer. */
  | { readonly type: "await-tool"; readonly callId: string }
  /** No model waits for any call any more, though they run on. */
  | { readonly type: "await-no-tool" }
  | { readonly type: "cancel-tools"; readonly ids: readonly string[] }
  /** Answers to calls, each id once in a call. */
  | { readonly type: "respond"; readonly responses: readonly ToolResponse[] }
  /**
   * Up to `spreadMs` is added at random, so that not everybody comes back at the same moment; `afterSound` adds what
   * it takes until sound that the speaker has played is heard.
   */
  | {
      readonly type: "set-timer";
      readonly timer: TimerName;
      readonly delayMs: number;
      readonly spreadMs?: number;
      readonly afterSound?: boolean;
    }
  | { readonly type: "clear-timer"; readonly timer: TimerName }
  /** Ends everything the call holds: microphone, speaker, socket, tools, timers. */
  | { readonly type: "release" };
