// Plugins that were dropped on the page, in the browser's cache: they survive a reload.

const CACHE = "bufwasm plugins";
/** How many are kept; of more, those go that were longest not used. */
const MOST = 20;

const place = (/** @type {string} */ key) => new URL(`dropped/${key}`, location.href);

/**
 * Keeps a plugin by its digest, so that another of the same name, in another tab, does not take its place.
 *
 * @param {ArrayBuffer} bytes
 * @returns {Promise<string | undefined>} What to ask for it by; nothing if there is no room, or nothing is kept here.
 */
export async function keepPlugin(bytes) {
  try {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    const key = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    const cache = await caches.open(CACHE);
    // What is put anew comes last.
    await cache.delete(place(key));
    await cache.put(place(key), new Response(bytes));
    const kept = await cache.keys();
    await Promise.all(kept.slice(0, -MOST).map((request) => cache.delete(request)));
    return key;
  } catch {
    return undefined;
  }
}

/** @param {string} key @returns {Promise<ArrayBuffer | undefined>} */
export async function recallPlugin(key) {
  try {
    return await (await (await caches.open(CACHE)).match(place(key)))?.arrayBuffer();
  } catch {
    return undefined;
  }
}
