/** bufwasm on the calling thread. */

import { entries, fileList } from "./binding.js";
import { bytesIn, bytesOrText } from "./bytes.js";
import { Engines, type CompiledPlugin, type Engine } from "./engine.js";
import { BufwasmError, failure, problemOf, type ErrorKind, type Frame } from "./error.js";
import { generate } from "./generate.js";
import { engineLimits, memoryPages } from "./given.js";
import { Protocs } from "./protoc.js";
import type { ModuleSources } from "./sources.js";
import type {
  Abi, Bufwasm, Bytes, CompileOptions, GenerateOptions, GenerateResult, Inspection, Limits, PackOptions, Plugin,
  PluginConfig, RunOptions, RunResult, Stats,
} from "./types.js";
import { expectLimits, expectOptions } from "./usage.js";

/**
 * Loads bufwasm on the calling thread: for workers of your own, and for tools. A plugin's run blocks the thread; pages
 * rather want {@link startWorker}.
 */
export async function load(sources: ModuleSources = {}): Promise<Bufwasm> {
  expectOptions("load", sources);
  return new LocalBufwasm(await Engines.load(sources), sources);
}

class LocalBufwasm implements Bufwasm {
  readonly #engines: Engines;
  readonly #sources: ModuleSources;
  readonly #protocs = new Protocs(this);

  constructor(engines: Engines, sources: ModuleSources) {
    this.#engines = engines;
    this.#sources = sources;
  }

  async compile(bytes: Bytes, options: CompileOptions = {}): Promise<Plugin> {
    expectOptions("compile", options);
    const own = bytesIn(bytes, "the module").slice();
    const first = await this.#engines.forCompiling(options.optimise);
    return this.#engines.attempt((engine) => new LocalPlugin(this.#engines, engine, own, options), first);
  }

  async inspect(bytes: Bytes, limits: Pick<Limits, "memoryBytes"> = {}): Promise<Inspection> {
    const module = bytesIn(bytes, "the module");
    expectLimits("inspect", limits);
    return this.#engines.inspect(module, (engine) => {
      const { binding } = engine;
      const cap = memoryPages(limits, binding);
      return JSON.parse(engine.call(() => binding.inspect(module, cap))) as Inspection;
    });
  }

  async pack(bytes: Bytes, options: PackOptions): Promise<Uint8Array> {
    expectOptions("pack", options);
    const { abi, call, args, env, files, replace } = options;
    const module = bytesIn(bytes, "the module");
    const own = { args: args ?? [], env: entries(env), files: fileList(files) };
    const packing = { abi, call, ...own, replace: replace ?? false };
    return this.#engines.attempt((engine) => engine.call(() => engine.binding.pack(module, packing)));
  }

  async generate(options: GenerateOptions): Promise<GenerateResult> {
    expectOptions("generate", options);
    return generate(options, await this.#protocs.of(options.compiler, options), this.#sources);
  }

  close(): void {}
}

class LocalPlugin implements Plugin {
  readonly name: string;
  readonly abi: Abi;
  readonly config: PluginConfig | undefined;
  readonly #engines: Engines;
  /** The engine that has compiled the plugin. */
  #engine: Engine;
  readonly #options: CompileOptions;
  #bytes: Uint8Array | undefined;
  #compiled: { plugin: CompiledPlugin; limits: string; renewals: number } | undefined;

  constructor(engines: Engines, engine: Engine, bytes: Uint8Array, options: CompileOptions) {
    this.#engines = engines;
    this.#engine = engine;
    this.#bytes = bytes;
    this.#options = options;
    this.name = options.name ?? "protoc-gen-wasm";
    const plugin = this.#compile({});
    this.abi = plugin.abi as Abi;
    this.config = (JSON.parse(plugin.config) as PluginConfig | null) ?? undefined;
  }

  async run(options: RunOptions = {}): Promise<RunResult> {
    expectOptions("run", options);
    const input = inputOf(options);
    const first = await this.#engines.forInput(bytesToRead(input), this.#engine);
    try {
      // Functions are compiled when they are first called, so that what is beyond the small engine may show only here.
      return await this.#engines.attempt((engine) => this.#runWith(engine, input, options), first);
    } catch (thrown) {
      const error = failure(thrown);
      throw options.backtrace === false ? error : await this.#withBacktrace(error, input, options);
    }
  }

