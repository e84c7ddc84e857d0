// What the playground offers beside what users bring: plugins that are built, and protoc.

import { GENERATORS } from "./bufwasm/index.js";

/**
 * @typedef {{ name: string, url: string, bytes: number }} Offered
 * @typedef {{ name: string, module: Offered, generator?: import("./bufwasm/index.js").Generator }} ReadyPlugin
 */

/** The plugin that is all generators that protoc has built in. */
const BUILT_IN = "protoc-gen-builtin";

/** @returns {Promise<{ protoc: Offered | undefined, plugins: ReadyPlugin[] }>} */
export async function offered() {
  const response = await fetch("ready.json");
  const { protoc, plugins } = response.ok ? await response.json() : { protoc: null, plugins: [] };
  return { protoc: protoc ?? undefined, plugins: plugins.flatMap(each) };
}

/** @param {Offered} module @returns {ReadyPlugin[]} */
function each(module) {
  return module.name === BUILT_IN
    ? GENERATORS.map((generator) => ({ name: `protoc-gen-${generator}`, module, generator }))
    : [{ name: module.name, module }];
}

/**
 * The bytes at `url`; `report` hears how many have come, of how many.
 *
 * @param {string} url
 * @param {(loaded: number, total: number) => void} report
 */
export async function load(url, report) {
  const response = await fetch(url);
  if (!response.ok || !response.body) {
    throw new Error(`${url} cannot be loaded: the server answers ${response.status}`);
  }
  const total = Number(response.headers.get("Content-Length"));
  const chunks = [];
  let loaded = 0;
  for (const reader = response.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) {
      return new Blob(chunks).arrayBuffer();
    }
    chunks.push(value);
    report((loaded += value.length), total);
  }
}
