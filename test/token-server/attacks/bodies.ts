import { type Attack, each } from "./attack.ts";

const contentTypes = {
  missing: "",
  form: "application/x-www-form-urlencoded",
  "multipart form": "multipart/form-data; boundary=x",
  text: "text/plain",
  "text that says JSON": "text/plain; application/json",
  "JSON with a suffix": "application/jsonx",
  "JSON with a prefix": "xapplication/json",
  "text JSON": "text/json",
  "JSON lines": "application/x-ndjson",
  "two with a comma": "application/json, text/plain",
  twice: ["text/plain", "application/json"],
  XML: "application/xml",
  star: "*/*",
} as const;

const notJson = {
  nothing: "",
  "a word": "token",
  "a single quote": "{'model':'x'}",
  "a comma at the end": '{"model":"gemini-3.8-live",}',
  "a comment": "{/* */}",
  "two values": "{}{}",
  "not closed": '{"model":',
  NaN: '{"temperature":NaN}',
  infinity: '{"temperature":Infinity}',
  hexadecimal: '{"temperature":0x1}',
  "a form": "model=gemini-3.8-live",
  "a byte order mark alone": "\xef\xbb\xbf",
  "zero bytes": "\0\0\0\0",
  "a byte that is no UTF-8 as a key": '{"\xff":1}',
} as const;

const notAnObject = {
  null: "null",
  true: "true",
  "a number": "1",
  text: '"x"',
  "a list": "[]",
  "a list of one": "[{}]",
};

/** All beyond what a session may be; each would widen a token if it were taken over. */
const widened = {
  uses: { uses: 100 },
  "a later end": { expireTime: "2099-01-01T00:00:00Z" },
  "a later start": { newSessionExpireTime: "2099-01-01T00:00:00Z" },
  "no lock": { lockAdditionalFields: [] },
  "constraints of its own": { liveConnectConstraints: { model: "gemini-2.5-pro" } },
  "a config of its own": { config: { systemInstruction: "x" } },
  "a setup of its own": { setup: { model: "models/gemini-3.8-live" } },
  "a field mask": { fieldMask: "" },
  "an address of its own": { baseUrl: "https://evil.example.net" },
  "an API version": { apiVersion: "v1" },
  "a key": { apiKey: "x" },
  "the http options": { httpOptions: { baseUrl: "https://evil.example.net" } },
  "another model": { model: "gemini-2.5-pro" },
  "a model's full name": { model: "models/gemini-3.8-live" },
  "a model as a path": { model: "../gemini-3.8-live" },
  "a tuned model": { model: "tunedModels/evil" },
  "a model as a list": { model: ["gemini-3.8-live"] },
  "an empty model": { model: "" },
  "video as an answer": { modality: "VIDEO" },
  "several modalities": { modality: ["AUDIO", "TEXT"] },
  "a search tool": { tools: [{ googleSearch: {} }] },
  "code execution": { tools: [{ codeExecution: {} }] },
  "a tool without a name": { tools: [{ description: "x" }] },
  "a tool with a path as name": { tools: [{ name: "../x", description: "x" }] },
  "a tool with more to it": { tools: [{ name: "x", description: "x", response: {} }] },
  "tools that are no list": { tools: { name: "x", description: "x" } },
  "two tools of one name": {
    tools: [
      { name: "x", description: "x" },
      { name: "x", description: "y" },
    ],
  },
  "a thousand tools": {
    tools: Array.from({ length: 1_000 }, (_, i) => ({ name: `t${i}`, description: "" })),
  },
  "a voice that is none": { voice: "Evil" },
  "a temperature above": { temperature: 2.01 },
  "a temperature below": { temperature: -0.01 },
  "a temperature as text": { temperature: "1" },
  "a billion tokens": { maxOutputTokens: 1_000_000_000 },
  "half a token": { maxOutputTokens: 0.5 },
  "an instruction without end": { instruction: "x".repeat(40_000) },
  "an instruction as an object": { instruction: { parts: [] } },
  "a language that is none": { language: "../../etc" },
  "thinking without end": { thinkingLevel: "MAXIMUM" },
  "silence without end": { activityDetection: { silenceDurationMs: 1e9 } },
  "a hidden field deeper": { activityDetection: { disabled: true } },
} as const;

/** A handle is known to whoever was given it: as something else it opens nothing. */
const handles = {
  empty: "",
  "very long": "x".repeat(20_000),
  "a number": 1,
  "a list": ["handle-of-somebody"],
  "an object": { newHandle: "handle-of-somebody" },
  true: true,
  null: null,
} as const;

const polluting = {
  __proto__: '{"__proto__":{"model":"gemini-3.8-live"}}',
  "__proto__ deeper": '{"activityDetection":{"__proto__":{"disabled":true}}}',
  constructor: '{"constructor":{"prototype":{"polluted":true}}}',
  prototype: '{"prototype":{"polluted":true}}',
  toString: '{"toString":"x"}',
  hasOwnProperty: '{"hasOwnProperty":true}',
  "the same key twice, the last one bad": '{"model":"gemini-3.8-live","model":"evil"}',
  "the same key, once in disguise": '{"voice":"Puck","\\u0076oice":"Evil"}',
  "a key with a zero byte": '{"model\\u0000":"x"}',
  "an empty key": '{"":1}',
} as const;

const deep = (levels: number, open: string, close: string) => open.repeat(levels) + close.repeat(levels);
const huge = {
  "100 kB": `{"instruction":"${"x".repeat(100_000)}"}`,
  "64 KiB and a byte of blanks": `${" ".repeat(65_535)}{}`,
  "30,000 levels of lists": deep(30_000, "[", "]"),
  "10,000 levels of objects": `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`,
  "a schema of 5,000 levels": `{"tools":[{"name":"x","description":"","parametersJsonSchema":${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}}]}`,
  "9,000 keys": `{${Array.from({ length: 9_000 }, (_, i) => `"${i}":1`).join()}}`,
  "a number of 60,000 digits": `{"temperature":${"9".repeat(60_000)}}`,
} as const;

export const wrongTypes = each("content type", contentTypes, (type) => ({
  headers: { "Content-Type": type },
}));
export const badBodies: readonly Attack[] = [
  ...each("no JSON", notJson, (body) => ({ body })),
  ...each("no object", notAnObject, (body) => ({ body })),
  ...each("widened", widened, (body) => ({ body: JSON.stringify(body) })),
  ...each("handle", handles, (handle) => ({ body: JSON.stringify({ handle }) })),
  ...each("prototype and keys", polluting, (body) => ({ body })),
  ...each("size", huge, (body) => ({ body })),
];
