/** The worker's side of {@link startWorker}: takes the page's calls one after another. */

import { BufwasmError, failure } from "./error.js";
import { load } from "./local.js";
import type { Call, Compiled, Handle, Reply, Request } from "./protocol.js";
import type { Bufwasm, CallOptions, Plugin, Progress } from "./types.js";

/** The part of a worker's global scope that is used here; TypeScript's types for pages lack it. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<Call>) => void) | null;
  postMessage(message: Reply, transfer?: Transferable[]): void;
}

const scope = globalThis as unknown as WorkerScope;
/** Milliseconds between two messages about one step. */
const PROGRESS_MS = 50;

const bufwasm = load();
const plugins = new Map<Handle, Plugin>();
/** The end of the call before: calls wait for each other, as those within `generate` must not mix. */
let last: Promise<void> = Promise.resolve();

scope.onmessage = ({ data: call }) => {
  last = last.then(() => answer(call));
};
scope.postMessage({ ready: true });

async function answer(call: Call): Promise<void> {
  const { id, request, stop } = call;
  try {
    const result = await perform(await bufwasm, request, {
      ...(call.progress && { onProgress: reporter(id) }),
      ...(stop && { signal: raised(stop) }),
    });
    scope.postMessage({ id, result });
  } catch (error) {
    scope.postMessage({ id, problem: failure(error).toJSON() });
  }
}

async function perform(bufwasm: Bufwasm, request: Request, call: CallOptions): Promise<unknown> {
  switch (request.method) {
    case "compile": {
      const plugin = await bufwasm.compile(request.bytes, request.options);
      plugins.set(request.handle, plugin);
      return { name: plugin.name, abi: plugin.abi, config: plugin.config } satisfies Compiled;
    }
    case "free":
      plugins.get(request.handle)?.free();
      plugins.delete(request.handle);
      return undefined;
    case "run":
      return plugin(request.handle).run({ ...request.options, ...call });
    case "inspect":
      return bufwasm.inspect(request.bytes, request.limits);
    case "pack":
      return bufwasm.pack(request.bytes, request.options);
    case "generate": {
      const { protoc, plugins: requests, ...options } = request.options;
      const asked = requests.map(({ handle, ...request }) => ({ ...request, plugin: plugin(handle) }));
      const compiler = protoc === undefined ? "builtin" : { plugin: plugin(protoc) };
      return bufwasm.generate({ ...options, compiler, plugins: asked, ...call });
    }
  }
}

function plugin(handle: Handle): Plugin {
  const known = plugins.get(handle);
  if (!known) {
    throw new BufwasmError({ kind: "usage", message: "the plugin was freed" });
  }
  return known;
}

/** A signal that is read from shared memory: no message reaches a worker while a plugin runs in it. */
function raised(stop: Int32Array): AbortSignal {
  const { signal } = new AbortController();
  return Object.defineProperty(signal, "aborted", { get: () => Atomics.load(stop, 0) !== 0 });
}

function reporter(id: number): (progress: Progress) => void {
  let next = 0;
  return (progress) => {
    if (progress.elapsedMs === 0 || performance.now() >= next) {
      next = performance.now() + PROGRESS_MS;
      scope.postMessage({ id, progress });
    }
  };
}
