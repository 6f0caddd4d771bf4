import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";

/** After which a connection that nobody uses is closed: as the platform's fetch does it. */
const idleMs = 4_000;
/** A token takes some hundred bytes. */
const answerBytes = 1_048_576;

/**
 * `fetch` for small requests and answers of text, over `node:http`: the platform's own takes more of the processor than all
 * the rest of minting. It follows no redirects, and rejects an answer that does not end.
 */
export function createUpstreamFetch(): typeof fetch {
  const http = new HttpAgent({ keepAlive: true, timeout: idleMs });
  const https = new HttpsAgent({ keepAlive: true, timeout: idleMs });
  return (input, { method = "GET", headers, body, signal } = {}) =>
    new Promise((resolve, reject) => {
      const url = new URL(input instanceof Request ? input.url : input);
      const options = {
        method,
        headers: Object.fromEntries(new Headers(headers)),
        ...(signal ? { signal } : {}),
      };
      const answered = (answer: IncomingMessage) => {
        readAnswer(answer).then(resolve, reject);
      };
      const request =
        url.protocol === "https:"
          ? httpsRequest(url, { ...options, agent: https }, answered)
          : httpRequest(url, { ...options, agent: http }, answered);
      request.once("error", reject);
      request.end(typeof body === "string" ? body : undefined);
    });
}

async function readAnswer(answer: IncomingMessage): Promise<Response> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > answerBytes) throw new RangeError("The answer does not end.");
  }
  const type = answer.headers["content-type"];
  return new Response(Buffer.concat(chunks).toString(), {
    status: answer.statusCode ?? 502,
    headers: type === undefined ? {} : { "Content-Type": type },
  });
}
