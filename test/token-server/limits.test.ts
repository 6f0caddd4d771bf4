import { describe, expect, it } from "vitest";
import { findSecret } from "../../token-server/known-secret.ts";
import { network } from "../../token-server/network.ts";

describe("network", () => {
  it.each([
    ["192.0.2.7", "192.0.2.7"],
    ["::ffff:192.0.2.7", "192.0.2.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:0DB8:0001:2::99", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["unknown", "unknown"],
  ])("counts %s as %s", (address, key) => {
    expect(network(address)).toBe(key);
  });
});

describe("findSecret", () => {
  it("takes each of the codes and nothing that only looks like one", () => {
    const codes = ["secret", "other"];
    expect([findSecret("secret", codes), findSecret("other", codes)]).toEqual([0, 1]);
    for (const given of ["Secret", "secret ", "secre", "", "secret,other"])
      expect(findSecret(given, codes)).toBeUndefined();
  });
});
