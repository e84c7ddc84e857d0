/** What a page and its worker say to each other. Bytes are copied: the caller keeps its own. */

import type { Problem } from "./error.js";
import type {
  Abi, CompileOptions, GenerateOptions, Limits, PackOptions, PluginConfig, PluginRequest, Progress, RunOptions,
} from "./types.js";

/** A plugin that the page has compiled, by the number that it gave it. */
export type Handle = number;

/** Options without what cannot be sent. */
export type Sendable<T> = Omit<T, "signal" | "onProgress">;

/** What the page asks for. */
export type Request =
  | { readonly method: "compile"; readonly handle: Handle; readonly bytes: Uint8Array; readonly options: CompileOptions }
  | { readonly method: "free"; readonly handle: Handle }
  | { readonly method: "run"; readonly handle: Handle; readonly options: Sendable<RunOptions> }
  | { readonly method: "inspect"; readonly bytes: Uint8Array; readonly limits: Pick<Limits, "memoryBytes"> }
  | { readonly method: "pack"; readonly bytes: Uint8Array; readonly options: PackOptions }
  | { readonly method: "generate"; readonly options: SentGenerate };

/** {@link GenerateOptions} with plugins by their numbers; `protoc` is one of them, unless the package's compiler is meant. */
export type SentGenerate = Omit<Sendable<GenerateOptions>, "plugins" | "compiler"> & {
  readonly plugins: readonly (Omit<PluginRequest, "plugin"> & { readonly handle: Handle })[];
  readonly protoc: Handle | undefined;
};

/** One call of the page's. */
export interface Call {
  readonly id: number;
  readonly request: Request;
  /** Whether the page wants to hear of progress. */
  readonly progress: boolean;
  /** Its first element is set to 1 to stop the call; only where pages may share memory with workers. */
  readonly stop: Int32Array | undefined;
}

/** What the worker says: once that it is ready, then about calls, which it takes one after another. */
export type Reply =
  | { readonly ready: true }
  | { readonly id: number; readonly progress: Progress }
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly problem: Problem };

/** What `compile` answers. */
export interface Compiled {
  readonly name: string;
  readonly abi: Abi;
  readonly config: PluginConfig | undefined;
}
