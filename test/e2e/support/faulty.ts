import type { Scenario } from "../../../token-server/simulator/scenario.ts";
import { type ServedSimulator, serveSimulator } from "../../../token-server/simulator/serve.ts";
import { FaultProxy } from "../../faults/fault-proxy.ts";
import { type Pace, profileOf } from "./pace.ts";
import { type Parley, startParley } from "./parley.ts";

/** Simulator, token server and app, with a proxy on each of the browser's two ways. */
export interface Faulty {
  /** Where the browser goes. */
  readonly url: string;
  readonly gemini: ServedSimulator;
  readonly parley: Parley;
  /** Between the browser and the simulator: one link for each WebSocket. */
  readonly wire: FaultProxy;
  /** Between the browser and Parley's server: the page, and the requests for tokens. */
  readonly web: FaultProxy;
  stop(): Promise<void>;
}

export interface FaultyOptions {
  readonly scenario?: Scenario;
  /** Session time over real time of the simulator. */
  readonly timeScale?: number;
  /** Whether the server's own requests for tokens go through `wire` as well; by default they go around it. */
  readonly mintsThroughWire?: boolean;
  /** Default `brisk`. */
  readonly pace?: Pace;
  /** Further variables of Parley's server. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Starts all of it on free ports, everything in order until a test does something to it. */
export async function serveFaulty(options: FaultyOptions = {}): Promise<Faulty> {
  const { scenario = {}, timeScale = 1, mintsThroughWire = false, pace = "brisk", variables = {} } = options;
  const gemini = await serveSimulator({ scenario, timeScale, profile: profileOf(pace) });
  const wire = await FaultProxy.open({
    target: gemini.url,
    ...(mintsThroughWire ? {} : { goesAround: (line: string) => line.startsWith("POST ") }),
  });
  const parley = await startParley({ GEMINI_API_KEY: "demo-key", GEMINI_BASE_URL: wire.url, ...variables });
  const web = await FaultProxy.open({ target: parley.url });
  return {
    ...{ url: web.url, gemini, parley, wire, web },
    async stop() {
      await web.stop();
      await parley.stop();
      await wire.stop();
      await gemini.close();
    },
  };
}
