/** The package's files of WebAssembly: where they are, and how one gets into its binding. */

import { failure, type BufwasmError } from "./error.js";
import type { ModuleSource, ModuleSources } from "./sources.js";
import type { Bytes } from "./types.js";

type Name = keyof ModuleSources;

/** What wasm-bindgen makes of a module. */
interface Binding {
  default(source: { module_or_path: ModuleSource }): Promise<unknown>;
}

/** Where they are in the package. */
const PATHS: Readonly<Record<Name, string>> = {
  engine: "engine/bufwasm_web_bg.wasm",
  full: "full/bufwasm_web_bg.wasm",
  protos: "protos/bufwasm_web_protos_bg.wasm",
};

/** Where they are beside this file, in the words by which bundlers find them. */
const BESIDE: Readonly<Record<Name, () => URL>> = {
  engine: () => new URL("./engine/bufwasm_web_bg.wasm", import.meta.url),
  full: () => new URL("./full/bufwasm_web_bg.wasm", import.meta.url),
  protos: () => new URL("./protos/bufwasm_web_protos_bg.wasm", import.meta.url),
};

/**
 * Gives `binding` its module: what callers pass in as `name`, or the package's own file.
 *
 * @throws {BufwasmError} It cannot be had, or is not what it should be: `io`.
 */
export async function initialise(binding: Binding, name: Name, sources: ModuleSources): Promise<void> {
  try {
    await binding.default({ module_or_path: await readIfLocal(sources[name] ?? BESIDE[name]()) });
  } catch (error) {
    throw unavailable(error, name, sources);
  }
}

/** The part of Node's `process` that is used here; Deno and Bun have it, too. */
interface NodeProcess {
  getBuiltinModule?(name: "node:fs/promises"): { readFile(path: URL): Promise<Bytes> };
}

/** `source`, read if it is a file of this machine, which `fetch` does not take. */
async function readIfLocal(source: ModuleSource): Promise<ModuleSource> {
  if (!(source instanceof URL) || source.protocol !== "file:") {
    return source;
  }
  const { process } = globalThis as { process?: NodeProcess };
  // No import, which bundlers for browsers would stumble over.
  return process?.getBuiltinModule?.("node:fs/promises").readFile(source) ?? source;
}

/** The error of the module `name`, which `thrown` kept from being loaded. */
function unavailable(thrown: unknown, name: Name, sources: ModuleSources): BufwasmError {
  const [{ message }, path] = [failure(thrown), PATHS[name]];
  if (sources[name] !== undefined) {
    const isForbidden = message.includes("disallowed by embedder");
    const hint = isForbidden ? "this host compiles no WebAssembly at run time: pass a WebAssembly.Module" : null;
    return failure(thrown, { message: `the module ${name} that was passed in cannot be used: ${message}`, hint });
  }
  // Who passes in one of the modules, or is part of a bundle that has no address, has none of them beside this file.
  if (Object.values(sources).some((source) => source !== undefined) || !/^[a-z-]+:/.test(String(import.meta.url))) {
    return failure(thrown, { message: `the module ${name} is not there`, hint: `pass it in: load({ ${name} }) with ${path}` });
  }
  const isServed = import.meta.url.startsWith("http");
  const hint = isServed
    ? `serve ${path} beside the package's JavaScript`
    : `put ${path} beside the package's JavaScript, or pass it in: load({ ${name} })`;
  return failure(thrown, { message: `the module ${name} cannot be loaded: ${message}`, hint });
}
