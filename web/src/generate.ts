/** From .proto files to generated code. */

import { protosOf, type Protos } from "./binding.js";
import type { Diagnostic } from "./diagnostic.js";
import { BufwasmError, failure } from "./error.js";
import type { ModuleSources } from "./sources.js";
import type { CallOptions, CompilerRun, GenerateOptions, GenerateResult, Plugin, PluginRequest, PluginRun } from "./types.js";

type Generation = InstanceType<Protos["Generation"]>;

/**
 * Compiles the .proto files, by `protoc` or the compiler that is part of the package, asks one plugin after another, and
 * puts their answers together.
 */
export async function generate(
  options: GenerateOptions,
  protoc: Plugin | undefined,
  sources: ModuleSources,
): Promise<GenerateResult> {
  const { plugins, onProgress } = options;
  onProgress?.({ phase: "protos", elapsedMs: 0, ...(protoc && { plugin: protoc.name }) });
  const protos = await protosOf(sources);
  const [generation, compiler] = protoc
    ? await compileByProtoc(protos, options, protoc)
    : compileBuiltin(protos, options);
  try {
    const runs = [];
    for (const [index, request] of plugins.entries()) {
      if (options.signal?.aborted) {
        throw BufwasmError.cancelled();
      }
      runs.push(await ask(generation, request, { step: index + 1, steps: plugins.length }, options));
    }
    const contents = generation.contents();
    const generated = generation.names().map((name, index) => [name, contents[index]] as const);
    const files = Object.fromEntries(generated) as Record<string, Uint8Array>;
    return { files, runs, warnings: JSON.parse(generation.warnings()) as Diagnostic[], compiler };
  } finally {
    generation.free();
  }
}

/** The names and texts of the files, and the names of those to generate code for, as the module takes them. */
function jobOf({ files, toGenerate }: GenerateOptions): [string[], string[], string[]] {
  return [Object.keys(files), Object.values(files), [...(toGenerate ?? Object.keys(files))]];
}

function compileBuiltin(protos: Protos, options: GenerateOptions): [Generation, CompilerRun] {
  const begun = performance.now();
  const generation = told(() => new protos.Generation(...jobOf(options)));
  return [generation, { name: "builtin", ms: performance.now() - begun }];
}

async function compileByProtoc(
  protos: Protos,
  options: GenerateOptions,
  protoc: Plugin,
): Promise<[Generation, CompilerRun]> {
  const begun = performance.now();
  const job = told(() => new protos.ProtocJob(...jobOf(options)));
  try {
    const contents = job.contents;
    const files = Object.fromEntries(job.paths.map((path, index) => [path, contents[index]!] as const));
    const run = await ended(protoc, { args: job.args, files, ...callOf(options) });
    const stderr = new TextEncoder().encode(run.stderr);
    const generation = told(() => job.compiled(run.succeeded, run.stdout, stderr), { stats: run.stats });
    return [generation, { name: "protoc", ms: performance.now() - begun, ...(run.stats && { stats: run.stats }) }];
  } finally {
    job.free();
  }
}

/** A run of protoc that it ended itself: with 0, or because the files are wrong. */
async function ended(protoc: Plugin, options: Parameters<Plugin["run"]>[0]) {
  try {
    return { succeeded: true, ...(await protoc.run(options)) };
  } catch (error) {
    if (error instanceof BufwasmError && error.kind === "plugin_exit") {
      return { succeeded: false, stdout: new Uint8Array(), stderr: error.stderr ?? "", stats: error.stats };
    }
    throw error;
  }
}

/** Asks one plugin, and takes its answer in. */
async function ask(
  generation: Generation,
  { plugin, generator, parameter, env, files, limits }: PluginRequest,
  progress: { step: number; steps: number },
  options: GenerateOptions,
): Promise<PluginRun> {
  const name = generator === undefined ? plugin.name : `protoc-gen-${generator}`;
  const { onProgress } = options;
  try {
    const { stdout, stderr, stats } = await plugin.run({
      ...callOf(options),
      stdin: generation.request(name, generator !== undefined, parameter ?? ""),
      limits: { ...options.limits, ...limits },
      ...(generator !== undefined && { args: [generator] }),
      ...(env && { env }),
      ...(files && { files }),
      ...(onProgress && { onProgress: (step) => onProgress({ ...step, plugin: name, ...progress }) }),
    });
    told(() => generation.add(name, stdout), { abi: plugin.abi, stderr, stats });
    return { plugin: name, stderr, stats };
  } catch (error) {
    throw failure(error, { plugin: name });
  }
}

function callOf({ limits, signal, backtrace, onProgress }: CallOptions): CallOptions {
  return {
    ...(limits && { limits }),
    ...(signal && { signal }),
    ...(backtrace !== undefined && { backtrace }),
    ...(onProgress && { onProgress }),
  };
}

/** Does `work`, which calls the module, and throws what it throws as an error that is known more `about`. */
function told<T>(work: () => T, about: Parameters<typeof failure>[1] = {}): T {
  try {
    return work();
  } catch (error) {
    throw failure(error, about);
  }
}
