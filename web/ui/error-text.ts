import { msg, str } from "@lit/localize";
import { unreachable } from "../core/assert.ts";
import type { CallError, MicrophoneError, SessionError, TokenError } from "../core/errors.ts";

/** An error in words: what happened and what to do about it. All of it is shown as text. */
export interface Trouble {
  readonly sentence: string;
  /** How long the server asks to wait; counted down after the sentence. */
  readonly waitMs?: number;
  readonly action?: TroubleAction;
}

/** What the card offers besides the start button, which is always there. */
export type TroubleAction = "ask-server-again" | "enter-access-code" | "change-settings" | "call-again";

/** The one place that turns a reason into words. A new reason does not compile until it has a sentence. */
export function troubleOf(error: CallError): Trouble {
  switch (error.kind) {
    case "microphone":
      return { sentence: microphoneSentence(error) };
    case "speaker":
      return {
        sentence: msg(
          "The sound stopped working, so the call ended. What was said is still here. Press Start call to go on.",
        ),
      };
    case "token":
      return tokenTrouble(error);
    case "session":
      return sessionTrouble(error);
    default:
      return unreachable(error);
  }
}

function microphoneSentence({ reason }: MicrophoneError): string {
  switch (reason) {
    case "denied":
      return msg(
        "Parley can't hear you: the microphone is blocked for this site. Allow it in the address bar, then press Start call.",
      );
    case "not-found":
      return msg("No microphone found. Plug one in, then press Start call.");
    case "in-use":
      return msg("Another program is using the microphone. Close it there, then press Start call.");
    case "insecure":
      return msg(
        "Browsers offer the microphone to secure pages only. Open Parley over https, or on localhost.",
      );
    case "unsupported":
      return msg("This browser can't run a voice call. Use a current Chrome, Edge, Firefox or Safari.");
    case "lost":
      return msg(
        "The microphone went away, so the call ended. Plug it in again or choose another one, then press Start call.",
      );
    default:
      return unreachable(reason);
  }
}

function tokenTrouble(error: TokenError): Trouble {
  switch (error.reason) {
    case "unreachable":
      return {
        sentence: msg("Can't reach the Parley server. Your history is still here. Try again."),
        action: "ask-server-again",
      };
    case "access-code":
      return {
        sentence: msg("This server asks for an access code. Enter it, then press Start call."),
        action: "enter-access-code",
      };
    case "sign-in":
      return {
        sentence: msg(
          "This site wants to know who you are. Reload the page, sign in, then press Start call.",
        ),
      };
    case "refused":
      return {
        sentence: msg("The server doesn't take calls from this address. Open Parley from its own address."),
      };
    case "rejected":
      return {
        sentence: settingsRefused(error.detail),
        action: "change-settings",
      };
    case "rate-limited":
      return { sentence: msg("That's a lot of calls."), waitMs: error.retryAfterMs ?? 0 };
    case "used-up":
      return { sentence: msg("No minutes are left for calls here today. Try again tomorrow.") };
    case "upstream-refused":
      return {
        sentence: msg(
          "Gemini refused this server. Whoever runs it should check its key; then press Start call.",
        ),
      };
    case "upstream-silent":
      return { sentence: msg("Gemini didn't answer in time. Wait a moment, then press Start call.") };
    case "unavailable":
      return unavailable(error.retryAfterMs);
    case "malformed":
      return { sentence: msg("The server's answer made no sense. Reload this page, then press Start call.") };
    default:
      return unreachable(error.reason);
  }
}

function unavailable(retryAfterMs: number | undefined): Trouble {
  if (retryAfterMs !== undefined)
    return { sentence: msg("The server can't take calls now."), waitMs: retryAfterMs };
  return { sentence: msg("The server can't take calls now. Wait a moment, then press Start call.") };
}

function sessionTrouble(error: SessionError): Trouble {
  switch (error.reason) {
    case "unreachable":
      return { sentence: msg("Can't reach Gemini. Check your connection, then press Start call.") };
    case "setup-rejected":
      return {
        sentence: settingsRefusedByGemini(error.serviceReason),
        action: "change-settings",
      };
    case "timed-out":
      return {
        sentence: msg("Gemini took too long to answer. Check your connection, then press Start call."),
      };
    case "closed":
      return {
        sentence: closed(error.serviceReason),
      };
    case "silent":
    case "not-restored":
      return {
        sentence: msg(
          "The connection didn't come back, so the call ended. Everything said until then is saved.",
        ),
        action: "call-again",
      };
    case "over-budget":
      return {
        sentence: msg(
          "This call has cost as much as you let a call cost, so it ended. What was said is still here. Raise the limit in Settings, or press Start call.",
        ),
        action: "change-settings",
      };
    default:
      return unreachable(error.reason);
  }
}

function settingsRefused(detail: string | undefined): string {
  const reason = reasonOf(detail);
  return reason === undefined
    ? msg("The server didn't accept this call's settings. Check Settings.")
    : msg(str`The server didn't accept this call's settings: ${reason} Check Settings.`);
}

function settingsRefusedByGemini(detail: string | undefined): string {
  const reason = reasonOf(detail);
  return reason === undefined
    ? msg("Gemini didn't accept this call's settings. Check Settings.")
    : msg(str`Gemini didn't accept this call's settings: ${reason} Check Settings.`);
}

function closed(detail: string | undefined): string {
  const reason = reasonOf(detail);
  return reason === undefined
    ? msg("The connection closed, so the call ended. What was said is still here. Press Start call to go on.")
    : msg(
        str`The connection closed, so the call ended: ${reason} What was said is still here. Press Start call to go on.`,
      );
}

/** A reason with exactly one full stop, in the words of whoever gave it. */
function reasonOf(detail: string | undefined): string | undefined {
  const text = detail?.trim() ?? "";
  if (text === "") return undefined;
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
