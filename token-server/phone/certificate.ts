import { createPrivateKey, X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { join } from "node:path";
import { generate } from "selfsigned";
import { StartError } from "../env.ts";

/** For `node:https`, PEM. */
export interface Certificate {
  /** Secret. */
  readonly key: string;
  /** Of the server, then of the authority behind it. */
  readonly cert: string;
  /** What a phone that is to trust the server has to be given. */
  readonly authorityFile: string;
}

export interface CertificateOptions {
  /** Made if it is missing. */
  readonly folder: string;
  /** Names and IP addresses by which the server is reached. */
  readonly names: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

const dayMs = 86_400_000;
const lifetimeMs = 365 * dayMs;

/** Left when it is made anew, so that none ends under a running server. */
const leastLeftMs = 7 * dayMs;

/** The folder of the person's own configuration, as the XDG rules say. @param home of that person */
export function configFolder(variables: NodeJS.ProcessEnv, home: string): string {
  const given = variables["XDG_CONFIG_HOME"] ?? "";
  // The rules: a relative path is to be ignored.
  return join(given.startsWith("/") ? given : join(home, ".config"), "parley");
}

/**
 * The certificate that is kept in the folder; a new one where that ends soon or lacks one of the names.
 * @throws StartError where the folder cannot be written
 */
export async function keptCertificate(options: CertificateOptions): Promise<Certificate> {
  const { folder, names, now = Date.now } = options;
  const keyFile = join(folder, "key.pem");
  const certFile = join(folder, "certificate.pem");
  const authorityFile = join(folder, "authority.crt");
  if ([keyFile, certFile, authorityFile].every((file) => existsSync(file))) {
    const kept = { key: readFileSync(keyFile, "utf8"), cert: readFileSync(certFile, "utf8"), authorityFile };
    if (isGood(kept, names, now())) return kept;
  }
  const { key, cert, authority } = await makeCertificates(names, now());
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeSecret(keyFile, key);
    writeFileSync(certFile, cert);
    writeFileSync(authorityFile, authority);
  } catch (cause) {
    throw new StartError(
      `The certificate cannot be kept in ${folder}: set XDG_CONFIG_HOME to a folder that can be written.`,
      { cause },
    );
  }
  return { key, cert, authorityFile };
}

function isGood({ key, cert }: Certificate, names: readonly string[], nowMs: number): boolean {
  try {
    const certificate = new X509Certificate(cert);
    return (
      Date.parse(certificate.validTo) - nowMs > leastLeftMs &&
      certificate.checkPrivateKey(createPrivateKey(key)) &&
      names.every((name) => (isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name)))
    );
  } catch {
    // Whatever is in the files is no certificate and key: they are made anew.
    return false;
  }
}

/**
 * A certificate of a one-time authority, whose key nobody keeps: a phone that comes to trust it trusts this server and
 * nothing that could be made later. Phones do not take a certificate that is authority and server in one.
 */
async function makeCertificates(names: readonly string[], nowMs: number) {
  const common = {
    keyType: "ec",
    curve: "P-256",
    algorithm: "sha256",
    // A phone's clock may be behind.
    notBeforeDate: new Date(nowMs - dayMs),
    notAfterDate: new Date(nowMs + lifetimeMs),
  } as const;
  const authority = await generate([{ name: "commonName", value: "Parley on this network: authority" }], {
    ...common,
    extensions: [
      { name: "basicConstraints", cA: true, pathLenConstraint: 0, critical: true },
      { name: "keyUsage", keyCertSign: true, critical: true },
    ],
  });
  const server = await generate([{ name: "commonName", value: "Parley on this network" }], {
    ...common,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: "basicConstraints", cA: false, critical: true },
      { name: "keyUsage", digitalSignature: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: names.map((name) =>
          isIP(name) ? { type: 7 as const, ip: name } : { type: 2 as const, value: name },
        ),
      },
    ],
  });
  return {
    key: server.private,
    cert: `${server.cert.trim()}\n${authority.cert.trim()}\n`,
    authority: authority.cert,
  };
}

/** Nobody else may read it, not for a moment and not if it was there before with other rights. */
function writeSecret(file: string, text: string): void {
  rmSync(file, { force: true });
  writeFileSync(file, text, { mode: 0o600, flag: "wx" });
}
