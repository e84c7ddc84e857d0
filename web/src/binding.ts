/** The WebAssembly modules of the package, loaded when they are first needed. */

import * as small from "./engine/bufwasm_web.js";
import { failure } from "./error.js";
import type { Bytes, Files } from "./types.js";

/** What both engines' modules export. */
export type EngineBinding = typeof small;

/** The module that knows .proto files. */
export type Protos = typeof import("./protos/bufwasm_web_protos.js");

/** Where the modules come from, for hosts that cannot fetch them from beside the package's own files. */
export interface ModuleSources {
  /** Runs, inspects and packs most plugins. Default: `engine/bufwasm_web_bg.wasm`, beside this file. */
  readonly engine?: WebAssembly.Module | URL | Response;
  /** Does so with all plugins. Default: `full/bufwasm_web_bg.wasm`, beside this file; loaded by the first that needs it. */
  readonly full?: WebAssembly.Module | URL | Response;
  /** Default: `protos/bufwasm_web_protos_bg.wasm`, beside this file; loaded by the first `generate`. */
  readonly protos?: WebAssembly.Module | URL | Response;
}

/** Loads the module of the small engine, or of the one that can do everything. */
export async function loadEngine(kind: "engine" | "full", sources: ModuleSources): Promise<EngineBinding> {
  const source = sources[kind];
  try {
    const binding = kind === "engine" ? small : await import("./full/bufwasm_web.js");
    await (source ? binding.default({ module_or_path: source }) : binding.default());
    // Both are made from the same source.
    return binding as unknown as EngineBinding;
  } catch (error) {
    throw failure(error, { hint: `serve ${kind}/bufwasm_web_bg.wasm beside the package's JavaScript` });
  }
}

/** Loads the module for .proto files; there is one for each thread. */
export async function protosOf(sources: ModuleSources): Promise<Protos> {
  try {
    const protos = await import("./protos/bufwasm_web_protos.js");
    await (sources.protos ? protos.default({ module_or_path: sources.protos }) : protos.default());
    return protos;
  } catch (error) {
    throw failure(error, { hint: "serve protos/bufwasm_web_protos_bg.wasm beside the package's JavaScript" });
  }
}

/** Files as the bindings take them. */
export interface FileList {
  readonly paths: string[];
  readonly contents: Uint8Array[];
}

export function fileList(files: Files = {}): FileList {
  return { paths: Object.keys(files), contents: Object.values(files).map(bytesOf) };
}

export function bytesOf(data: Bytes | string): Uint8Array {
  if (typeof data === "string") {
    return new TextEncoder().encode(data);
  }
  return data instanceof Uint8Array ? data : new Uint8Array(data);
}
