import { describe, expect, it } from "vitest";
import { mergedStartValues, startValuesOf } from "../../../web/core/tools/start-values.ts";

const of = (address: string) => startValuesOf(new URL(address, "https://parley.example").searchParams);

describe("start values", () => {
  it("come from the page's address", () => {
    expect(of("/?ctx.caller=Ann+B&lang=de&ctx.order_id=%2342#/settings")).toEqual({
      caller: "Ann B",
      order_id: "#42",
    });
  });

  it.each([
    "/?caller=Ann",
    "/?ctx.=x",
    "/?ctx.1st=x",
    "/?ctx.__proto__=x",
    "/?ctx.a-b=x",
    `/?ctx.${"a".repeat(65)}=x`,
    `/?ctx.a=${"x".repeat(501)}`,
  ])("are not %.40s", (address) => {
    expect(of(address)).toEqual({});
  });

  it("take the last of a name that comes twice, and twenty in all", () => {
    expect(of("/?ctx.a=1&ctx.a=2")).toEqual({ a: "2" });
    const many = Array.from({ length: 30 }, (_, index) => `ctx.v${index}=${index}`).join("&");
    expect(Object.keys(of(`/?${many}`))).toHaveLength(20);
  });

  it("of the address win over the agent's", () => {
    expect(mergedStartValues({ a: "agent", b: "agent" }, { a: "address" })).toEqual({
      a: "address",
      b: "agent",
    });
    const agent = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`v${index}`, "agent"]));
    expect(mergedStartValues(agent, { caller: "Ann" })["caller"]).toBe("Ann");
  });
});
