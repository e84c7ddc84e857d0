/** Where the package has its WebAssembly from. */

import type { Bytes } from "./types.js";

/** `WebAssembly.Module`, which the types of Node alone do not know. */
type WebAssemblyModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } } ? Module : never;

/** A module, or what one is made of. */
export type ModuleSource = WebAssemblyModule | URL | Response | Bytes;

/** Where the modules come from, for hosts that cannot fetch them from beside the package's own files. */
export interface ModuleSources {
  /** Runs, inspects and packs most plugins. Default: `engine/bufwasm_web_bg.wasm`, beside this file. */
  readonly engine?: ModuleSource;
  /** Does so with all plugins. Default: `full/bufwasm_web_bg.wasm`, beside this file; loaded by the first that needs it. */
  readonly full?: ModuleSource;
  /** Default: `protos/bufwasm_web_protos_bg.wasm`, beside this file; loaded by the first `generate`. */
  readonly protos?: ModuleSource;
}
