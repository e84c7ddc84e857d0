/**
 * Runs protoc and Buf plugins compiled to WebAssembly in a page or a worker. Plugins are data: they are interpreted, and
 * never handed to the browser's own WebAssembly.
 *
 * ```ts
 * import { startWorker } from "@bufwasm/web";
 *
 * const bufwasm = await startWorker();
 * const response = await fetch("protoc-gen-prost.wasm");
 * const plugin = await bufwasm.compile(await response.arrayBuffer(), { name: "protoc-gen-prost" });
 * const { files } = await bufwasm.generate({
 *   files: { "shop.proto": 'syntax = "proto3"; package shop; message Item { string name = 1; }' },
 *   plugins: [{ plugin }],
 * });
 * ```
 *
 * @module
 */

export { load } from "./local.js";
export { startWorker, type WorkerOptions } from "./client.js";
export { BufwasmError, type ErrorKind, type Frame, type Problem } from "./error.js";
export type { Diagnostic } from "./diagnostic.js";
export type { ModuleSource, ModuleSources } from "./sources.js";
export { GENERATORS, type Generator } from "./generators.js";
export type * from "./types.js";
