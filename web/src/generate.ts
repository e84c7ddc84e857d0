/** From .proto files to generated code. */

import { protosOf, type ModuleSources } from "./binding.js";
import { BufwasmError, failure } from "./error.js";
import type { GenerateOptions, GenerateResult, RunOptions } from "./types.js";

/** Compiles the .proto files, asks one plugin after another, and puts their answers together. */
export async function generate(options: GenerateOptions, sources: ModuleSources): Promise<GenerateResult> {
  const { files, plugins, signal, onProgress, limits } = options;
  onProgress?.({ phase: "protos", elapsedMs: 0 });
  const protos = await protosOf(sources);
  const toGenerate = [...(options.toGenerate ?? Object.keys(files))];
  let generation;
  try {
    generation = new protos.Generation(Object.keys(files), Object.values(files), toGenerate);
  } catch (error) {
    throw failure(error);
  }
  try {
    const runs = [];
    for (const { plugin, parameter } of plugins) {
      if (signal?.aborted) {
        throw BufwasmError.cancelled();
      }
      const run: RunOptions = {
        stdin: generation.request(parameter ?? ""),
        ...(limits && { limits }),
        ...(signal && { signal }),
        ...(onProgress && { onProgress }),
      };
      const { stdout, stderr, stats } = await plugin.run(run);
      try {
        generation.add(plugin.name, stdout);
      } catch (error) {
        throw failure(error, { plugin: plugin.name, abi: plugin.abi, stderr, stats });
      }
      runs.push({ plugin: plugin.name, stderr, stats });
    }
    const contents = generation.contents();
    const generated = generation.names().map((name, index) => [name, contents[index]] as const);
    return { files: Object.fromEntries(generated) as Record<string, Uint8Array>, runs };
  } finally {
    generation.free();
  }
}
