/** The WebAssembly modules of the package, loaded when they are first needed. */

import * as small from "./engine/bufwasm_web.js";
import { failure } from "./error.js";
import type { ModuleSource, ModuleSources } from "./sources.js";
import type { Bytes, Files } from "./types.js";
import { bytesIn } from "./usage.js";

/** What both engines' modules export. */
export type EngineBinding = typeof small;

/** The module that knows .proto files. */
export type Protos = typeof import("./protos/bufwasm_web_protos.js");

/** Loads the module of the small engine, or of the one that can do everything. */
export async function loadEngine(kind: "engine" | "full", sources: ModuleSources): Promise<EngineBinding> {
  const binding = kind === "engine" ? small : await import("./full/bufwasm_web.js");
  await initialise(binding, kind, `${kind}/bufwasm_web_bg.wasm`, sources);
  // Both are made from the same source.
  return binding as unknown as EngineBinding;
}

/** Loads the module for .proto files; there is one for each thread. */
export async function protosOf(sources: ModuleSources): Promise<Protos> {
  const protos = await import("./protos/bufwasm_web_protos.js");
  await initialise(protos, "protos", "protos/bufwasm_web_protos_bg.wasm", sources);
  return protos;
}

/** What wasm-bindgen makes of a module. */
interface Binding {
  default(source?: { module_or_path: ModuleSource }): Promise<unknown>;
}

/** Gives `binding` its module: what callers pass in as `name`, or the file at `path` in the package. */
export async function initialise(
  binding: Binding,
  name: keyof ModuleSources,
  path: string,
  sources: ModuleSources,
  beside = fileBeside,
): Promise<void> {
  const source = sources[name] ?? (await beside(path));
  try {
    await (source ? binding.default({ module_or_path: source }) : binding.default());
  } catch (error) {
    // Who passes in one of the modules has none of them beside this file.
    const passed = Object.values(sources).some((source) => source !== undefined) && !source;
    const hint = passed ? `pass it in: load({ ${name} }) with ${path}` : `serve ${path} beside the package's JavaScript`;
    throw failure(error, passed ? { message: `the module ${name} is not there`, hint } : { hint });
  }
}

/** The part of Node's `process` that is used here. */
interface NodeProcess {
  getBuiltinModule?(name: "node:fs/promises"): { readFile(path: URL): Promise<Uint8Array> };
}

/** The file at `path` in the package, where it is read and not fetched: in Node. */
async function fileBeside(path: string): Promise<Bytes | undefined> {
  const { process } = globalThis as { process?: NodeProcess };
  if (!import.meta.url?.startsWith("file:")) {
    return undefined;
  }
  // No import, which bundlers for browsers would stumble over.
  return process?.getBuiltinModule?.("node:fs/promises").readFile(new URL(path, import.meta.url));
}

/** Files as the bindings take them. */
export interface FileList {
  readonly paths: string[];
  readonly contents: Uint8Array[];
}

export function fileList(files: Files = {}): FileList {
  const contents = Object.entries(files).map(([path, data]) => bytesOrText(data, `the file ${path}`));
  return { paths: Object.keys(files), contents };
}

/** An environment as `KEY=VALUE`. */
export function entries(env: Readonly<Record<string, string>> = {}): string[] {
  return Object.entries(env).map(([key, value]) => `${key}=${value}`);
}

/** The bytes of `data`, which errors call `what`; text as UTF-8. */
export function bytesOrText(data: Bytes | string, what: string): Uint8Array {
  return typeof data === "string" ? new TextEncoder().encode(data) : bytesIn(data, what);
}
