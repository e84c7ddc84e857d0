// What survives a reload: sources and the list of plugins in the page's storage, dropped plugins in its cache.

/**
 * @typedef {{ name: string, parameter: string, from: "ready" | "dropped" | "url", url?: string }} KeptPlugin
 * @typedef {{ files: { name: string, text: string }[], plugins: KeptPlugin[], compiler: string, open: string }} Kept
 */

const KEY = "bufwasm playground";
const CACHE = "bufwasm plugins";
/** Milliseconds that changes are collected for. */
const PAUSE_MS = 300;

/** @returns {Kept | undefined} */
export function recall() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "null");
    return Array.isArray(kept?.files) && kept.files.length > 0 && Array.isArray(kept.plugins) ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps what `state` gives, a little after it is told of a change. @param {() => Kept} state */
export function keeper(state) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  const write = () => {
    clearTimeout(waiting);
    waiting = undefined;
    try {
      localStorage.setItem(KEY, JSON.stringify(state()));
    } catch {
      // There is no room, or no storage: the page works without.
    }
  };
  addEventListener("pagehide", () => waiting !== undefined && write());
  return () => {
    clearTimeout(waiting);
    waiting = setTimeout(write, PAUSE_MS);
  };
}

export function forget() {
  localStorage.removeItem(KEY);
}

const place = (/** @type {string} */ name) => new URL(`dropped/${encodeURIComponent(name)}`, location.href);

/**
 * @param {string} name
 * @param {ArrayBuffer} bytes
 */
export async function keepPlugin(name, bytes) {
  try {
    await (await caches.open(CACHE)).put(place(name), new Response(bytes));
  } catch {
    // As above.
  }
}

/** @param {string} name @returns {Promise<ArrayBuffer | undefined>} */
export async function recallPlugin(name) {
  try {
    return await (await (await caches.open(CACHE)).match(place(name)))?.arrayBuffer();
  } catch {
    return undefined;
  }
}
