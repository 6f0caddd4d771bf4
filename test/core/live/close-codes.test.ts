import { describe, expect, it } from "vitest";
import { type CloseMeaning, closeMeaning } from "../../../web/core/live/close-codes.ts";

const rows: readonly (readonly [number | undefined, string, CloseMeaning])[] = [
  [undefined, "", "transient"],
  [1000, "", "resumable"],
  [1000, "idle", "resumable"],
  [1001, "", "transient"],
  [1002, "", "fatal"],
  [1003, "", "fatal"],
  [1005, "", "resumable"],
  [1006, "", "transient"],
  [1007, "", "fatal"],
  [1007, "API key not valid. Please pass a valid API key.", "fatal"],
  [1007, "API key expired. Please renew the API key.", "fatal"],
  [1007, "Missing or malformed auth token. Pass it in the access_token query parameter", "token"],
  [1007, `Invalid JSON payload received. Unknown name "x" at 'setup': Cannot find field.`, "fatal"],
  [1007, "Request contains an invalid argument.", "stale-handle"],
  [1007, "Invalid session handle", "stale-handle"],
  [1007, "Explicit activity control is not supported when automatic activity detection is enabled", "fatal"],
  [1007, "The requested combination of response modalities (TEXT) is not supported by the model", "fatal"],
  [1007, "Requested voice api_name 'X' is not available for model models/gemini-3.8-live", "fatal"],
  [1007, "realtime_input.media_chunks is deprecated. Use audio, video, or text instead.", "fatal"],
  [1007, "Input CONTENT_TYPE_AUDIO is not supported for this model configuration", "resumable"],
  [1007, "User location is not supported for the API use.", "fatal"],
  [1008, "", "fatal"],
  [
    1008,
    "models/X is not found for API version v1beta, or is not supported for bidiGenerateContent. Call ListMod",
    "fatal",
  ],
  [1008, "BidiGenerateContent session not found", "stale-handle"],
  [1008, "Requested entity was not found.", "stale-handle"],
  [1008, "Method doesn't allow unregistered callers (callers without established identity).", "fatal"],
  [1008, "Operation is not implemented, or supported, or enabled.", "resumable"],
  [1008, "The operation was aborted.", "transient"],
  [1009, "", "fatal"],
  [1011, "", "transient"],
  [1011, "Token has been used too many times", "token"],
  [1011, "Token has expired", "token"],
  [1011, "auth token has expired", "token"],
  [1011, "new_session_expire_time deadline exceeded", "token"],
  [1011, "Internal error encountered.", "transient"],
  [1011, "Internal error occurred.", "transient"],
  [1011, "The service is currently unavailable.", "transient"],
  [1011, "Deadline expired before operation could complete.", "resumable"],
  [1011, "You exceeded your current quota, please check your plan and billing details", "quota"],
  [1012, "", "transient"],
  [1013, "Try again later", "transient"],
  [4242, "something new", "transient"],
];

describe("closeMeaning", () => {
  it.each(rows)("reads %j %j as %s", (code, reason, meaning) => {
    expect(closeMeaning(code, reason)).toBe(meaning);
  });

  it("takes a reason of one code as nothing special under another", () => {
    expect(closeMeaning(1008, "Deadline expired before operation could complete.")).toBe("fatal");
    expect(closeMeaning(1006, "Token has expired")).toBe("transient");
  });

  it("needs no reason", () => {
    expect(closeMeaning(1011, undefined)).toBe("transient");
  });
});
