/** What the calls of the package may be given: JavaScript does not hold callers to the types. */

import { BYTES, DATA } from "./bytes.js";
import { GENERATORS } from "./generators.js";
import { SETTINGS } from "./limits.js";
import { FLAG, FUNCTION, NUMBER, TEXT, arrayOf, expect, isObject, mapOf, objectOf, oneOf, tagOf, type Rule } from "./rules.js";

const FILES = mapOf(DATA);
const PROPERTIES = Object.values(SETTINGS).flatMap((setting) => (setting ? [setting.property] : []));
/** What values are possible is a question to the engine: `given.ts` asks it. */
const LIMITS: Rule = { ...objectOf(Object.fromEntries(PROPERTIES.map((property) => [property, NUMBER]))), isClosed: true };
const SIGNAL: Rule = { words: "an AbortSignal", holds: (value) => tagOf(value) === "AbortSignal" };
const PLUGIN: Rule = {
  words: "a plugin of compile()",
  holds: (value) => isObject(value) && typeof value["run"] === "function",
};
const ADDRESS: Rule = { words: "a string or a URL", holds: (value) => typeof value === "string" || tagOf(value) === "URL" };
const COMPILERS = { url: ADDRESS, bytes: BYTES, plugin: PLUGIN };
const COMPILER: Rule = {
  words: '"builtin", { url }, { bytes } or { plugin }',
  holds: (value) => value === "builtin" || isOneCompiler(value),
  properties: COMPILERS,
};
const SOURCE: Rule = {
  words: "a WebAssembly.Module, a URL, a Response, a Uint8Array or an ArrayBuffer",
  holds: (value) => BYTES.holds(value) || ["WebAssembly.Module", "URL", "Response"].includes(tagOf(value)),
  hint: (value) => (typeof value === "string" ? "new URL(…) makes a URL of it" : undefined),
};

function isOneCompiler(value: unknown): boolean {
  const [name, ...more] = isObject(value) ? Object.keys(COMPILERS).filter((name) => name in value) : [];
  return name !== undefined && more.length === 0 && (value as Record<string, unknown>)[name] !== undefined;
}

/** What every long call takes. */
const CALL = { limits: LIMITS, signal: SIGNAL, backtrace: FLAG, onProgress: FUNCTION };
/** What a plugin is given to read. */
const INPUT = { env: mapOf(TEXT), files: FILES };
const ABI = oneOf(["wasi", "gojs"]);
const REQUEST = objectOf(
  { ...INPUT, plugin: PLUGIN, parameter: TEXT, generator: oneOf(GENERATORS), limits: LIMITS },
  "plugin",
);

/** The options of each call, by its name. */
const CALLS = {
  load: objectOf({ engine: SOURCE, full: SOURCE, protos: SOURCE }),
  startWorker: objectOf({ worker: ADDRESS }),
  compile: objectOf({ name: TEXT, abi: ABI, optimise: oneOf(["auto", "always", "never"]) }),
  run: objectOf({ ...CALL, ...INPUT, stdin: DATA, args: arrayOf(TEXT) }),
  pack: objectOf({ ...INPUT, abi: ABI, call: TEXT, args: arrayOf(TEXT), replace: FLAG }),
  generate: objectOf(
    { ...CALL, files: mapOf(TEXT), toGenerate: arrayOf(TEXT), compiler: COMPILER, plugins: arrayOf(REQUEST) },
    "files",
    "plugins",
  ),
} satisfies Record<string, Rule>;

/**
 * Sees that `options` are an object whose properties are of the types that they are declared with, and that those are there
 * that the `call` does not do without.
 *
 * @throws {BufwasmError} They are not: `usage`.
 */
export function expectOptions(call: keyof typeof CALLS, options: unknown): void {
  expect(options, CALLS[call], call);
}

/**
 * The same of limits by themselves.
 *
 * @throws {BufwasmError} They are none: `usage`.
 */
export function expectLimits(call: string, limits: unknown): void {
  expect(limits, LIMITS, call, "limits");
}