  /** `error`, with where the run was that ended with it: found out by running the plugin once more. */
  async #withBacktrace(error: BufwasmError, input: Input, options: RunOptions): Promise<BufwasmError> {
    const { kind, message, stats } = error;
    const bytes = this.#bytes;
    if (!stats || !bytes || !HAVE_A_PLACE.includes(kind)) {
      return error;
    }
    try {
      const frames = await this.#engines.withFull((engine, { TracedPlugin }) => engine.call(() => {
        const { abi, optimise } = this.#options;
        const limits = engineLimits(options.limits ?? {}, engine.binding);
        const traced = new TracedPlugin(this.name, bytes, abi, optimise, limits);
        try {
          const watch = () => options.signal?.aborted ?? false;
          return traced.backtrace({ ...input, watch }, kind, message, BigInt(stats.fuel));
        } finally {
          traced.free();
        }
      }));
      return new BufwasmError({ ...error.toJSON(), backtrace: JSON.parse(frames ?? "null") as Frame[] | null });
    } catch {
      // What has failed is the run; that no more is known of it is no other failure.
      return error;
    }
  }

  #runWith(engine: Engine, input: Input, options: RunOptions): RunResult {
    this.#moveTo(engine);
    if (options.signal?.aborted) {
      throw BufwasmError.cancelled();
    }
    const start = performance.now();
    options.onProgress?.({ phase: "compile", plugin: this.name, elapsedMs: 0 });
    const plugin = this.#compile(options.limits ?? {});
    const compiled = performance.now();
    const ended = this.#run(plugin, input, options);
    const times = { compileMs: compiled - start, runMs: performance.now() - compiled };
    try {
      const stats = { ...times, ...JSON.parse(ended.stats()) } as Stats;
      const problem = problemOf(ended.error());
      const stderr = ended.stderr();
      if (problem) {
        throw new BufwasmError({ ...problem, plugin: this.name, stderr, stats });
      }
      return { stdout: ended.stdout(), stderr, stats };
    } finally {
      ended.free();
      engine.renewIfLarge();
    }
  }

  free(): void {
    this.#letGo();
    this.#bytes = undefined;
  }

  /** The plugin under `limits`, compiled anew if it was compiled under others. */
  #compile(limits: Limits): CompiledPlugin {
    const given = engineLimits(limits, this.#engine.binding);
    const key = JSON.stringify(given);
    const compiled = this.#compiled;
    if (compiled && compiled.limits === key && compiled.renewals === this.#engine.renewals) {
      return compiled.plugin;
    }
    const bytes = this.#bytes;
    if (!bytes) {
      throw new BufwasmError({ kind: "usage", message: `the plugin ${this.name} was freed`, plugin: this.name });
    }
    this.#letGo();
    const { abi, optimise } = this.#options;
    const compile = () => new this.#engine.binding.Plugin(this.name, bytes, abi, optimise, given);
    const plugin = this.#engine.call(compile, { plugin: this.name });
    this.#compiled = { plugin, limits: key, renewals: this.#engine.renewals };
    return plugin;
  }

  #run(plugin: CompiledPlugin, input: Input, options: RunOptions) {
    const start = performance.now();
    const watch = () => {
      options.onProgress?.({ phase: "run", plugin: this.name, elapsedMs: performance.now() - start });
      return options.signal?.aborted ?? false;
    };
    return this.#engine.call(() => plugin.run({ ...input, watch }), { plugin: this.name, abi: this.abi });
  }

  #moveTo(engine: Engine): void {
    if (engine !== this.#engine) {
      this.#letGo();
      this.#engine = engine;
    }
  }

  #letGo(): void {
    if (this.#compiled?.renewals === this.#engine.renewals) {
      this.#compiled.plugin.free();
    }
    this.#compiled = undefined;
  }
}

/** How a run may end that was somewhere then. */
const HAVE_A_PLACE: readonly ErrorKind[] = ["trap", "stack_exhausted", "out_of_fuel", "memory_limit"];

type Input = ReturnType<typeof inputOf>;

/** What the bindings take of a run's options. */
function inputOf({ stdin = "", args = [], env, files }: RunOptions) {
  return { stdin: bytesOrText(stdin), args, env: entries(env), files: fileList(files) };
}

function bytesToRead({ stdin, files }: Input): number {
  return files.contents.reduce((sum, content) => sum + content.length, stdin.length);
}
