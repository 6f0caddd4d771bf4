import * as v from "valibot";
import { toTranslate } from "../core/to-translate.ts";
import { defineTool, type ToolContext } from "../core/tools/tool.ts";
import { readAnswer, withQuery } from "./support/answers.ts";
import { shortened } from "./support/text.ts";
import { valibotInput } from "./support/valibot-input.ts";

const input = v.object({
  query: v.pipe(
    v.string(),
    v.minLength(1),
    v.maxLength(200),
    v.description("What to look up: best the title of an article, else a few words."),
  ),
  language: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^[a-z]{2,3}(-[a-z]{2,8})*$/, "must be the code of a language, as en"),
      v.description("Code of the Wikipedia to search, as en or de: the language that the user speaks."),
    ),
    "en",
  ),
});

export const tool = defineTool({
  name: "look_up",
  description:
    "Looks something up in Wikipedia: people, places, things, events. Gives the beginning of the best article and the titles of others.",
  input: valibotInput(input),
  origins: ["https://*.wikipedia.org"],
  async run({ query, language }, context) {
    const wiki = `https://${language}.wikipedia.org`;
    const [best, ...others] = await search(wiki, query, context);
    if (best === undefined) {
      return { status: "no_results", message: `Wikipedia has nothing on ${query}.`, retryable: false };
    }
    const article = await summary(wiki, best.key, context);
    const { page } = article.content_urls.desktop;
    context.show({ kind: "link", title: article.title, url: page, text: article.description });
    context.show({ kind: "credit", text: toTranslate("Text from Wikipedia, CC BY-SA 4.0"), url: page });
    return {
      status: article.type === "disambiguation" ? "ambiguous" : "ok",
      title: article.title,
      description: article.description,
      text: shortened(article.extract, 2_000),
      source: "Wikipedia",
      otherArticles: others.map(({ title }) => title),
    };
  },
});

const found = v.object({ pages: v.array(v.object({ key: v.string(), title: v.string() })) });

async function search(wiki: string, query: string, context: ToolContext) {
  const url = withQuery(`${wiki}/w/rest.php/v1/search/page`, { q: query, limit: 4 });
  return readAnswer(found, await context.fetch(url, { cacheMs }), "Wikipedia").pages;
}

const article = v.object({
  /** `disambiguation` for a page that lists what a name may mean. */
  type: v.optional(v.string(), "standard"),
  title: v.string(),
  description: v.optional(v.string(), ""),
  extract: v.string(),
  content_urls: v.object({ desktop: v.object({ page: v.string() }) }),
});

async function summary(wiki: string, key: string, context: ToolContext) {
  const url = `${wiki}/api/rest_v1/page/summary/${encodeURIComponent(key)}`;
  return readAnswer(article, await context.fetch(url, { cacheMs }), "Wikipedia");
}

const cacheMs = 60 * 60_000;
