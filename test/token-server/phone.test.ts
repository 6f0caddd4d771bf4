import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, get } from "node:https";
import type { AddressInfo } from "node:net";
import type { NetworkInterfaceInfo } from "node:os";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encode } from "uqr";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readArguments } from "../../token-server/arguments.ts";
import { readEnv, StartError } from "../../token-server/env.ts";
import { configFolder, keptCertificate } from "../../token-server/phone/certificate.ts";
import { invitation } from "../../token-server/phone/invitation.ts";
import { certificateNames, lanAddresses } from "../../token-server/phone/own-names.ts";
import { forPhones } from "../../token-server/phone/phone-side.ts";
import { readHalfBlocks } from "./half-blocks.ts";

const names = ["localhost", "127.0.0.1", "192.168.1.5"];
const dayMs = 86_400_000;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "parley-phone-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("the certificate for phones", () => {
  it("is made for every name, by an authority that can make no other, and its key is for nobody else", async () => {
    const { cert, authorityFile } = await keptCertificate({ folder: join(folder, "parley"), names });
    const server = new X509Certificate(cert);
    const authority = new X509Certificate(readFileSync(authorityFile));
    expect(server.subjectAltName).toBe("DNS:localhost, IP Address:127.0.0.1, IP Address:192.168.1.5");
    expect([server.ca, authority.ca]).toEqual([false, true]);
    expect(server.verify(authority.publicKey)).toBe(true);
    expect(statSync(join(folder, "parley")).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, "parley/key.pem")).mode & 0o777).toBe(0o600);
    const key = readFileSync(join(folder, "parley/key.pem"), "utf8");
    expect(authority.publicKey.equals(server.publicKey)).toBe(false);
    expect(key.match(/BEGIN/g)).toHaveLength(1);
  });

  it("serves a client that trusts the authority, by address and by name", async () => {
    const { key, cert, authorityFile } = await keptCertificate({ folder, names });
    const server = createServer({ key, cert }, (_request, response) => response.end("here")).listen(0);
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const ask = async (host: string, ca?: Buffer) => {
      const [answer] = await once(get({ host, port, ca, agent: false }), "response");
      answer.resume();
      return answer.statusCode;
    };
    try {
      expect(await ask("127.0.0.1", readFileSync(authorityFile))).toBe(200);
      expect(await ask("localhost", readFileSync(authorityFile))).toBe(200);
      await expect(ask("localhost")).rejects.toThrow(/self-signed/);
    } finally {
      server.close();
    }
  });

  it("stays the same for as long as it is good", async () => {
    const { cert } = await keptCertificate({ folder, names });
    expect((await keptCertificate({ folder, names })).cert).toBe(cert);
    expect((await keptCertificate({ folder, names: ["localhost"] })).cert).toBe(cert);
    expect((await keptCertificate({ folder, names, now: () => Date.now() + 350 * dayMs })).cert).toBe(cert);
  });

  it("is made anew when it ends within a week, and when the machine has another address", async () => {
    const { cert } = await keptCertificate({ folder, names });
    const later = await keptCertificate({ folder, names, now: () => Date.now() + 359 * dayMs });
    expect(later.cert).not.toBe(cert);
    const elsewhere = await keptCertificate({ folder, names: [...names, "10.0.0.7"] });
    expect(elsewhere.cert).not.toBe(later.cert);
    expect(new X509Certificate(elsewhere.cert).checkIP("10.0.0.7")).toBe("10.0.0.7");
  });

  it.each(["key.pem", "certificate.pem"])(
    "is made anew when %s is damaged, again for nobody else",
    async (file) => {
      const { cert } = await keptCertificate({ folder, names });
      writeFileSync(join(folder, file), "not what it was");
      chmodSync(join(folder, "key.pem"), 0o644);
      expect((await keptCertificate({ folder, names })).cert).not.toBe(cert);
      expect(statSync(join(folder, "key.pem")).mode & 0o777).toBe(0o600);
    },
  );

  it("is kept where the person keeps such things, or the start says what to set", async () => {
    expect(configFolder({}, "/home/ada")).toBe("/home/ada/.config/parley");
    expect(configFolder({ XDG_CONFIG_HOME: "/conf" }, "/home/ada")).toBe("/conf/parley");
    expect(configFolder({ XDG_CONFIG_HOME: "relative" }, "/home/ada")).toBe("/home/ada/.config/parley");
    writeFileSync(join(folder, "file"), "");
    const error = await keptCertificate({ folder: join(folder, "file/parley"), names }).catch(
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(StartError);
    expect(error).toHaveProperty("message", expect.stringContaining("XDG_CONFIG_HOME"));
  });
});

