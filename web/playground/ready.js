// What the playground offers beside what users bring: plugins that are built, and protoc.

import { GENERATORS } from "./bufwasm/index.js";
import { amount, byId, element } from "./dom.js";

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
  /** @type {ReadyPlugin[]} */
  const all = plugins.flatMap(each);
  // gRPC's add to what the others make.
  const isMore = (/** @type {ReadyPlugin} */ { name }) => name.startsWith("protoc-gen-grpc_");
  return { protoc: protoc ?? undefined, plugins: all.sort((a, b) => Number(isMore(a)) - Number(isMore(b))) };
}

/** @param {Offered} module @returns {ReadyPlugin[]} */
function each(module) {
  return module.name === BUILT_IN
    ? GENERATORS.map((generator) => ({ name: `protoc-gen-${generator}`, module, generator }))
    : [{ name: module.name, module }];
}

/**
 * Lists the ready plugins, to be chosen from.
 *
 * @param {ReadyPlugin[]} plugins
 * @param {(name: string) => void} choose
 */
export function offer(plugins, choose) {
  const menu = /** @type {HTMLDetailsElement} */ (byId("ready"));
  menu.hidden = plugins.length === 0;
  const items = plugins.map(({ name, module, generator }) => {
    const size = generator ? `with protoc’s others ${amount(module.bytes)}` : amount(module.bytes);
    const button = element("button", {}, element("span", {}, name), " ", element("small", {}, size));
    button.addEventListener("click", () => {
      menu.open = false;
      menu.querySelector("summary")?.focus();
      choose(name);
    });
    return element("li", {}, button);
  });
  byId("ready-list").replaceChildren(...items);
}

/**
 * The bytes at `url`; `report` hears how many have come, of how many.
 *
 * @param {string} url
 * @param {(loaded: number, total: number) => void} report
 */
export async function load(url, report) {
  const response = await fetch(url).catch((error) => {
    throw new Error(`${url} cannot be loaded: ${error.message}. Check the connection, and try again.`);
  });
  if (!response.ok || !response.body) {
    throw new Error(`${url} cannot be loaded: the server answers ${response.status}.`);
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
