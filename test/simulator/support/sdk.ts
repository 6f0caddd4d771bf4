import * as three from "@google/genai";
import * as two from "genai-2";

type Genai = typeof three;

/** The SDK in both versions. The older one's types differ in names only, as far as they are used here. */
export const sdks: readonly (readonly [version: string, genai: Genai])[] = [
  ["3.1.0", three],
  ["2.32.0", two as unknown as Genai],
];

/** A connection that both versions settle: the older one stays silent when the socket closes before `setupComplete`. */
export interface SdkSession {
  readonly session: three.Session;
  readonly messages: readonly three.LiveServerMessage[];
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
}

/** What a connect is tried with. */
export interface ConnectOptions {
  readonly baseUrl: string;
  readonly apiKey?: string;
  readonly apiVersion?: string;
  readonly model?: string;
  readonly config?: three.LiveConnectConfig;
}

/** Connects with the unmodified SDK; rejects with "code reason" if the service closes first. */
export function connect(genai: Genai, options: ConnectOptions): Promise<SdkSession> {
  const { baseUrl, apiKey = "demo-key", apiVersion = "v1beta", model = "gemini-3.8-live" } = options;
  const config = options.config ?? ({ responseModalities: ["AUDIO"] } as three.LiveConnectConfig);
  const ai = new genai.GoogleGenAI({ apiKey, apiVersion, httpOptions: { baseUrl } });
  const messages: three.LiveServerMessage[] = [];
  return new Promise((resolve, reject) => {
    const closed = new Promise<{ code: number; reason: string }>((resolveClosed) => {
      const callbacks = {
        onmessage: (message: three.LiveServerMessage) => messages.push(message),
        onerror: (event: { message?: string }) => reject(new Error(`handshake refused: ${event.message}`)),
        onclose: ({ code, reason }: { code: number; reason: string }) => {
          resolveClosed({ code, reason });
          reject(new Error(`${code} ${reason}`));
        },
      };
      ai.live.connect({ model, config, callbacks }).then(
        (session) => resolve({ session, messages, closed }),
        (error: unknown) => reject(error instanceof Error ? error : new Error(String(error))),
      );
    });
  });
}

/** Mints with the unmodified SDK. */
export async function mint(
  genai: Genai,
  baseUrl: string,
  config: three.CreateAuthTokenConfig = {},
  apiVersion = "v1beta",
  apiKey = "demo-key",
): Promise<string> {
  const ai = new genai.GoogleGenAI({ apiKey, apiVersion, httpOptions: { baseUrl } });
  const { name } = await ai.authTokens.create({ config });
  if (name === undefined) throw new Error("The mint gave no name");
  return name;
}
