import { unreachable } from "../assert.ts";
import type { CallError, MicrophoneReason, SessionReason, TokenReason } from "../errors.ts";

/** Why a call failed, as a sentence that is still true when it is read in the history. */
export function failureText(error: CallError): string {
  switch (error.kind) {
    case "microphone":
      return microphone[error.reason];
    case "speaker":
      return "The sound stopped working.";
    case "token":
      return token[error.reason];
    case "session":
      return session[error.reason];
    default:
      return unreachable(error);
  }
}

const microphone: Readonly<Record<MicrophoneReason, string>> = {
  denied: "The microphone was blocked for this site.",
  "not-found": "There was no microphone.",
  "in-use": "Another program was using the microphone.",
  insecure: "The page was not secure, so there was no microphone.",
  unsupported: "The browser could not run a voice call.",
  lost: "The microphone went away.",
};

const token: Readonly<Record<TokenReason, string>> = {
  unreachable: "The Parley server could not be reached.",
  "access-code": "The server asked for an access code.",
  refused: "The server took no calls from this address.",
  rejected: "The server did not accept the settings of the call.",
  "rate-limited": "There were too many calls in a short time.",
  "upstream-refused": "Gemini refused the server.",
  "upstream-silent": "Gemini did not answer in time.",
  unavailable: "The server could not take calls.",
  malformed: "The answer of the server made no sense.",
};

const session: Readonly<Record<SessionReason, string>> = {
  unreachable: "Gemini could not be reached.",
  "setup-rejected": "Gemini did not accept the settings of the call.",
  "timed-out": "Gemini took too long to answer.",
  closed: "The connection closed and could not be opened again.",
  silent: "Gemini fell silent and could not be reached again.",
  "not-restored": "The connection was lost and did not come back.",
  "over-budget": "The call had cost as much as a call may cost.",
};
