import { isObject } from "../live/wire.ts";
import { toTranslate } from "../to-translate.ts";
import { foreignSchema } from "./foreign-schema.ts";
import { type HttpToolDefinition, httpToolLimits } from "./http-definition.ts";
import { parseUrlTemplate, pathValues, queryValues, type UrlTemplate } from "./url-template.ts";

/** What is wrong with a definition: a sentence for each field that has a problem. */
export type HttpToolProblems = { readonly [Field in keyof HttpToolDefinition]?: string };

/**
 * Everything that keeps a definition from being a tool; empty: nothing does.
 * @param taken names of the tools that are built in
 * @param others the person's other definitions
 */
export function httpToolProblems(
  definition: HttpToolDefinition,
  taken: ReadonlySet<string>,
  others: readonly HttpToolDefinition[] = [],
): HttpToolProblems {
  const names = new Set([
    ...taken,
    ...others.filter(({ id }) => id !== definition.id).map(({ name }) => name),
  ]);
  const template = templateOf(definition.urlTemplate);
  const problems = {
    name: nameProblem(definition.name, names),
    description: descriptionProblem(definition.description),
    parameters: parametersProblem(definition),
    urlTemplate: typeof template === "string" ? template : placeProblem(template, definition),
    headers: headersProblem(definition.headers),
  };
  return Object.fromEntries(Object.entries(problems).filter(([, problem]) => problem !== undefined));
}

function nameProblem(name: string, taken: ReadonlySet<string>): string | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(name))
    return toTranslate("Up to 64 letters, digits and _, beginning with a letter, as get_price.");
  return taken.has(name) ? toTranslate("There is a tool of this name.") : undefined;
}

function descriptionProblem(description: string): string | undefined {
  return description.trim() === ""
    ? toTranslate("Say when the agent should use it and what comes back.")
    : undefined;
}

function parametersProblem({ parameters }: HttpToolDefinition): string | undefined {
  const { type } = parameters;
  if (type !== undefined && type !== "object")
    return toTranslate('The schema must be that of an object ("type": "object").');
  if (JSON.stringify(parameters).length > httpToolLimits.parametersJson)
    return `The schema must have at most ${httpToolLimits.parametersJson} characters.`;
  return (
    problemOf(
      () => {
        foreignSchema(parameters);
      },
      (reason) => `The agent cannot use it: ${reason}.`,
    ) ?? patternProblem(parameters)
  );
}

/** Patterns are tried out here, so that they do not fail in a call. */
function patternProblem(schema: unknown): string | undefined {
  if (Array.isArray(schema)) return schema.map(patternProblem).find((problem) => problem !== undefined);
  if (!isObject(schema)) return undefined;
  const { pattern } = schema;
  if (typeof pattern === "string") {
    const problem = problemOf(
      () => new RegExp(pattern, "u"),
      () => `${pattern} is no pattern.`,
    );
    if (problem !== undefined) return problem;
  }
  return Object.values(schema)
    .map(patternProblem)
    .find((problem) => problem !== undefined);
}

function templateOf(text: string): UrlTemplate | string {
  try {
    return parseUrlTemplate(text);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Every value in the address must be an argument, and those of the path must be there in every call. */
function placeProblem(template: UrlTemplate, { parameters }: HttpToolDefinition): string | undefined {
  const { properties, required } = parameters;
  const known = (name: string) => isObject(properties) && Object.hasOwn(properties, name);
  const unknown = [...pathValues(template), ...queryValues(template)].find((name) => !known(name));
  if (unknown !== undefined) return `{${unknown}} is not among the arguments.`;
  const optional = pathValues(template).find((name) => !Array.isArray(required) || !required.includes(name));
  return optional === undefined ? undefined : `{${optional}} is in the path: the arguments must require it.`;
}

/** Names that browsers keep for themselves, and send or do not send as they see fit. */
const browsersOwn =
  /^(accept-charset|accept-encoding|access-control-.*|connection|content-length|cookie2?|date|dnt|expect|host|keep-alive|origin|permissions-policy|proxy-.*|referer|sec-.*|set-cookie|te|trailer|transfer-encoding|upgrade|via)$/i;

function headersProblem(headers: HttpToolDefinition["headers"]): string | undefined {
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[!#$%&'*+\-.^`|~\w]{1,100}$/.test(name)) return `${JSON.stringify(name)} is no name of a header.`;
    if (browsersOwn.test(name)) return `A browser does not let pages send ${name}.`;
    // The value may be secret: it is not repeated.
    if (!/^[\t\x20-\x7e]*$/.test(value)) return `The value of ${name} may have letters of ASCII only.`;
  }
  return undefined;
}

function problemOf(attempt: () => unknown, sentence: (reason: string) => string): string | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    return sentence(error instanceof Error ? error.message : String(error));
  }
}