describe("the addresses of this machine", () => {
  const at = (address: string, internal = false): NetworkInterfaceInfo => ({
    address,
    netmask: "255.255.255.0",
    family: "IPv4",
    mac: "00:00:00:00:00:00",
    internal,
    cidr: null,
  });

  it("begin with that of its real network", () => {
    expect(
      lanAddresses({
        lo: [at("127.0.0.1", true)],
        docker0: [at("172.17.0.1")],
        eth1: [at("169.254.3.4")],
        wlan0: [at("192.168.1.5"), { ...at("fe80::1"), family: "IPv6", scopeid: 1 }],
        gone: undefined,
      }),
    ).toEqual(["192.168.1.5", "169.254.3.4", "172.17.0.1"]);
  });

  it("are what the certificate is for, with the machine's own names", () => {
    expect(certificateNames("Desk", ["192.168.1.5"])).toEqual([
      "localhost",
      "127.0.0.1",
      "::1",
      "desk",
      "desk.local",
      "192.168.1.5",
    ]);
    expect(certificateNames("no name!", [])).toEqual(["localhost", "127.0.0.1", "::1"]);
  });
});

describe("what the terminal shows", () => {
  const options = {
    url: "https://192.168.1.5:8787/",
    otherUrls: ["https://10.0.0.2:8787/"],
    authorityFile: "/home/ada/.config/parley/authority.crt",
    isTerminal: false,
  };

  it("is the address as a code, in words, and what to expect of the certificate", () => {
    const text = invitation(options);
    expect(readHalfBlocks(text)).toEqual(encode(options.url, { border: 2 }).data);
    expect(text).toContain("On a phone in the same network: https://192.168.1.5:8787/");
    expect(text).toContain("https://10.0.0.2:8787/");
    expect(text).toContain(options.authorityFile);
    expect(text).not.toContain("\u001b");
  });

  it("is light on dark on any terminal", () => {
    const lines = invitation({ ...options, isTerminal: true }).split("\n");
    const drawn = lines.filter((line) => line.includes("█"));
    expect(drawn.every((line) => line.startsWith("\u001b[97;40m") && line.endsWith("\u001b[0m"))).toBe(true);
  });

  it("says what is missing where no phone can reach the machine", () => {
    expect(invitation({ ...options, url: undefined })).toMatch(/^No phone can reach this machine: .*\.$/);
  });
});

describe("--https", () => {
  it("listens for others unless HOST says otherwise, and needs a code with a real key as ever", () => {
    expect(readEnv(forPhones({})).host).toBe("0.0.0.0");
    expect(readEnv(forPhones({ HOST: " " })).host).toBe("0.0.0.0");
    expect(readEnv(forPhones({ HOST: "127.0.0.1", GEMINI_API_KEY: "key" })).host).toBe("127.0.0.1");
    expect(() => readEnv(forPhones({ GEMINI_API_KEY: "key" }))).toThrow(/ACCESS_CODE/);
    expect(readEnv(forPhones({ GEMINI_API_KEY: "key", ACCESS_CODE: "code" })).host).toBe("0.0.0.0");
  });

  it("is the one thing that the command line may have", () => {
    expect(readArguments([])).toEqual({ https: false });
    expect(readArguments(["--https"])).toEqual({ https: true });
    for (const wrong of ["--http", "--https=yes", "https"]) {
      expect(() => readArguments([wrong])).toThrow(StartError);
    }
  });
});
