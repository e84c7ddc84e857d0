/** What users of the package see. */

import type { Diagnostic } from "./diagnostic.js";
import type { Generator } from "./generators.js";
import type { Limits } from "./limits.js";

export type { Limits };

/** Bytes as callers have them. They are copied, never changed. */
export type Bytes = Uint8Array | ArrayBuffer;

/** The interface between a plugin and its host: WASI preview 1, or Go's own of `GOOS=js`. */
export type Abi = "wasi" | "gojs";

/** Files by their absolute paths; text is written as UTF-8. An empty one at a path that ends in `/` is a directory. */
export type Files = Readonly<Record<string, Bytes | string>>;

/** How a plugin is compiled. */
export interface CompileOptions {
  /** The plugin's first argument, and its name in errors. Default `protoc-gen-wasm`. */
  readonly name?: string;
  /** The plugin's ABI. Default: its configuration's, else the one that its exports tell. */
  readonly abi?: Abi;
  /**
   * When a plugin built by Go is made cheaper to run before it runs, for which a large one takes a second or two. What it does
   * stays the same, the fuel it takes does not. Default `auto`: in a run that reads 256 KiB from stdin before it writes. Only
   * the full engine optimises: `always` loads it, and a run for which `auto` cannot have it is of the plain module.
   */
  readonly optimise?: "auto" | "always" | "never";
}

/** What every long call takes. */
export interface CallOptions {
  readonly limits?: Limits;
  /**
   * Stops the call, which then fails with the kind `cancelled`. In a worker ({@link startWorker}) a running plugin stops
   * within milliseconds. On the calling thread ({@link load}) nothing but `onProgress` runs beside the plugin, so a signal
   * stops it when it was aborted before, or from there.
   */
  readonly signal?: AbortSignal;
  /**
   * Whether an error of a plugin that trapped has a `backtrace`. Default: true. To find out, the plugin is run again in the full
   * engine with as much fuel as it spent, which takes several times as long; runs that do not trap take no longer.
   */
  readonly backtrace?: boolean;
  /** Called when a step begins, and every few milliseconds while a plugin runs. */
  readonly onProgress?: (progress: Progress) => void;
}

/** How far a call is. */
export interface Progress {
  /** `download`: protoc is; `protos`: .proto files are compiled; `compile`: a plugin is; `run`: it runs. */
  readonly phase: "download" | "protos" | "compile" | "run";
  /** The plugin's name, or `protoc`; undefined while the compiler that is part of the package compiles .proto files. */
  readonly plugin?: string;
  /** Milliseconds since the step began. */
  readonly elapsedMs: number;
  /** Which plugin of {@link Bufwasm.generate} it is; the first is 1. Undefined while .proto files are compiled. */
  readonly step?: number;
  /** How many plugins there are to run. */
  readonly steps?: number;
  /** Bytes that have come so far, of a `download`. */
  readonly loadedBytes?: number;
  /** Bytes that there will be, if the server tells. */
  readonly totalBytes?: number;
}

/** What one run adds to its plugin. */
export interface RunOptions extends CallOptions {
  /** What the plugin reads from stdin. Default: nothing. */
  readonly stdin?: Bytes | string;
  /** Arguments after the plugin's name and the configuration's own. */
  readonly args?: readonly string[];
  /** The environment, over the configuration's own; a plugin sees no other. */
  readonly env?: Readonly<Record<string, string>>;
  /** Files that the plugin can read, over the configuration's own. */
  readonly files?: Files;
}

/** What a run wrote, and what it spent. */
export interface RunResult {
  readonly stdout: Uint8Array;
  /** Invalid UTF-8 is replaced. */
  readonly stderr: string;
  readonly stats: Stats;
}

