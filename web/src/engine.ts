/**
 * The two engines: a small one, which runs WASI plugins without vector instructions, and a full one, which is loaded when a
 * plugin needs it, or is given so much that it pays: it is faster, and optimises. Where both can run a plugin, they do so in
 * the same way, to the last unit of fuel, unless the full one optimises it.
 */

import { loadEngine, type EngineBinding, type FullBinding } from "./binding.js";
import { BufwasmError, failure, outOfMemory, type ErrorKind, type Problem } from "./error.js";
import type { ModuleSources } from "./sources.js";
import type { CompileOptions, Inspection } from "./types.js";

export type CompiledPlugin = InstanceType<EngineBinding["Plugin"]>;

/**
 * Memory above which an engine's is given back after a run, in bytes. WebAssembly's memory never shrinks, so that is done
 * by beginning anew with an empty one; plugins are compiled again when they next run, which takes milliseconds.
 */
const RENEW_BYTES = 256 * 2 ** 20;

/** One of the two, on this thread. */
export class Engine {
  readonly binding: EngineBinding;
  /** How often its memory was given back: what was compiled before is gone with it. */
  renewals = 0;
  /** Calls that are going on: a run may begin another in `onProgress`. */
  #running = 0;

  constructor(binding: EngineBinding) {
    this.binding = binding;
  }

  /** Does `work`, which calls the engine. */
  call<T>(work: () => T, about: Partial<Problem> = {}): T {
    this.#running += 1;
    try {
      return work();
    } catch (error) {
      if (typeof error === "string") {
        throw failure(error, about);
      }
      // The engine itself failed, and nothing in it can be relied on.
      const exhausted = this.#isExhausted();
      this.#renew();
      throw exhausted ? outOfMemory(about) : failure(error, about);
    } finally {
      this.#running -= 1;
    }
  }

  renewIfLarge(): void {
    if (this.#running === 0 && this.#memory().buffer.byteLength > RENEW_BYTES) {
      this.#renew();
    }
  }

  /**
   * Whether the engine has no room to go on in. What it asks for at once is seldom more than it has already, as growing
   * lists double; and a panic looks the same from here, but happens in an engine that could grow.
   */
  #isExhausted(): boolean {
    const memory = this.#memory();
    try {
      memory.grow(memory.buffer.byteLength / 65536);
      return false;
    } catch {
      return true;
    }
  }

  #memory(): WebAssembly.Memory {
    return this.binding.linear_memory() as WebAssembly.Memory;
  }

  #renew(): void {
    this.renewals += 1;
    this.binding.__wbg_reset_state();
  }
}

/** The engines of this thread that are loaded, or being so: there is one of each. */
const engines = new Map<"engine" | "full", Promise<Engine>>();

function engineOf(kind: "engine" | "full", sources: ModuleSources): Promise<Engine> {
  const engine = engines.get(kind) ?? loadEngine(kind, sources).then((binding) => new Engine(binding));
  engines.set(kind, engine);
  // What could not be loaded is tried again the next time.
  engine.catch(() => engines.delete(kind));
  return engine;
}

/** Bytes of input from which a run begins with the full engine: it then saves more time than loading it takes. */
const FULL_PAYS_BYTES = 16 * 1024;

/**
 * Milliseconds for which the full engine is not asked for where it only pays, once it could not be loaded: a page that is
 * offline, or was put together without it, would otherwise ask in vain at every run.
 */
const ASK_AGAIN_MS = 60_000;

/** How the small engine fails at what may only be beyond it. */
const BEYOND: readonly ErrorKind[] = ["bad_module", "unknown_abi"];

/** Both: the small one is there, the other comes when it is needed. */
export class Engines {
  readonly #small: Engine;
  readonly #sources: ModuleSources;
  /** Until when the full engine is not asked for where it only pays, by `performance.now()`. */
  #withoutFullUntil = -Infinity;
  /** Whether it was told that runs do without it. */
  #isTold = false;

  private constructor(small: Engine, sources: ModuleSources) {
    this.#small = small;
    this.#sources = sources;
  }

  static async load(sources: ModuleSources): Promise<Engines> {
    return new Engines(await engineOf("engine", sources), sources);
  }

  /**
   * Does `work` with the small engine, or with the `first` one to try, and all over again with the full one if that was
   * beyond it. A run is no more than its input, so it can be made twice.
   */
  async attempt<T>(work: (engine: Engine) => T, first = this.#small): Promise<T> {
    try {
      return work(first);
    } catch (thrown) {
      const error = failure(thrown);
      if (first !== this.#small || !BEYOND.includes(error.kind)) {
        throw error;
      }
      return this.attempt(work, await this.#instead(error));
    }
  }

  /**
   * The engine that a run with so many bytes of input begins with: the full one, if it pays and can be had, else the one
   * that has compiled the plugin.
   */
  async forInput(bytes: number, compiled: Engine): Promise<Engine> {
    if (bytes < FULL_PAYS_BYTES) {
      return compiled;
    }
    return (await this.#fullIfThere()) ?? compiled;
  }

  /** The engine that a plugin is compiled with first: only the full one optimises. */
  async forCompiling(optimise: CompileOptions["optimise"]): Promise<Engine> {
    return optimise === "always" ? engineOf("full", this.#sources) : this.#small;
  }

  /** Does `work` with the full engine, if that can be had. */
  async withFull<T>(work: (engine: Engine, binding: FullBinding) => T): Promise<T | undefined> {
    const full = await this.#fullIfThere();
    return full && work(full, full.binding as FullBinding);
  }

  /** What the small engine reports of the plugin `module`, or the full one where there is more to say, if it can be had. */
  async inspect(module: Uint8Array, report: (engine: Engine) => Inspection): Promise<Inspection> {
    const first = await this.attempt(report);
    const isAll = this.#small.call(() => this.#small.binding.reports_all(module));
    // To the small engine, a module with vectors is not valid.
    if (first.invalid === null && isAll) {
      return first;
    }
    const full = await this.#fullIfThere();
    return full ? this.attempt(report, full) : first;
  }

  /** The full engine, unless it cannot be loaded, or could not be a moment ago: the console is told so, once. */
  async #fullIfThere(): Promise<Engine | undefined> {
    if (!engines.has("full") && performance.now() < this.#withoutFullUntil) {
      return undefined;
    }
    try {
      return await engineOf("full", this.#sources);
    } catch (unavailable) {
      this.#withoutFullUntil = performance.now() + ASK_AGAIN_MS;
      const { message, hint } = failure(unavailable);
      if (!this.#isTold) {
        console.warn(`bufwasm: large runs take longer without the full engine: ${message}${hint ? ` (${hint})` : ""}`);
      }
      this.#isTold = true;
      return undefined;
    }
  }

  /** The full engine; where it cannot be loaded, the small one's `error` stands. */
  async #instead(error: BufwasmError): Promise<Engine> {
    try {
      return await engineOf("full", this.#sources);
    } catch (unavailable) {
      const { message, hint } = failure(unavailable);
      const why = `plugins of GOOS=js or with vector instructions take the full engine: ${hint ?? message}`;
      throw new BufwasmError({ ...error.toJSON(), hint: why });
    }
  }
}
