import { unreachable } from "../assert.ts";
import type { CallError, MicrophoneReason, SessionReason, TokenReason } from "../errors.ts";
import { toTranslate } from "../to-translate.ts";

/** Why a call failed, as a sentence that is still true when it is read in the history. */
export function failureText(error: CallError): string {
  switch (error.kind) {
    case "microphone":
      return microphone[error.reason];
    case "speaker":
      return toTranslate("The sound stopped working.");
    case "token":
      return token[error.reason];
    case "session":
      return session[error.reason];
    default:
      return unreachable(error);
  }
}

const microphone: Readonly<Record<MicrophoneReason, string>> = {
  denied: toTranslate("The microphone was blocked for this site."),
  "not-found": toTranslate("There was no microphone."),
  "in-use": toTranslate("Another program was using the microphone."),
  insecure: toTranslate("The page was not secure, so there was no microphone."),
  unsupported: toTranslate("The browser could not run a voice call."),
  lost: toTranslate("The microphone went away."),
};

const token: Readonly<Record<TokenReason, string>> = {
  unreachable: toTranslate("The Parley server could not be reached."),
  "access-code": toTranslate("The server asked for an access code."),
  "sign-in": toTranslate("The server asked for a sign-in."),
  refused: toTranslate("The server took no calls from this address."),
  rejected: toTranslate("The server did not accept the settings of the call."),
  "rate-limited": toTranslate("There were too many calls in a short time."),
  "used-up": toTranslate("No minutes were left on that day."),
  "upstream-refused": toTranslate("Gemini refused the server."),
  "upstream-silent": toTranslate("Gemini did not answer in time."),
  unavailable: toTranslate("The server could not take calls."),
  malformed: toTranslate("The answer of the server made no sense."),
};

const session: Readonly<Record<SessionReason, string>> = {
  unreachable: toTranslate("Gemini could not be reached."),
  "setup-rejected": toTranslate("Gemini did not accept the settings of the call."),
  "timed-out": toTranslate("Gemini took too long to answer."),
  closed: toTranslate("The connection closed and could not be opened again."),
  silent: toTranslate("Gemini fell silent and could not be reached again."),
  "not-restored": toTranslate("The connection was lost and did not come back."),
  "over-budget": toTranslate("The call had cost as much as a call may cost."),
};
