/** How the service ends a connection: it has no error message, only a close code with a reason. */
export interface Close {
  readonly code: number;
  readonly reason: string;
}

const close = (code: number, reason: string): Close => ({ code, reason });

/** The closes that need no argument, by what went wrong. */
export const closes = {
  normal: close(1000, ""),
  apiKeyInvalid: close(1007, "API key not valid. Please pass a valid API key."),
  apiKeyExpired: close(1007, "API key expired. Please renew the API key."),
  authTokenMalformed: close(
    1007,
    "Missing or malformed auth token. Pass it in the access_token query parameter or as Authorization: Token.",
  ),
  unregisteredCaller: close(
    1008,
    "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form",
  ),
  invalidArgument: close(1007, "Request contains an invalid argument."),
  invalidHandle: close(1007, "Invalid session handle"),
  staleHandle: close(1008, "BidiGenerateContent session not found"),
  explicitActivity: close(
    1007,
    "Explicit activity control is not supported when automatic activity detection is enabled",
  ),
  mediaChunks: close(1007, "realtime_input.media_chunks is deprecated. Use audio, video, or text instead."),
  location: close(1007, "User location is not supported for the API use."),
  audioDuringCall: close(1008, "Operation is not implemented, or supported, or enabled."),
  tokenSpent: close(1011, "Token has been used too many times"),
  tokenExpired: close(1011, "Token has expired"),
  tokenRanOut: close(1011, "auth token has expired"),
  tokenTooLate: close(1011, "new_session_expire_time deadline exceeded"),
  internal: close(1011, "Internal error encountered."),
  unavailable: close(1011, "The service is currently unavailable."),
  deadline: close(1011, "Deadline expired before operation could complete."),
  quota: close(1011, "You exceeded your current quota, please check your plan and billing details."),
} as const satisfies Record<string, Close>;

/** A field that this version of the protocol does not know. `at` is the place of the object that holds it. */
export function unknownField(name: string, at: string): Close {
  const place = at === "" ? "" : ` at '${at}'`;
  return close(1007, `Invalid JSON payload received. Unknown name "${name}"${place}: Cannot find field.`);
}

/** A model that is not there, or not in this version. */
export function unknownModel(model: string, version: string): Close {
  return close(
    1008,
    `${model} is not found for API version ${version}, or is not supported for bidiGenerateContent. Call ListModels to see the list of available models`,
  );
}

/** Response modalities that the model does not have. */
export function unsupportedModalities(modalities: readonly string[], model: string): Close {
  return close(
    1007,
    `The requested combination of response modalities (${modalities.join(", ")}) is not supported by the model. ${model}`,
  );
}

/** A voice that the model does not have. */
export function unknownVoice(voice: string, model: string): Close {
  return close(1007, `Requested voice api_name '${voice}' is not available for model ${model}`);
}

/** Thrown where a client's message breaks the protocol; the session ends with `close`. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
  readonly close: Close;

  constructor(close: Close, detail?: string) {
    super(detail ?? close.reason);
    this.close = close;
  }
}

/** A reason fits into a close frame only up to 123 bytes of UTF-8; what is longer is cut between characters. */
export function cutReason(reason: string): string {
  const bytes = Buffer.from(reason, "utf8");
  if (bytes.length <= 123) return reason;
  let end = 123;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.toString("utf8", 0, end);
}