/** What a run spent. */
export interface Stats {
  /** Milliseconds of compiling, 0 if the plugin was compiled already. */
  readonly compileMs: number;
  /** Milliseconds of running. */
  readonly runMs: number;
  /** Units of fuel: a measure of work, the same on every machine. */
  readonly fuel: number;
  /** The most pages of 64 KiB that the plugin had. */
  readonly peakPages: number;
  /** How often the plugin was refused memory. */
  readonly refusedGrows: number;
  readonly stdinBytes: number;
  readonly stdoutBytes: number;
  readonly stderrBytes: number;
  /** Calls of each host function, by `module.name`. */
  readonly hostCalls: Readonly<Record<string, number>>;
}

/** The configuration that a plugin carries in its `.bufplugin` section. */
export interface PluginConfig {
  /** Arguments after the plugin's name. */
  readonly args: readonly string[];
  /** The environment, as `KEY=VALUE`; of two entries with one key, the later counts. */
  readonly env: readonly string[];
  /** Bytes of each file that the plugin carries, by its path; that of a directory in which there is nothing ends in `/`. */
  readonly files: Readonly<Record<string, number>>;
  /** The function that is called, if the plugin is a library. */
  readonly call?: string;
}

/** A compiled plugin. */
export interface Plugin {
  readonly name: string;
  readonly abi: Abi;
  /** The configuration that the plugin carries, if it does. */
  readonly config: PluginConfig | undefined;
  /**
   * Runs the plugin until it ends.
   *
   * @throws {BufwasmError} It exited with a code other than 0, trapped, met a limit, or was stopped.
   */
  run(options?: RunOptions): Promise<RunResult>;
  /** Lets go of the plugin's memory. It cannot run any more. */
  free(): void;
}

/** What {@link Bufwasm.pack} embeds. */
export interface PackOptions {
  readonly abi?: Abi;
  /** The exported function that is called instead of `_start`, because the plugin is a library (a reactor). */
  readonly call?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Files;
  /** Drops the configuration that is already there, instead of adding to it. */
  readonly replace?: boolean;
}

/** A plugin of {@link Bufwasm.generate}. */
export interface PluginRequest {
  readonly plugin: Plugin;
  /** The plugin's options, such as `paths=source_relative`. */
  readonly parameter?: string;
  /** Which generator of protoc's own the plugin is to be, where that is `protoc-gen-builtin.wasm`, which is all of them. */
  readonly generator?: Generator;
  /** The environment, over the configuration's own; a plugin sees no other. */
  readonly env?: Readonly<Record<string, string>>;
  /** Files that the plugin can read, over the configuration's own. */
  readonly files?: Files;
  /** Limits of this plugin that differ from the call's. */
  readonly limits?: Limits;
}

/**
 * What compiles .proto files:
 * - `builtin`, which is part of the package, starts at once, and knows all of the language but editions;
 * - protoc, a `protoc.wasm` that `cargo xtask protoc` builds, as its URL, its bytes, or compiled by
 *   {@link Bufwasm.compile}. From a URL it is fetched when it is first needed, and stays in the browser's cache (where
 *   there is one), so give a URL that changes with the file.
 */
export type Compiler =
  | "builtin"
  | { readonly url: string | URL }
  | { readonly bytes: Bytes }
  | { readonly plugin: Plugin };

/** What {@link Bufwasm.generate} makes code from. */
export interface GenerateOptions extends CallOptions {
  /** .proto sources by the names that imports use. Google's well-known types need not be among them. */
  readonly files: Readonly<Record<string, string>>;
  /** The names of the files to generate code for. Default: all of `files`. */
  readonly toGenerate?: readonly string[];
  /** What compiles the files. Default: `builtin`. The call's limits hold for protoc too. */
  readonly compiler?: Compiler;
  /** The plugins, in the order in which they are asked: a later one may insert text in files of an earlier one. */
  readonly plugins: readonly PluginRequest[];
}

/** Generated code. */
export interface GenerateResult {
  /** The files by their names, sorted. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** What each plugin wrote to stderr and spent, in the order of the plugins. */
  readonly runs: readonly PluginRun[];
  /** What the compiler has to say of files that are right, such as that an import is not used. */
  readonly warnings: readonly Diagnostic[];
  /** Which compiler it was, and what it spent. */
  readonly compiler: CompilerRun;
}

