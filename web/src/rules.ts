/** What values have to be, in code and in words, and errors that say where one is not. */

import { BufwasmError } from "./error.js";

/** What a value must be. */
export interface Rule {
  /** As in "must be …". */
  readonly words: string;
  readonly holds: (value: unknown) => boolean;
  /** What all values in it must be. */
  readonly each?: Rule;
  /** What those of its properties must be that are called so; others are let pass, unless `isClosed`. */
  readonly properties?: Readonly<Record<string, Rule>>;
  /** Properties that have to be there. */
  readonly required?: readonly string[];
  /** Whether it has no properties but those. */
  readonly isClosed?: boolean;
  /** What would help with a value that does not hold. */
  readonly hint?: (value: unknown) => string | undefined;
}

/** The name that JavaScript has for what `value` is. Unlike its class, it is the same in all frames and threads. */
export function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

export const isObject = (value: unknown): value is Record<string, unknown> => tagOf(value) === "Object";

export const TEXT: Rule = { words: "a string", holds: (value) => typeof value === "string" };
export const FLAG: Rule = { words: "true or false", holds: (value) => typeof value === "boolean" };
export const NUMBER: Rule = { words: "a number", holds: (value) => typeof value === "number" };
export const FUNCTION: Rule = { words: "a function", holds: (value) => typeof value === "function" };

export function oneOf(names: readonly string[]): Rule {
  return { words: `one of ${names.join(", ")}`, holds: (value) => names.includes(value as string) };
}

export function arrayOf(each: Rule): Rule {
  return { words: "an array", holds: Array.isArray, each };
}

/** An object in which every value is as `each` says, whatever it is called. */
export function mapOf(each: Rule): Rule {
  return { words: "an object", holds: isObject, each };
}

export function objectOf(properties: Readonly<Record<string, Rule>>, ...required: string[]): Rule {
  return { words: "an object", holds: isObject, properties, required };
}

/**
 * Sees that the `value` which callers pass to `call` at `place` is what `rule` says, and all that is in it.
 *
 * @throws {BufwasmError} It is not: `usage`.
 */
export function expect(value: unknown, rule: Rule, call: string, place = ""): void {
  if (!rule.holds(value)) {
    throw wrong(place ? `${place} of ${call} is` : `the options of ${call} are`, value, rule);
  }
  if (rule.each) {
    for (const [key, item] of Array.isArray(value) ? value.entries() : Object.entries(value as object)) {
      expect(item, rule.each, call, place + member(key));
    }
  }
  for (const [name, own] of Object.entries(rule.properties ?? {})) {
    const item = (value as Record<string, unknown> | undefined)?.[name];
    if (item !== undefined || rule.required?.includes(name)) {
      expect(item, own, call, place ? `${place}.${name}` : name);
    }
  }
  const unknown = rule.isClosed ? Object.keys(value as object).find((name) => !Object.hasOwn(rule.properties ?? {}, name)) : undefined;
  if (unknown !== undefined) {
    const message = `${place} of ${call} has no ${unknown}; there are ${Object.keys(rule.properties ?? {}).join(", ")}`;
    throw new BufwasmError({ kind: "usage", message });
  }
}

/** The error of a `value` that is not what `rule` says, where `what` is the subject and verb of its message. */
export function wrong(what: string, value: unknown, rule: Pick<Rule, "words" | "hint">): BufwasmError {
  const message = `${what} ${shown(value)}, and must be ${rule.words}`;
  const hint = tagOf(value) === "Promise" ? "await the promise" : rule.hint?.(value);
  return new BufwasmError({ kind: "usage", message, hint: hint ?? null });
}

/** How to get at what is called `key`. */
function member(key: string | number): string {
  return typeof key === "string" && /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

/** `value` in a few words. */
function shown(value: unknown): string {
  switch (typeof value) {
    case "string":
      return value.length > 40 ? "a string" : JSON.stringify(value);
    case "bigint":
      return `${value}n`;
    case "function":
      return "a function";
    case "object": {
      const tag = tagOf(value);
      const name = tag === "Object" || tag === "Array" ? tag.toLowerCase() : tag;
      return value === null ? "null" : `${/^[AEIO]/i.test(name) ? "an" : "a"} ${name}`;
    }
    default:
      return String(value);
  }
}
