/** bufwasm on the calling thread. */

import { bytesOf, engineOf, fileList, type Engine, type ModuleSources } from "./binding.js";
import { BufwasmError, failure, type Problem } from "./error.js";
import { generate } from "./generate.js";
import type {
  Abi, Bufwasm, Bytes, CompileOptions, GenerateOptions, GenerateResult, Inspection, Limits, PackOptions, Plugin,
  PluginConfig, RunOptions, RunResult, Stats,
} from "./types.js";

/**
 * Memory above which the engine's is given back after a run, in bytes. WebAssembly's memory never shrinks, so that is done
 * by beginning anew with an empty one; plugins are compiled again when they next run, which takes milliseconds.
 */
const RENEW_BYTES = 256 * 2 ** 20;

const PAGE_BYTES = 65536;
const DEFAULT_MEMORY_BYTES = 512 * 2 ** 20;

/**
 * Loads bufwasm on the calling thread: for workers of your own, and for tools. A plugin's run blocks the thread; pages
 * rather want {@link startWorker}.
 */
export async function load(sources: ModuleSources = {}): Promise<Bufwasm> {
  return new LocalBufwasm(await engineOf(sources), sources);
}

class LocalBufwasm implements Bufwasm {
  readonly #engine: Engine;
  readonly #sources: ModuleSources;

  constructor(engine: Engine, sources: ModuleSources) {
    this.#engine = engine;
    this.#sources = sources;
  }

  async compile(bytes: Bytes, options: CompileOptions = {}): Promise<Plugin> {
    return new LocalPlugin(this.#engine, bytesOf(bytes).slice(), options);
  }

  async inspect(bytes: Bytes, limits: Pick<Limits, "memoryBytes"> = {}): Promise<Inspection> {
    const cap = Math.floor((limits.memoryBytes ?? DEFAULT_MEMORY_BYTES) / PAGE_BYTES);
    return attempt(() => JSON.parse(this.#engine.inspect(bytesOf(bytes), cap)) as Inspection);
  }

  async pack(bytes: Bytes, { abi, args, files, replace }: PackOptions): Promise<Uint8Array> {
    const packing = { abi, args: args ?? [], files: fileList(files), replace: replace ?? false };
    return attempt(() => this.#engine.pack(bytesOf(bytes), packing));
  }

  generate(options: GenerateOptions): Promise<GenerateResult> {
    return generate(options, this.#sources);
  }

  close(): void {}
}

/** How often the engine's memory was given back on this thread: what was compiled before is gone with it. */
let renewals = 0;
/** Runs that are going on: one may begin another in `onProgress`. */
let running = 0;

class LocalPlugin implements Plugin {
  readonly name: string;
  readonly abi: Abi;
  readonly config: PluginConfig | undefined;
  readonly #engine: Engine;
  readonly #givenAbi: Abi | undefined;
  #bytes: Uint8Array | undefined;
  #compiled: { plugin: InstanceType<Engine["Plugin"]>; limits: string; renewals: number } | undefined;

  constructor(engine: Engine, bytes: Uint8Array, options: CompileOptions) {
    this.#engine = engine;
    this.#bytes = bytes;
    this.#givenAbi = options.abi;
    this.name = options.name ?? "protoc-gen-wasm";
    const plugin = this.#compile({});
    this.abi = plugin.abi as Abi;
    this.config = (JSON.parse(plugin.config) as PluginConfig | null) ?? undefined;
  }

  async run(options: RunOptions = {}): Promise<RunResult> {
    if (options.signal?.aborted) {
      throw BufwasmError.cancelled();
    }
    const start = performance.now();
    options.onProgress?.({ phase: "compile", plugin: this.name, elapsedMs: 0 });
    const plugin = this.#compile(options.limits ?? {});
    const compiled = performance.now();
    const ended = this.#run(plugin, options);
    const times = { compileMs: compiled - start, runMs: performance.now() - compiled };
    try {
      const stats = { ...times, ...JSON.parse(ended.stats()) } as Stats;
      const problem = JSON.parse(ended.error()) as Problem | null;
      const stderr = ended.stderr();
      if (problem) {
        throw new BufwasmError({ ...problem, plugin: this.name, stderr: problem.stderr ?? stderr, stats });
      }
      return { stdout: ended.stdout(), stderr, stats };
    } finally {
      ended.free();
      this.#renewIfLarge();
    }
  }

  free(): void {
    this.#letGo();
    this.#bytes = undefined;
  }

  /** The plugin under `limits`, compiled anew if it was compiled under others. */
  #compile(limits: Limits): InstanceType<Engine["Plugin"]> {
    const key = JSON.stringify([
      limits.memoryBytes, limits.stackBytes, limits.fuel, limits.outputBytes, limits.timeoutMs,
    ]);
    const compiled = this.#compiled;
    if (compiled && compiled.limits === key && compiled.renewals === renewals) {
      return compiled.plugin;
    }
    const bytes = this.#bytes;
    if (!bytes) {
      throw new BufwasmError({ kind: "usage", message: `the plugin ${this.name} was freed`, plugin: this.name });
    }
    this.#letGo();
    const compile = () => new this.#engine.Plugin(this.name, bytes, this.#givenAbi, limits);
    const plugin = attempt(compile, { plugin: this.name });
    this.#compiled = { plugin, limits: key, renewals };
    return plugin;
  }

  #run(plugin: InstanceType<Engine["Plugin"]>, options: RunOptions) {
    const start = performance.now();
    const watch = () => {
      options.onProgress?.({ phase: "run", plugin: this.name, elapsedMs: performance.now() - start });
      return options.signal?.aborted ?? false;
    };
    const input = {
      stdin: bytesOf(options.stdin ?? ""),
      args: options.args ?? [],
      env: Object.entries(options.env ?? {}).map(([key, value]) => `${key}=${value}`),
      files: fileList(options.files),
      watch,
    };
    running += 1;
    try {
      return plugin.run(input);
    } catch (error) {
      // The engine itself failed, and nothing in it can be relied on.
      this.#renew();
      throw failure(error, { plugin: this.name, abi: this.abi });
    } finally {
      running -= 1;
    }
  }

  #letGo(): void {
    if (this.#compiled?.renewals === renewals) {
      this.#compiled.plugin.free();
    }
    this.#compiled = undefined;
  }

  #renewIfLarge(): void {
    const memory = this.#engine.linear_memory() as WebAssembly.Memory;
    if (running === 0 && memory.buffer.byteLength > RENEW_BYTES) {
      this.#renew();
    }
  }

  #renew(): void {
    renewals += 1;
    this.#engine.__wbg_reset_state();
  }
}

/** Does `work`; what it throws becomes a {@link BufwasmError}. */
function attempt<T>(work: () => T, about: Partial<Problem> = {}): T {
  try {
    return work();
  } catch (error) {
    throw failure(error, about);
  }
}
