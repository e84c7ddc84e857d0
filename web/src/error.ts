import type { Diagnostic } from "./diagnostic.js";
import { hintOf, type Remedy } from "./limits.js";
import type { Abi, Stats } from "./types.js";

/** What kind of failure it is, as `bufwasm --error-format json` names it. `tests/documents.rs` holds it to the list. */
export type ErrorKind =
  /** bufwasm itself made a mistake. */
  | "internal"
  /** The call makes no sense. */
  | "usage"
  /** A part of the package could not be loaded. */
  | "io"
  /** The bytes are no module that can be run. */
  | "bad_module"
  /** The `.bufplugin` section cannot be read. */
  | "bad_section"
  /** Neither the configuration nor the exports tell the ABI. */
  | "unknown_abi"
  /** The module imports what its ABI does not provide. */
  | "missing_imports"
  /** The plugin exited by itself with a code other than 0. */
  | "plugin_exit"
  /** The plugin executed what WebAssembly or its ABI traps on. */
  | "trap"
  /** The plugin's calls are nested too deeply. */
  | "stack_exhausted"
  /** The plugin was refused memory, or needs more than the limit at the start; or the browser has no more. */
  | "memory_limit"
  /** The plugin executed more than it may. */
  | "out_of_fuel"
  /** The plugin wrote more than it may. */
  | "output_limit"
  /** The plugin ran longer than it may. */
  | "timeout"
  /** The call's signal was aborted, or its worker closed. */
  | "cancelled"
  /** The plugin answered with an error, or with what cannot be used. */
  | "bad_response"
  /** The .proto files do not compile. */
  | "proto_error";

/** A function of a plugin's that was being executed. */
export interface Frame {
  /** Its name, if the module has names; else `function 12`. */
  readonly function: string;
  /** How many of its calls stand one inside the other, if there are several. */
  readonly calls?: number;
  /** How many calls are left out between this frame and the one before it. */
  readonly leftOut?: number;
}

/** What is known of a failure. */
export interface Problem {
  readonly kind: ErrorKind;
  readonly message: string;
  /** What would help. */
  readonly hint?: string | null;
  /** The plugin's name. */
  readonly plugin?: string | null;
  readonly abi?: Abi | null;
  /** The code that the plugin exited with, if it did exit by itself. */
  readonly exitCode?: number | null;
  /** What the plugin wrote to stderr, or protoc of files that do not compile. */
  readonly stderr?: string | null;
  /**
   * The plugin's functions that were being executed, innermost first, if it trapped, or was to have more stack or fuel than it
   * may: unless the call's `backtrace` is false, or the full engine cannot be had.
   */
  readonly backtrace?: readonly Frame[] | null;
  /** What the plugin spent, if it ran. */
  readonly stats?: Stats | null;
  /** The .proto file that does not compile. */
  readonly file?: string | null;
  /** The line in it; the first is 1. */
  readonly line?: number | null;
  /** The column in it; the first is 1. */
  readonly column?: number | null;
  /** All that the compiler says of .proto files that do not compile; `file`, `line` and `column` are its first error's. */
  readonly diagnostics?: readonly Diagnostic[] | null;
}

/** Why a call did not succeed. */
export class BufwasmError extends Error implements Problem {
  override readonly name = "BufwasmError";
  readonly kind: ErrorKind;
  readonly hint: string | null;
  readonly plugin: string | null;
  readonly abi: Abi | null;
  readonly exitCode: number | null;
  readonly stderr: string | null;
  readonly backtrace: readonly Frame[] | null;
  readonly stats: Stats | null;
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly diagnostics: readonly Diagnostic[];

  constructor(problem: Problem) {
    super(problem.message);
    this.kind = problem.kind;
    this.hint = problem.hint ?? null;
    this.plugin = problem.plugin ?? null;
    this.abi = problem.abi ?? null;
    this.exitCode = problem.exitCode ?? null;
    this.stderr = problem.stderr ?? null;
    this.backtrace = problem.backtrace ?? null;
    this.stats = problem.stats ?? null;
    this.file = problem.file ?? null;
    this.line = problem.line ?? null;
    this.column = problem.column ?? null;
    this.diagnostics = problem.diagnostics ?? [];
  }

  /** Everything that is known, as data: what `JSON.stringify` writes and messages between threads carry. */
  toJSON(): Problem {
    const { kind, message, hint, plugin, abi, exitCode, stderr, backtrace, stats, file, line, column, diagnostics } = this;
    return { kind, message, hint, plugin, abi, exitCode, stderr, backtrace, stats, file, line, column, diagnostics };
  }

  /** The error of a call whose signal was aborted. */
  static cancelled(): BufwasmError {
    return new BufwasmError({ kind: "cancelled", message: "the call was cancelled" });
  }
}

/** The problem that a binding tells as JSON, with its remedy spelled. */
export function problemOf(json: string): Problem | null {
  const told = JSON.parse(json) as (Problem & { readonly remedy?: Remedy | null }) | null;
  if (!told) {
    return null;
  }
  const { remedy, ...problem } = told;
  return { ...problem, hint: problem.hint ?? (remedy ? hintOf(problem.kind, remedy) : null) };
}

/** What a binding throws is JSON; anything else is a failure of the package itself, or of the browser. */
export function failure(thrown: unknown, about: Partial<Problem> = {}): BufwasmError {
  if (thrown instanceof BufwasmError) {
    return new BufwasmError({ ...thrown.toJSON(), ...about });
  }
  const told = typeof thrown === "string" ? problemOf(thrown) : null;
  if (told) {
    return new BufwasmError({ ...told, ...about });
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (thrown instanceof WebAssembly.RuntimeError || isOverflow(thrown)) {
    return new BufwasmError({ kind: "internal", message: `bufwasm failed: ${message}`, hint: REPORT, ...about });
  }
  return new BufwasmError({ kind: "io", message, ...about });
}

const REPORT = "this is a mistake of bufwasm's own: report it with the plugin and its input";

/** The error of a call that ended because the browser has no more memory for the engine. */
export function outOfMemory(about: Partial<Problem>): BufwasmError {
  const message = "the engine ran out of the browser's memory";
  return new BufwasmError({ kind: "memory_limit", message, hint: "lower limits.memoryBytes and limits.stackBytes", ...about });
}

/** Whether the browser's stack was exhausted: "Maximum call stack size exceeded" or "too much recursion". */
function isOverflow(thrown: unknown): boolean {
  return thrown instanceof Error && /call stack|recursion/.test(thrown.message);
}
