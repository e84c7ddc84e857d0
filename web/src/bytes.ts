/** Bytes in the shapes that callers have them in. */

import { isObject, tagOf, wrong, type Rule } from "./rules.js";
import type { Bytes } from "./types.js";

/** Bytes, as those of a module. */
export const BYTES: Rule = { words: "a Uint8Array or an ArrayBuffer", holds: areBytes, hint: howToGet };

/** What plugins read: bytes, or text that becomes UTF-8. */
export const DATA: Rule = {
  words: "a string, a Uint8Array or an ArrayBuffer",
  holds: (value) => typeof value === "string" || areBytes(value),
  hint: howToGet,
};

/**
 * The bytes that `given` holds, which errors call `what`.
 *
 * @throws {BufwasmError} It holds none: `usage`.
 */
export function bytesIn(given: unknown, what: string): Uint8Array {
  if (!areBytes(given)) {
    throw wrong(`${what} is`, given, BYTES);
  }
  if (given instanceof Uint8Array) {
    return given;
  }
  return ArrayBuffer.isView(given)
    ? new Uint8Array(given.buffer, given.byteOffset, given.byteLength)
    : new Uint8Array(given);
}

/** `data`, of which was seen that it is {@link DATA}. */
export function bytesOrText(data: Bytes | string): Uint8Array {
  return typeof data === "string" ? new TextEncoder().encode(data) : bytesIn(data, "what the plugin reads");
}

function areBytes(value: unknown): value is ArrayBuffer | ArrayBufferView {
  return ArrayBuffer.isView(value) || ["ArrayBuffer", "SharedArrayBuffer"].includes(tagOf(value));
}

function howToGet(value: unknown): string {
  const tag = tagOf(value);
  if (tag === "WebAssembly.Module") {
    return "pass the bytes: what your bundler makes a WebAssembly.Module of, it can also import as data; the README says how";
  }
  if (["Response", "Blob", "File"].includes(tag)) {
    return `pass the bytes: await ${tag.toLowerCase()}.arrayBuffer()`;
  }
  if (isObject(value) || typeof value === "number" || typeof value === "boolean") {
    return "pass the bytes";
  }
  return "pass the bytes, such as await (await fetch(url)).arrayBuffer(), or in Node await readFile(path)";
}
