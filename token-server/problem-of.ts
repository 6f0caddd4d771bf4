import { describeFailure } from "./failure.ts";
import { MintError } from "./mint.ts";
import { ProblemError } from "./problems.ts";

/** What to answer to whatever a handler threw. */
export function toProblem(error: Error): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof MintError) return mintProblem(error);
  // Whoever sent it went away, or sent what cannot be read on.
  if ("code" in error && error.code === "ECONNRESET")
    return new ProblemError("bad-request", "The body did not come whole.");
  return new ProblemError("internal", "Something went wrong on the server.", {
    note: describeFailure(error),
  });
}

function mintProblem({ reason, upstreamStatus }: MintError): ProblemError {
  const note = upstreamStatus === undefined ? "no usable answer" : `upstream said ${upstreamStatus}`;
  switch (reason) {
    case "refused":
      return new ProblemError("upstream-refused", "The Live service refused to give a token.", { note });
    case "busy":
      // Quotas are counted by the minute.
      return new ProblemError("upstream-busy", "The Live service is busy.", { note, retryAfterSeconds: 60 });
    case "unavailable":
      return new ProblemError("upstream-unavailable", "The Live service is not available now.", {
        note,
        retryAfterSeconds: 5,
      });
    case "silent":
      return new ProblemError("upstream-silent", "The Live service did not answer in time.", { note });
  }
}
