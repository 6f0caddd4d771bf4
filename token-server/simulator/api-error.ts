/** Google's canonical status words, with the HTTP status each travels under. */
const httpStatus = {
  INVALID_ARGUMENT: 400,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  RESOURCE_EXHAUSTED: 429,
  INTERNAL: 500,
  UNAVAILABLE: 503,
} as const;

/** A canonical status word such as `INVALID_ARGUMENT`. */
export type ApiStatus = keyof typeof httpStatus;

/** A refused request, carried to the one place that writes the answer. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: ApiStatus;

  constructor(status: ApiStatus, message: string) {
    super(message);
    this.status = status;
  }
}

/** The refusal in Google's error form. */
export function errorResponse(error: ApiError): Response {
  const code = httpStatus[error.status];
  return Response.json({ error: { code, message: error.message, status: error.status } }, { status: code });
}

/** A refusal with any HTTP status, for scenarios that refuse to mint. */
export function plainRefusal(code: number, message: string): Response {
  const status = Object.entries(httpStatus).find(([, http]) => http === code)?.[0] ?? "UNKNOWN";
  return Response.json({ error: { code, message, status } }, { status: code });
}
