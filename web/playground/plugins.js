// The list of plugins.

import { amount, byId, element } from "./dom.js";
import { keepPlugin, recallPlugin } from "./keep.js";
import { load } from "./ready.js";

/** The plugin that the playground begins with. */
export const SAMPLE = "protoc-gen-prost";

/**
 * @typedef {import("./bufwasm/index.js").Plugin} Plugin
 * @typedef {import("./keep.js").KeptPlugin} KeptPlugin
 * @typedef {import("./ready.js").ReadyPlugin} ReadyPlugin
 * @typedef {KeptPlugin & { plugin: Plugin, size: number, generator?: ReadyPlugin["generator"] }} Entry
 */

export class Plugins {
  /** @type {Entry[]} */
  entries = [];
  #bufwasm;
  #ready;
  #place = byId("plugins");
  #onChange;
  #report;
  /** Ready modules that are compiled, by their URLs: one may be several plugins. @type {Map<string, Promise<Plugin>>} */
  #compiled = new Map();

  /**
   * @param {import("./bufwasm/index.js").Bufwasm} bufwasm
   * @param {ReadyPlugin[]} ready
   * @param {() => void} onChange
   * @param {(name: string, loaded: number, total: number) => void} report Hears how far loading is.
   */
  constructor(bufwasm, ready, onChange, report) {
    this.#bufwasm = bufwasm;
    this.#ready = ready;
    this.#onChange = onChange;
    this.#report = report;
  }

  /** Adds a plugin that was dropped or chosen. @param {string} name @param {ArrayBuffer} bytes @param {string} [parameter] */
  async drop(name, bytes, parameter = "") {
    const plugin = await this.#bufwasm.compile(bytes, { name });
    await keepPlugin(name, bytes);
    this.#add({ name, parameter, from: "dropped", plugin, size: bytes.byteLength });
  }

  /** Adds a plugin that the playground offers; tells whether it does. @param {string} name @param {string} [parameter] */
  async addReady(name, parameter = "") {
    const offer = this.#ready.find((offer) => offer.name === name);
    if (!offer) {
      return false;
    }
    const { module, generator } = offer;
    const compiled = this.#compiled.get(module.url) ?? this.#load(module.url, module.name, name);
    this.#compiled.set(module.url, compiled);
    compiled.catch(() => this.#compiled.delete(module.url));
    const made = { name, parameter, from: /** @type {const} */ ("ready"), plugin: await compiled, size: module.bytes };
    this.#add(generator ? { ...made, generator } : made);
    return true;
  }

  /** Adds the plugin at a URL, which the page's policy has to allow. @param {string} url @param {string} [parameter] */
  async addUrl(url, parameter = "") {
    const name = new URL(url, location.href).pathname.replace(/.*\/|\.wasm$/g, "");
    const plugin = await this.#load(url, name, name);
    this.#add({ name, parameter, from: "url", url, plugin, size: 0 });
  }

  /** Adds one that was there before; tells whether it can still be had. @param {KeptPlugin} kept */
  async recall({ name, parameter, from, url }) {
    if (from === "url" && url) {
      await this.addUrl(url, parameter);
      return true;
    }
    const bytes = from === "dropped" ? await recallPlugin(name) : undefined;
    if (bytes) {
      await this.drop(name, bytes, parameter);
      return true;
    }
    return this.addReady(name, parameter);
  }

  clear() {
    this.entries.filter(({ from }) => from !== "ready").forEach(({ plugin }) => plugin.free());
    this.entries = [];
    this.#show();
  }

  /** What is to be kept of the list. @returns {KeptPlugin[]} */
  get kept() {
    return this.entries.map(({ name, parameter, from, url }) => ({ name, parameter, from, ...(url && { url }) }));
  }

  /** @param {string} url @param {string} name @param {string} shown */
  async #load(url, name, shown) {
    const bytes = await load(url, (loaded, total) => this.#report(shown, loaded, total));
    return this.#bufwasm.compile(bytes, { name });
  }

  /** @param {Entry} entry */
  #add(entry) {
    this.entries.push(entry);
    this.#show();
  }

  #show() {
    this.#place.replaceChildren(...this.entries.map((entry) => this.#item(entry)));
    this.#onChange();
  }

  /** @param {Entry} entry */
  #item(entry) {
    const { plugin, name, size } = entry;
    const remove = element("button", { "aria-label": `Remove ${name}` }, "Remove");
    remove.addEventListener("click", () => {
      this.entries = this.entries.filter((other) => other !== entry);
      if (entry.from !== "ready") {
        plugin.free();
      }
      this.#show();
      byId("add-plugin").focus();
    });
    const parameter = /** @type {HTMLInputElement} */ (
      element("input", { value: entry.parameter, placeholder: "key=value,…", spellcheck: false, autocomplete: "off" })
    );
    parameter.addEventListener("input", () => {
      entry.parameter = parameter.value;
      this.#onChange();
    });
    const abi = plugin.abi === "gojs" ? "Go's js/wasm" : "WASI";
    return element(
      "li",
      {},
      element("div", { className: "bar" }, element("strong", {}, name), remove),
      element("small", {}, size ? `${abi}, ${amount(size)}` : abi),
      element("label", {}, "Options", parameter),
    );
  }
}
