/** bufwasm in a worker of its own. */

import { bytesIn } from "./bytes.js";
import { BufwasmError } from "./error.js";
import { Protocs } from "./protoc.js";
import type { Call, Compiled, Handle, Reply, Request } from "./protocol.js";
import type {
  Abi, Bufwasm, Bytes, CallOptions, CompileOptions, GenerateOptions, GenerateResult, Inspection, Limits, PackOptions,
  Plugin, PluginConfig, RunOptions, RunResult,
} from "./types.js";
import { expectLimits, expectOptions } from "./usage.js";

/** How the worker is started. */
export interface WorkerOptions {
  /** The URL of `worker.js`, where bundlers move it. Default: beside this file. */
  readonly worker?: string | URL;
}

/**
 * Starts bufwasm in a Web Worker: what pages want. Calls never block the page, and are taken one after another.
 *
 * A signal stops a running plugin in one of two ways. Where the page is cross-origin isolated, it raises a flag in shared
 * memory that the worker looks at every few milliseconds. Elsewhere no word can reach a worker that runs a plugin, so it is
 * ended and another takes its place, which compiles the page's plugins again; calls that were waiting are made again.
 */
export async function startWorker(options: WorkerOptions = {}): Promise<Bufwasm> {
  expectOptions("startWorker", options);
  if (typeof Worker === "undefined") {
    throw new BufwasmError({ kind: "usage", message: "there are no Web Workers here", hint: "use load() in the place of startWorker()" });
  }
  const { worker } = options;
  const client = new Client(() => (worker ? new Worker(worker, { type: "module", name: "bufwasm" }) : ownWorker()));
  await client.ready;
  return client;
}

/** The package's worker, in the words by which bundlers find it. */
function ownWorker(): Worker {
  return new Worker(new URL("./worker.js", import.meta.url), { type: "module", name: "bufwasm" });
}

/** Where the worker has to be, which browsers hold pages to. */
const OWN_ORIGIN = "serve the package from the page's own origin, with worker.js beside its JavaScript or at startWorker({ worker: URL })";

/**
 * What `open` opens.
 *
 * @throws {BufwasmError} The page may not have such a worker: `io`.
 */
function opened(open: () => Worker): Worker {
  try {
    return open();
  } catch (error) {
    throw new BufwasmError({ kind: "io", message: `the worker cannot be started: ${(error as Error).message}`, hint: OWN_ORIGIN });
  }
}

interface Pending {
  readonly call: Call;
  readonly resolve: (result: never) => void;
  readonly reject: (error: BufwasmError) => void;
  readonly onProgress: CallOptions["onProgress"];
}

class Client implements Bufwasm {
  readonly #open: () => Worker;
  #worker: Worker;
  /** Resolved once the worker has begun; rejected if its script cannot be loaded. */
  ready: Promise<void>;
  /** Calls that are not answered, in the order in which the worker takes them. */
  readonly #pending = new Map<number, Pending>();
  /** What a new worker has to compile before it goes on. */
  readonly #plugins = new Map<Handle, Request & { method: "compile" }>();
  readonly #protocs = new Protocs(this);
  #next = 1;
  #closed = false;

