import { describe, expect, it } from "vitest";
import { tool } from "../../web/tools/look-up.ts";
import { FakeToolContext } from "../fakes/fake-tool-context.ts";
import { fixture } from "./fixtures/fixture.ts";

function scene(search = "wikipedia-search", summary = "wikipedia-summary") {
  const context = new FakeToolContext();
  context.answer = ({ pathname }) => ({
    body: fixture(pathname.startsWith("/w/rest.php") ? search : summary),
  });
  return context;
}

describe("look_up", () => {
  it("gives the beginning of the best article, and names the others", async () => {
    const context = scene();
    expect(await tool.run({ query: "jupiter", language: "en" }, context)).toEqual({
      status: "ok",
      title: "Jupiter",
      description: "Fifth planet from the Sun",
      text: expect.stringMatching(/^Jupiter is the fifth planet .* mass of the Sun\.$/),
      source: "Wikipedia",
      otherArticles: ["Jupiter (god)", "Moons of Jupiter"],
    });
    expect(context.fetched.map(({ url }) => url.href)).toEqual([
      "https://en.wikipedia.org/w/rest.php/v1/search/page?q=jupiter&limit=4",
      "https://en.wikipedia.org/api/rest_v1/page/summary/Jupiter",
    ]);
  });

  it("shows the article, and under which licence its text is", async () => {
    const context = scene();
    await tool.run({ query: "jupiter", language: "en" }, context);
    const url = "https://en.wikipedia.org/wiki/Jupiter";
    expect(context.cards).toEqual([
      { kind: "link", title: "Jupiter", url, text: "Fifth planet from the Sun" },
      { kind: "credit", text: "Text from Wikipedia, CC BY-SA 4.0", url },
    ]);
  });

  it("looks into the Wikipedia of another language", async () => {
    const context = scene();
    await tool.run({ query: "jupiter", language: "de" }, context);
    expect(context.fetched.map(({ url }) => url.host)).toEqual(["de.wikipedia.org", "de.wikipedia.org"]);
  });

  it("says when a name means several things", async () => {
    const context = scene("wikipedia-search", "wikipedia-summary-several");
    expect(await tool.run({ query: "mercury", language: "en" }, context)).toMatchObject({
      status: "ambiguous",
    });
  });

  it("says when there is nothing", async () => {
    const context = scene("wikipedia-search-nothing");
    expect(await tool.run({ query: "xyzzy", language: "en" }, context)).toMatchObject({
      status: "no_results",
      retryable: false,
    });
    expect(context.cards).toEqual([]);
  });

  it.each(["EN", "en.evil.com/", "e", "english language"])("takes no language %j", async (language) => {
    expect(await tool.input["~standard"].validate({ query: "x", language })).toHaveProperty("issues");
  });
});
