/** protoc as the compiler: where callers have it from, and that it is fetched and compiled once. */

import { download } from "./download.js";
import { BufwasmError } from "./error.js";
import type { Bytes, CallOptions, CompileOptions, Compiler, Plugin } from "./types.js";

/** What protoc calls itself in its messages, and what errors and progress call it. */
const NAME = "protoc";

/** Compiles modules, as {@link Bufwasm} does. */
interface CompilesPlugins {
  compile(bytes: Bytes, options?: CompileOptions): Promise<Plugin>;
}

/** protoc, in all the places that callers have named so far. */
export class Protocs {
  readonly #bufwasm: CompilesPlugins;
  readonly #byUrl = new Map<string, Promise<Plugin>>();
  readonly #byBytes = new WeakMap<Bytes, Promise<Plugin>>();

  constructor(bufwasm: CompilesPlugins) {
    this.#bufwasm = bufwasm;
  }

  /**
   * The plugin that `compiler` stands for; undefined for the compiler that is part of the package.
   *
   * @throws {BufwasmError} It cannot be loaded (`io`), or is no module.
   */
  async of(compiler: Compiler = "builtin", call: CallOptions): Promise<Plugin | undefined> {
    if (compiler === "builtin") {
      return undefined;
    }
    if ("plugin" in compiler) {
      return compiler.plugin;
    }
    if ("bytes" in compiler) {
      return once(this.#byBytes, compiler.bytes, () => this.#compile(compiler.bytes));
    }
    const url = urlOf(compiler.url);
    return once(this.#byUrl, url.href, async () => this.#compile(await download(url, NAME, call)));
  }

  #compile(bytes: Bytes): Promise<Plugin> {
    return this.#bufwasm.compile(bytes, { name: NAME });
  }
}

/** What `make` gave the first time; a failure is not kept. */
function once<K>(
  made: { get(key: K): Promise<Plugin> | undefined; set(key: K, plugin: Promise<Plugin>): unknown; delete(key: K): boolean },
  key: K,
  make: () => Promise<Plugin>,
): Promise<Plugin> {
  const known = made.get(key);
  if (known) {
    return known;
  }
  const plugin = make();
  made.set(key, plugin);
  plugin.catch(() => made.delete(key));
  return plugin;
}

/** `url`, which may be relative to the page or the worker. */
function urlOf(url: string | URL): URL {
  const base = globalThis.document?.baseURI ?? globalThis.location?.href;
  try {
    return new URL(url, base);
  } catch {
    const hint = "outside a page, URLs are absolute; or pass { bytes }";
    throw new BufwasmError({ kind: "usage", message: `${JSON.stringify(url)} is no URL`, hint });
  }
}
