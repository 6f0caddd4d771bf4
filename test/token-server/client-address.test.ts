import { describe, expect, it } from "vitest";
import { clientAddress, ownOrigin } from "../../token-server/client-address.ts";

const route = (forwardedFor?: string, forwardedProto?: string) => ({
  peer: "10.0.0.1",
  forwardedFor,
  forwardedProto,
});

describe("clientAddress", () => {
  it.each([
    ["no proxy", "1.2.3.4", 0, "10.0.0.1"],
    ["one proxy", "1.2.3.4", 1, "1.2.3.4"],
    ["one proxy, and what the client wrote itself", "6.6.6.6, 1.2.3.4", 1, "1.2.3.4"],
    ["two proxies", "6.6.6.6, 1.2.3.4, 10.0.0.2", 2, "1.2.3.4"],
    ["fewer entries than proxies", "1.2.3.4", 2, "10.0.0.1"],
    ["no header", undefined, 1, "10.0.0.1"],
    ["an empty header", "", 1, "10.0.0.1"],
    ["words in place of an address", "1.2.3.4, unknown", 1, "10.0.0.1"],
    ["IPv6", "2001:db8::7", 1, "2001:db8::7"],
    ["a port", "1.2.3.4:5678", 1, "10.0.0.1"],
  ])("with %s", (_what, header, proxies, address) => {
    expect(clientAddress(route(header), proxies)).toBe(address);
  });
});

describe("ownOrigin", () => {
  it.each([
    ["http://parley.example.com/api/token", "https", 0, "http://parley.example.com"],
    ["http://parley.example.com/api/token", "https", 1, "https://parley.example.com"],
    ["http://parley.example.com/api/token", "https, http", 1, "http://parley.example.com"],
    ["http://parley.example.com/api/token", "https, http", 2, "https://parley.example.com"],
    ["http://parley.example.com/api/token", "https", 2, "https://parley.example.com"],
    ["http://parley.example.com:443/api/token", "https", 1, "https://parley.example.com"],
    ["http://parley.example.com:8443/api/token", "https", 1, "https://parley.example.com:8443"],
    ["http://parley.example.com:8787/api/token", undefined, 1, "http://parley.example.com:8787"],
    ["https://parley.example.com/api/token", "http", 1, "https://parley.example.com"],
    ["http://parley.example.com/api/token", "javascript", 1, "http://parley.example.com"],
  ])("of %s, forwarded as %s by %i proxies, is %s", (url, proto, proxies, origin) => {
    expect(ownOrigin(url, route(undefined, proto), proxies)).toBe(origin);
  });
});
