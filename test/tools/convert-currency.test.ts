import { describe, expect, it } from "vitest";
import { tool } from "../../web/tools/convert-currency.ts";
import { FakeToolContext } from "../fakes/fake-tool-context.ts";
import { fixture } from "./fixtures/fixture.ts";

function scene(name = "frankfurter-rate") {
  const context = new FakeToolContext();
  context.answer = () => ({ body: fixture(name) });
  return context;
}

describe("convert_currency", () => {
  it("converts at the newest rate, and says of which day it is", async () => {
    const context = scene();
    expect(await tool.run({ amount: 100, from: "usd", to: "EUR" }, context)).toEqual({
      status: "ok",
      amount: "USD 100.00",
      converted: "EUR 87.39",
      rate: 0.8739,
      rateDate: "2026-11-19",
      sentence: "USD 100.00 are EUR 87.39 at the rate of 2026-11-19.",
    });
    expect(context.fetched.map(({ url }) => url.href)).toEqual([
      "https://api.frankfurter.dev/v2/rate/USD/EUR",
    ]);
    expect(context.cards).toEqual([
      { kind: "credit", text: "Exchange rates by Frankfurter", url: "https://frankfurter.dev/" },
    ]);
  });

  it("takes the rate of an earlier day, and as many decimals as the currency has", async () => {
    const context = scene("frankfurter-yen");
    const told = await tool.run({ amount: 10, from: "EUR", to: "JPY", date: "2026-03-31" }, context);
    expect(told).toMatchObject({ converted: "JPY 1,763", rateDate: "2026-03-31" });
    expect(context.fetched[0]?.url.search).toBe("?date=2026-03-31");
  });

  it.each([404, 422])("says that there is no such rate, for the answer %i", async (status) => {
    const context = scene();
    context.answer = () => ({ status, body: { message: "not found" } });
    expect(await tool.run({ amount: 1, from: "XXX", to: "EUR" }, context)).toMatchObject({
      status: "not_found",
      retryable: true,
    });
    expect(context.cards).toEqual([]);
  });

  it("does not hide that the service has trouble", async () => {
    const context = scene();
    context.answer = () => ({ status: 503, body: "" });
    await expect(tool.run({ amount: 1, from: "USD", to: "EUR" }, context)).rejects.toThrow("503");
  });

  it.each([
    { from: "US", to: "EUR" },
    { from: "USD", to: "../x" },
    { from: "USD", to: "EUR", amount: -1 },
    { from: "USD", to: "EUR", date: "yesterday" },
  ])("takes no %j", async (args) => {
    expect(await tool.input["~standard"].validate(args)).toHaveProperty("issues");
  });
});
