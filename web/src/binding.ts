/** The two WebAssembly modules of the package, loaded when they are first needed. */

import loadEngine, * as engine from "./engine/bufwasm_web.js";
import { failure } from "./error.js";
import type { Bytes, Files } from "./types.js";

/** The module that runs, inspects and packs plugins. */
export type Engine = typeof engine;
/** The module that knows .proto files. */
export type Protos = typeof import("./protos/bufwasm_web_protos.js");

/** Where the modules come from, for hosts that cannot fetch them from beside the package's own files. */
export interface ModuleSources {
  /** Default: `engine/bufwasm_web_bg.wasm`, beside this file. */
  readonly engine?: WebAssembly.Module | URL | Response;
  /** Default: `protos/bufwasm_web_protos_bg.wasm`, beside this file; loaded by the first `generate`. */
  readonly protos?: WebAssembly.Module | URL | Response;
}

/** Loads the engine; there is one for each thread. */
export async function engineOf(sources: ModuleSources): Promise<Engine> {
  try {
    await (sources.engine ? loadEngine({ module_or_path: sources.engine }) : loadEngine());
    return engine;
  } catch (error) {
    throw failure(error, { hint: "serve engine/bufwasm_web_bg.wasm beside the package's JavaScript" });
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
