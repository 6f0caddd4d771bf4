import type { TokenError } from "../../web/core/errors.ts";
import { defaultModel, models } from "../../web/core/live/models.ts";
import type { SessionRequest } from "../../web/core/live/session-request.ts";
import type { ServerConfig, TokenResponse } from "../../web/core/live/token-contract.ts";
import type { TokenSource } from "../../web/core/ports.ts";

/** What one `mint` was asked for. */
export interface MintRequest {
  readonly request: SessionRequest;
  readonly accessCode: string | undefined;
}

/** A token server that never leaves the process: grants at once unless told otherwise, and remembers who asked. */
export class FakeTokenSource implements TokenSource {
  readonly requests: MintRequest[] = [];
  /** Every answer is this failure while it is set. */
  failure: TokenError | undefined;
  /** Nothing is answered while it is set. */
  silent = false;
  readonly #config: ServerConfig;

  constructor(config: Partial<ServerConfig> = {}) {
    this.#config = {
      mode: "demo",
      models: models.map((model) => model.id),
      defaultModel,
      voices: ["Kore", "Puck"],
      baseUrl: "/sim",
      apiVersion: "v1beta",
      accessCodeRequired: false,
      ...config,
    };
  }

  async config(signal: AbortSignal): Promise<ServerConfig> {
    await this.#answer(signal);
    return this.#config;
  }

  async mint(
    request: SessionRequest,
    accessCode: string | undefined,
    signal: AbortSignal,
  ): Promise<TokenResponse> {
    signal.throwIfAborted();
    this.requests.push({ request, accessCode });
    await this.#answer(signal);
    const { defaultModel: model, apiVersion, baseUrl } = this.#config;
    return {
      token: `auth_tokens/fake-${this.requests.length}`,
      expiresAt: "2026-11-20T12:30:00.000Z",
      newSessionExpiresAt: "2026-11-20T12:02:00.000Z",
      model: request.model ?? model,
      apiVersion,
      baseUrl,
    };
  }

  async #answer(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.silent) await aborted(signal);
    if (this.failure !== undefined) throw this.failure;
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
