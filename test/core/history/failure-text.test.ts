import { describe, expect, it } from "vitest";
import { MicrophoneError, SessionError, TokenError } from "../../../web/core/errors.ts";
import { failureText } from "../../../web/core/history/failure-text.ts";

describe("why a call failed", () => {
  it.each([
    [new MicrophoneError("lost"), "The microphone went away."],
    [new TokenError("rate-limited"), "There were too many calls in a short time."],
    [new SessionError("timed-out"), "Gemini took too long to answer."],
  ])("is told of the past: %s", (error, sentence) => {
    expect(failureText(error)).toBe(sentence);
  });
});
