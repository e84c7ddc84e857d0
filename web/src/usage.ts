/** What callers pass in, checked: JavaScript does not hold them to the types. */

import { BufwasmError } from "./error.js";
import { GENERATORS } from "./generators.js";

/** What a value must be, in words, and whether it is. */
interface Rule {
  readonly words: string;
  readonly holds: (value: unknown) => boolean;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value: unknown) => typeof value === "string";

const OBJECT: Rule = { words: "an object", holds: isObject };
const TEXT: Rule = { words: "a string", holds: isText };
const FLAG: Rule = { words: "true or false", holds: (value) => typeof value === "boolean" };
const FUNCTION: Rule = { words: "a function", holds: (value) => typeof value === "function" };
const LIST: Rule = { words: "an array of strings", holds: (value) => Array.isArray(value) && value.every(isText) };
const TEXTS: Rule = { words: "an object whose values are strings", holds: (value) => isObject(value) && Object.values(value).every(isText) };
const SIGNAL: Rule = { words: "an AbortSignal", holds: (value) => isObject(value) && typeof value["aborted"] === "boolean" };
const PLUGIN: Rule = { words: "a plugin of compile()", holds: (value) => isObject(value) && typeof value["run"] === "function" };
const ARRAY: Rule = { words: "an array", holds: Array.isArray };
const oneOf = (names: readonly string[]): Rule => ({
  words: `one of ${names.join(", ")}`,
  holds: (value) => names.includes(value as string),
});

/** What is called so is the same in all options that have it; what is not listed here is checked where it is used. */
const RULES: Readonly<Record<string, Rule>> = {
  abi: oneOf(["wasi", "gojs"]),
  args: LIST,
  env: TEXTS,
  files: OBJECT,
  generator: oneOf(GENERATORS),
  limits: OBJECT,
  name: TEXT,
  onProgress: FUNCTION,
  optimise: oneOf(["auto", "always", "never"]),
  parameter: TEXT,
  plugin: PLUGIN,
  plugins: ARRAY,
  replace: FLAG,
  signal: SIGNAL,
  toGenerate: LIST,
};

/**
 * Sees that `options` are an object whose properties are of the types that they are declared with, and that those `required`
 * are there. `call` is what errors name.
 *
 * @throws {BufwasmError} They are not: `usage`.
 */
export function expectOptions(call: string, options: unknown, required: readonly string[] = []): void {
  if (!isObject(options)) {
    throw wrong(`the options of ${call}`, options, OBJECT);
  }
  for (const [property, rule] of Object.entries(RULES)) {
    const value = options[property];
    if (value === undefined ? required.includes(property) : !rule.holds(value)) {
      throw wrong(`${property} of ${call}`, value, rule);
    }
  }
}

/**
 * The same for those of `generate`, with their plugins.
 *
 * @throws {BufwasmError} They are not: `usage`.
 */
export function expectGenerate(options: unknown): void {
  expectOptions("generate", options, ["files", "plugins"]);
  const { files, plugins } = options as { files: object; plugins: unknown[] };
  if (!TEXTS.holds(files)) {
    throw wrong("files of generate", files, TEXTS);
  }
  plugins.forEach((plugin, index) => expectOptions(`generate's plugins[${index}]`, plugin, ["plugin"]));
}

/**
 * The bytes that `given` holds, which errors call `what`.
 *
 * @throws {BufwasmError} It holds none: `usage`.
 */
export function bytesIn(given: unknown, what: string): Uint8Array {
  if (given instanceof Uint8Array) {
    return given;
  }
  if (ArrayBuffer.isView(given)) {
    return new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
  }
  // Not by instanceof: the buffers of other frames are none of this one's.
  if (/^\[object (Shared)?ArrayBuffer\]$/.test(Object.prototype.toString.call(given))) {
    return new Uint8Array(given as ArrayBuffer);
  }
  const isModule = given instanceof WebAssembly.Module;
  const hint = isModule
    ? "pass the bytes: what your bundler makes a WebAssembly.Module of, it can also import as data; the README says how"
    : "pass the bytes, such as await (await fetch(url)).arrayBuffer()";
  throw wrong(what, given, { words: "a Uint8Array or an ArrayBuffer", holds: () => false }, hint);
}

function wrong(what: string, value: unknown, { words }: Rule, hint?: string): BufwasmError {
  const problem = { kind: "usage", message: `${what} is ${shown(value)}, and must be ${words}` } as const;
  return new BufwasmError(hint === undefined ? problem : { ...problem, hint });
}

function shown(value: unknown): string {
  if (typeof value === "string") {
    return value.length > 40 ? "a string" : JSON.stringify(value);
  }
  if (typeof value !== "object" || value === null) {
    return typeof value === "function" ? "a function" : String(value);
  }
  return Array.isArray(value) ? "an array" : `a ${Object.prototype.toString.call(value).slice(8, -1)}`;
}