/** A plugin's run in {@link Bufwasm.generate}. */
export interface PluginRun {
  readonly plugin: string;
  readonly stderr: string;
  readonly stats: Stats;
}

/** What compiling .proto files took. */
export interface CompilerRun {
  readonly name: "builtin" | "protoc";
  /** Milliseconds, with reading what came of it. */
  readonly ms: number;
  /** What the run of protoc spent. */
  readonly stats?: Stats;
}

/** What there is to know of a plugin without running it: the JSON of `bufwasm inspect --json`, without the path. */
export interface Inspection {
  readonly size: number;
  readonly sha256: string;
  readonly module_name: string | null;
  readonly abi: {
    readonly name: Abi | null;
    /** What told it. */
    readonly source: "config" | "exports" | null;
    /** Why it cannot be told. */
    readonly problem: string | null;
  };
  readonly config: {
    readonly abi: Abi | null;
    readonly args: readonly string[];
    readonly files: readonly { readonly path: string; readonly size: number; readonly sha256: string }[];
    /** Directories in which there is nothing, if there are any. */
    readonly directories?: readonly string[];
    readonly env: readonly string[];
  } | null;
  /** In pages of 64 KiB. */
  readonly memory: {
    readonly floor_pages: number;
    readonly ceiling_pages: number | null;
    readonly cap_pages: number;
  };
  readonly imports: readonly {
    readonly module: string;
    readonly name: string;
    readonly type: string;
    /** Whether the ABI provides it; null if the ABI is unknown. */
    readonly provided: boolean | null;
    /** The type that the ABI provides under this name, if it is another. */
    readonly provided_type: string | null;
  }[];
  readonly exports: readonly { readonly name: string; readonly kind: string }[];
  /** WebAssembly features beyond the first version; null if the module is not valid. */
  readonly features: readonly string[] | null;
  /** Why the module is not valid, if it is not. */
  readonly invalid: string | null;
  readonly producers: readonly { readonly field: string; readonly name: string; readonly version: string }[];
  readonly go_version: string | null;
  /** What `bufwasm run` tells Go's collector, as `KEY=VALUE`; not there for other plugins. */
  readonly go_gc?: readonly string[];
  /** What optimising the plugin comes to, if there is anything to optimise. */
  readonly optimised?: {
    /** Functions with a body. */
    readonly functions: number;
    /** Functions that are written anew. */
    readonly optimised: number;
    /** Functions of the same type that stay as they are, by what in them does not fit. */
    readonly left: Readonly<Record<string, number>>;
    /** From so many bytes of stdin on a run is optimised by default; null if that does not pay for this plugin. */
    readonly auto_stdin_bytes: number | null;
  };
  /** Whether it was optimised before; not there otherwise. */
  readonly is_optimised?: true;
  readonly has_names: boolean;
}

/** bufwasm, ready to work: on the calling thread, or in a worker of its own. */
export interface Bufwasm {
  /**
   * Compiles a plugin.
   *
   * @throws {BufwasmError} The bytes are no plugin that can be run.
   */
  compile(bytes: Bytes, options?: CompileOptions): Promise<Plugin>;
  /**
   * Tells what a plugin is and needs, without running it.
   *
   * @throws {BufwasmError} It is no module, or its configuration cannot be read.
   */
  inspect(bytes: Bytes, limits?: Pick<Limits, "memoryBytes">): Promise<Inspection>;
  /**
   * Embeds configuration in a plugin.
   *
   * @throws {BufwasmError} The result would be no plugin.
   */
  pack(bytes: Bytes, options: PackOptions): Promise<Uint8Array>;
  /**
   * Compiles .proto files, runs plugins over them, and puts their answers together. The first call loads the second
   * WebAssembly module of the package.
   *
   * @throws {BufwasmError} The files do not compile (`proto_error`, with file, line and column), a plugin does not run, or
   * its answer cannot be used.
   */
  generate(options: GenerateOptions): Promise<GenerateResult>;
  /** Ends the worker, if there is one. Calls that are going on fail with the kind `cancelled`. */
  close(): void;
}
