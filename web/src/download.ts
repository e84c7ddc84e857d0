/** Large files from the network, kept where the host keeps any. */

import { BufwasmError } from "./error.js";
import type { CallOptions } from "./types.js";

/** The name of the package's part of the browser's cache. */
const CACHE = "bufwasm";

/**
 * The bytes at `url`, from the browser's cache if they were fetched before. What is kept is not asked for again, so that a
 * file that changes needs another URL.
 *
 * @throws {BufwasmError} They cannot be had: `io`.
 */
export async function download(url: URL, name: string, { signal, onProgress }: CallOptions): Promise<Uint8Array> {
  const cache = await cacheOf();
  const kept = await cache?.match(url).catch(() => undefined);
  if (kept) {
    return new Uint8Array(await kept.arrayBuffer());
  }
  const begun = performance.now();
  const response = await responseOf(url, signal);
  const total = Number(response.headers.get("Content-Length")) || undefined;
  const report = (loadedBytes: number) => {
    const elapsedMs = performance.now() - begun;
    onProgress?.({ phase: "download", plugin: name, elapsedMs, loadedBytes, ...(total && { totalBytes: total }) });
  };
  const bytes = await readAll(response, report, signal, url);
  // A browser that has no room left, or keeps nothing in private windows, does without.
  await cache?.put(url, new Response(bytes, { headers: { "Content-Type": "application/wasm" } })).catch(() => {});
  return bytes;
}

/** The browser's cache, where there is one: insecure origins, Node and sandboxed frames have none. */
async function cacheOf(): Promise<Cache | undefined> {
  try {
    return await globalThis.caches?.open(CACHE);
  } catch {
    return undefined;
  }
}

async function responseOf(url: URL, signal: AbortSignal | undefined): Promise<Response> {
  let response;
  try {
    response = await fetch(url, { signal: signal ?? null });
  } catch (error) {
    throw refused(url, error instanceof Error ? error.message : String(error), signal);
  }
  if (!response.ok) {
    throw refused(url, `the server answers ${response.status}`, signal);
  }
  return response;
}

async function readAll(
  response: Response,
  report: (loaded: number) => void,
  signal: AbortSignal | undefined,
  url: URL,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let loaded = 0;
  report(0);
  try {
    for (const reader = response.body!.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) {
        break;
      }
      chunks.push(value);
      report((loaded += value.length));
    }
  } catch (error) {
    throw refused(url, error instanceof Error ? error.message : String(error), signal);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

function refused(url: URL, why: string, signal: AbortSignal | undefined): BufwasmError {
  if (signal?.aborted) {
    return BufwasmError.cancelled();
  }
  const hint = "serve the file where the page's policy allows requests to, or pass its bytes";
  return new BufwasmError({ kind: "io", message: `cannot load ${url}: ${why}`, hint });
}
