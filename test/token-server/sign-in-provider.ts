import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

/** An OpenID provider on loopback: its discovery document, its keys, and sign-ins. */
export interface SignInProvider {
  readonly discoveryUrl: string;
  readonly keysUrl: string;
  readonly issuer: string;
  /** How often its keys were fetched. */
  fetches(): number;
  /** It answers nothing but 500 from now on, or is well again. */
  break(broken: boolean): void;
  /** It takes questions and answers none until the function is called. */
  hold(): () => void;
  /** Whether somebody waits for such an answer. */
  held(): boolean;
  /** Signs with a new key from now on. @param publish whether the world may know it */
  rotate(publish?: boolean): Promise<void>;
  /** A sign-in for an hour, with these claims changed; undefined leaves one out. */
  signIn(
    claims?: Readonly<Record<string, unknown>>,
    header?: Readonly<Record<string, unknown>>,
  ): Promise<string>;
  close(): Promise<void>;
}

export const audience = "parley";

export async function serveSignIn(): Promise<SignInProvider> {
  const published: object[] = [];
  let fetches = 0;
  let broken = false;
  let generation = 0;
  let current: { readonly kid: string; readonly key: CryptoKey };
  const rotate = async (publish = true) => {
    generation += 1;
    const { privateKey, publicKey } = await generateKeyPair("ES256");
    const kid = `key-${generation}`;
    current = { kid, key: privateKey };
    if (publish) published.push({ ...(await exportJWK(publicKey)), kid, alg: "ES256", use: "sig" });
  };
  await rotate();

  let held = false;
  let letGo: Promise<void> | undefined;
  const server = createServer(async (request, response) => {
    held = letGo !== undefined;
    await letGo;
    held = false;
    const answer = (body: unknown) => response.end(JSON.stringify(body));
    if (broken) response.writeHead(500).end();
    else if (request.url === "/.well-known/openid-configuration")
      answer({ issuer, jwks_uri: `${issuer}/keys`, authorization_endpoint: `${issuer}/authorize` });
    else {
      fetches += 1;
      answer({ keys: published });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    discoveryUrl: `${issuer}/.well-known/openid-configuration`,
    keysUrl: `${issuer}/keys`,
    issuer,
    fetches: () => fetches,
    break: (now) => {
      broken = now;
    },
    hold() {
      let goOn: () => void = () => undefined;
      letGo = new Promise((resolve) => {
        goOn = resolve;
      });
      return () => {
        letGo = undefined;
        goOn();
      };
    },
    held: () => held,
    rotate,
    signIn(claims = {}, header = {}) {
      const nowSeconds = Math.floor(Date.now() / 1_000);
      const payload = { iss: issuer, aud: audience, sub: "ada", iat: nowSeconds, exp: nowSeconds + 3_600 };
      return new SignJWT({ ...payload, ...claims })
        .setProtectedHeader({ alg: "ES256", kid: current.kid, ...header })
        .sign(current.key);
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