  constructor(open: () => Worker) {
    this.#open = open;
    [this.#worker, this.ready] = this.#start();
  }

  async compile(bytes: Bytes, options: CompileOptions = {}): Promise<Plugin> {
    expectOptions("compile", options);
    const handle = this.#next++;
    const request = { method: "compile", handle, bytes: bytesIn(bytes, "the module").slice(), options } as const;
    const compiled = await this.#ask<Compiled>(request);
    this.#plugins.set(handle, request);
    return new RemotePlugin(this, handle, compiled);
  }

  async inspect(bytes: Bytes, limits: Pick<Limits, "memoryBytes"> = {}): Promise<Inspection> {
    const module = bytesIn(bytes, "the module");
    expectLimits("inspect", limits);
    return this.#ask({ method: "inspect", bytes: module, limits });
  }

  async pack(bytes: Bytes, options: PackOptions): Promise<Uint8Array> {
    expectOptions("pack", options);
    return this.#ask({ method: "pack", bytes: bytesIn(bytes, "the module"), options });
  }

  async generate(asked: GenerateOptions): Promise<GenerateResult> {
    expectOptions("generate", asked);
    const { signal, onProgress, compiler, ...options } = asked;
    const call = { ...(signal && { signal }), ...(onProgress && { onProgress }) };
    const protoc = await this.#protocs.of(compiler, call);
    const plugins = options.plugins.map(({ plugin, ...request }) => ({ ...request, handle: this.#handle(plugin) }));
    const sent = { ...options, plugins, protoc: protoc && this.#handle(protoc) };
    return this.#ask({ method: "generate", options: sent }, call);
  }

  #handle(plugin: Plugin): Handle {
    if (!(plugin instanceof RemotePlugin) || plugin.client !== this) {
      throw new BufwasmError({ kind: "usage", message: `the plugin ${plugin.name} was compiled elsewhere` });
    }
    return plugin.handle;
  }

  async run(handle: Handle, asked: RunOptions): Promise<RunResult> {
    expectOptions("run", asked);
    const { signal, onProgress, ...options } = asked;
    return this.#ask({ method: "run", handle, options }, { signal, onProgress });
  }

  free(handle: Handle): void {
    if (this.#plugins.delete(handle) && !this.#closed) {
      this.#ask({ method: "free", handle }).catch(() => {});
    }
  }

  close(): void {
    this.#closed = true;
    this.#worker.terminate();
    this.#rejectAll(BufwasmError.cancelled());
  }

  async #ask<T>(request: Request, options: { [K in "signal" | "onProgress"]?: CallOptions[K] | undefined } = {}) {
    const { signal, onProgress } = options;
    if (this.#closed) {
      throw new BufwasmError({ kind: "usage", message: "bufwasm was closed" });
    }
    if (signal?.aborted) {
      throw BufwasmError.cancelled();
    }
    const id = this.#next++;
    const stop = signal && globalThis.crossOriginIsolated ? new Int32Array(new SharedArrayBuffer(4)) : undefined;
    const call: Call = { id, request, progress: onProgress !== undefined, stop };
    const abort = () => this.#abort(id);
    signal?.addEventListener("abort", abort, { once: true });
    try {
      return await new Promise<T>((resolve, reject) => {
        this.#send(call);
        this.#pending.set(id, { call, resolve, reject, onProgress });
      });
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  #send(call: Call): void {
    try {
      this.#worker.postMessage(call);
    } catch (error) {
      const message = `the options of ${call.request.method} cannot be sent to the worker: ${(error as Error).message}`;
      throw new BufwasmError({ kind: "usage", message });
    }
  }

  #abort(id: number): void {
    const pending = this.#pending.get(id);
    if (!pending) {
      return;
    }
    this.#pending.delete(id);
    pending.reject(BufwasmError.cancelled());
    if (pending.call.stop) {
      Atomics.store(pending.call.stop, 0, 1);
    } else {
      this.#restart();
    }
  }

  /** Ends the worker, whatever it does, and lets another take its place. */
  #restart(): void {
    this.#worker.terminate();
    [this.#worker, this.ready] = this.#start();
    this.ready.catch(() => {});
    for (const request of this.#plugins.values()) {
      this.#worker.postMessage({ id: 0, request, progress: false, stop: undefined } satisfies Call);
    }
    for (const { call } of this.#pending.values()) {
      this.#worker.postMessage(call);
    }
  }

  #start(): [Worker, Promise<void>] {
    const worker = opened(this.#open);
    const ready = new Promise<void>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<Reply>) => ("ready" in data ? resolve() : this.#hear(data));
      worker.onerror = (event) => {
        const message = `the worker failed: ${event.message || "its script cannot be loaded"}`;
        const error = new BufwasmError({ kind: "io", message, hint: OWN_ORIGIN });
        reject(error);
        this.#rejectAll(error);
      };
    });
    return [worker, ready];
  }

  #hear(reply: Exclude<Reply, { ready: true }>): void {
    const pending = this.#pending.get(reply.id);
    if (!pending) {
      return;
    }
    if ("progress" in reply) {
      pending.onProgress?.(reply.progress);
      return;
    }
    this.#pending.delete(reply.id);
    if ("problem" in reply) {
      pending.reject(new BufwasmError(reply.problem));
    } else {
      pending.resolve(reply.result as never);
    }
  }

  #rejectAll(error: BufwasmError): void {
    for (const { reject } of this.#pending.values()) {
      reject(error);
    }
    this.#pending.clear();
  }
}

class RemotePlugin implements Plugin {
  readonly client: Client;
  readonly handle: Handle;
  readonly name: string;
  readonly abi: Abi;
  readonly config: PluginConfig | undefined;

  constructor(client: Client, handle: Handle, { name, abi, config }: Compiled) {
    this.client = client;
    this.handle = handle;
    this.name = name;
    this.abi = abi;
    this.config = config;
  }

  run(options: RunOptions = {}): Promise<RunResult> {
    return this.client.run(this.handle, options);
  }

  free(): void {
    this.client.free(this.handle);
  }
}
