import { type ServedSimulator, serveSimulator } from "../../../token-server/simulator/serve.ts";
import { type Pace, profileOf } from "./pace.ts";
import { type Parley, startParley } from "./parley.ts";

/** The built app on the built server, which takes a simulator for Gemini. */
export interface ServedParley {
  /** Where the app is. */
  readonly url: string;
  readonly server: Parley;
  /** The far end of every call. */
  readonly gemini: ServedSimulator;
  /** One more server before the same far end, also of another build, for the caller to stop. */
  another(variables?: Readonly<Record<string, string>>, built?: string): Promise<Parley>;
  close(): Promise<void>;
}

/** Serves the app on free ports, with a key and with these variables. */
export async function serveParley(
  variables: Readonly<Record<string, string>> = {},
  pace: Pace = "brisk",
): Promise<ServedParley> {
  const gemini = await serveSimulator({ profile: profileOf(pace) });
  const another = (more: Readonly<Record<string, string>> = {}, built?: string) =>
    startParley({ GEMINI_API_KEY: "demo-key", GEMINI_BASE_URL: gemini.url, ...more }, built);
  const server = await another(variables);
  return {
    url: server.url,
    server,
    gemini,
    another,
    async close() {
      await server.stop();
      await gemini.close();
    },
  };
}
