import type { NetworkInterfaceInfo } from "node:os";

/** As `os.networkInterfaces()` tells. */
export type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/** The IPv4 addresses by which others on the network reach this machine; what looks like its real network first. */
export function lanAddresses(interfaces: Interfaces): readonly string[] {
  const found = Object.entries(interfaces).flatMap(([name, infos]) =>
    (infos ?? [])
      .filter(({ family, internal }) => family === "IPv4" && !internal)
      .map(({ address }) => ({ address, rank: rank(name, address) })),
  );
  return found.toSorted((one, other) => one.rank - other.rank).map(({ address }) => address);
}

/** Bridges of containers and virtual machines have addresses, too, which no phone can reach. */
function rank(name: string, address: string): number {
  if (/^(docker|br-|veth|virbr|vmnet|vboxnet|tun|tap|utun|wg|tailscale)/.test(name)) return 3;
  if (address.startsWith("169.254.")) return 2;
  return /^(192\.168|10|172\.(1[6-9]|2\d|3[01]))\./.test(address) ? 0 : 1;
}

/** All names for which a certificate of this machine is good. @param addresses that it is reached by */
export function certificateNames(hostName: string, addresses: readonly string[]): readonly string[] {
  const own = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(hostName) ? [hostName.toLowerCase()] : [];
  // By multicast DNS, as Apple's and most Linux machines answer to it.
  const local = own.filter((name) => !name.includes(".")).map((name) => `${name}.local`);
  return [...new Set(["localhost", "127.0.0.1", "::1", ...own, ...local, ...addresses])];
}
