/** The bindings of the package's WebAssembly, loaded when they are first needed, and what they take. */

import { bytesOrText } from "./bytes.js";
import * as small from "./engine/bufwasm_web.js";
import { initialise } from "./modules.js";
import type { ModuleSources } from "./sources.js";
import type { Files } from "./types.js";

/** What both engines' modules export. */
export type EngineBinding = typeof small;

/** What the full engine's module exports beside that. */
export type FullBinding = EngineBinding & Pick<typeof import("./full/bufwasm_web.js"), "TracedPlugin">;

/** The module that knows .proto files. */
export type Protos = typeof import("./protos/bufwasm_web_protos.js");

/** Loads the module of the small engine, or of the one that can do everything. */
export async function loadEngine(kind: "engine" | "full", sources: ModuleSources): Promise<EngineBinding> {
  const binding = kind === "engine" ? small : await import("./full/bufwasm_web.js");
  await initialise(binding, kind, sources);
  // Both are made from the same source.
  return binding as unknown as EngineBinding;
}

/** Loads the module for .proto files; there is one for each thread. */
export async function protosOf(sources: ModuleSources): Promise<Protos> {
  const protos = await import("./protos/bufwasm_web_protos.js");
  await initialise(protos, "protos", sources);
  return protos;
}

/** Files as the bindings take them. */
export interface FileList {
  readonly paths: string[];
  readonly contents: Uint8Array[];
}

export function fileList(files: Files = {}): FileList {
  return { paths: Object.keys(files), contents: Object.values(files).map(bytesOrText) };
}

/** An environment as `KEY=VALUE`. */
export function entries(env: Readonly<Record<string, string>> = {}): string[] {
  return Object.entries(env).map(([key, value]) => `${key}=${value}`);
}
