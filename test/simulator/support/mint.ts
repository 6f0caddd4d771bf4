import { basicSetup } from "./raw-client.ts";

/** Asks the mint by hand. */
export function postMint(
  url: string,
  body: unknown,
  headers: Record<string, string> = { "x-goog-api-key": "demo-key" },
) {
  return fetch(`${url}/v1beta/auth_tokens`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

/** A token fully locked to the basic setup (with changes), or as the body says. */
export async function mintToken(url: string, body: object = {}, setup: object = {}): Promise<string> {
  const response = await postMint(url, { bidiGenerateContentSetup: { ...basicSetup, ...setup }, ...body });
  const { name } = (await response.json()) as { name: string };
  return name;
}
