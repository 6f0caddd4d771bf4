import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { homedir, hostname, networkInterfaces } from "node:os";
import { isLoopback } from "../env.ts";
import type { Certificate } from "../http-server.ts";
import { bracketed } from "../url-host.ts";
import { configFolder, keptCertificate } from "./certificate.ts";
import { invitation } from "./invitation.ts";
import { certificateNames, lanAddresses } from "./own-names.ts";

/** What makes a server one for phones on the same network. */
export interface PhoneSide {
  readonly certificate: Certificate;
  /** What the terminal shows. @param base folder of the app, from `/` to `/` */
  invitation(port: number, base: string): string;
  /**
   * Lets the server ask itself without encryption, since it trusts its own certificate no more than others do. Only
   * this machine reaches the door, and it keeps no process alive.
   * @returns its address, as `http://127.0.0.1:8788`
   */
  openOwnDoor(answer: RequestListener): Promise<string>;
}

/** The variables with a HOST that others reach, where they name none. */
export function forPhones(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...variables, HOST: variables["HOST"]?.trim() || "0.0.0.0" };
}

/** Gets the certificate. @param host that the server will be bound to */
export async function createPhoneSide(host: string, variables: NodeJS.ProcessEnv): Promise<PhoneSide> {
  const bindsAll = host === "0.0.0.0" || host === "::";
  const addresses = bindsAll ? lanAddresses(networkInterfaces()) : isLoopback(host) ? [] : [host];
  const { key, cert, authorityFile } = await keptCertificate({
    folder: configFolder(variables, homedir()),
    names: certificateNames(hostname(), addresses),
  });
  return {
    certificate: { key, cert },
    invitation(port, base) {
      const [url, ...otherUrls] = addresses.map((address) => `https://${bracketed(address)}:${port}${base}`);
      return invitation({ url, otherUrls, authorityFile, isTerminal: process.stdout.isTTY });
    },
    async openOwnDoor(answer) {
      const door = createServer(answer).listen(0, "127.0.0.1").unref();
      await once(door, "listening");
      return `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
    },
  };
}
