// The list of plugins.

import { amount, byId, element } from "./dom.js";
import { load } from "./ready.js";
import { keepPlugin, recallPlugin } from "./shelf.js";
import { say } from "./status.js";

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
  /** What was taken away last, and may come back. @type {Entry[]} */
  #gone = [];

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

  /**
   * Adds a plugin that was dropped or chosen; tells whether it is kept for the next visit.
   *
   * @param {string} name
   * @param {ArrayBuffer} bytes
   * @param {string} [parameter]
   */
  async drop(name, bytes, parameter = "") {
    const plugin = await this.#bufwasm.compile(bytes, { name });
    const key = await keepPlugin(bytes);
    this.#add({ name, parameter, from: "dropped", plugin, size: bytes.byteLength, ...(key && { key }) });
    return key !== undefined;
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
  async recall({ name, parameter, from, url, key }) {
    if (from === "url" && url) {
      await this.addUrl(url, parameter);
      return true;
    }
    if (from === "dropped") {
      const bytes = key && (await recallPlugin(key));
      return bytes ? (await this.drop(name, bytes, parameter), true) : false;
    }
    return this.addReady(name, parameter);
  }

  /** How the list is now: what is given back brings that back. */
  remember() {
    const entries = [...this.entries];
    return () => {
      this.entries = entries;
      this.#show();
    };
  }

  /** Takes all away. */
  clear() {
    this.#takeAway(0, this.entries.length);
  }

  /** What is to be kept of the list. @returns {KeptPlugin[]} */
  get kept() {
    return this.entries.map(({ name, parameter, from, url, key }) => {
      return { name, parameter, from, ...(url && { url }), ...(key && { key }) };
    });
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
    this.#place.replaceChildren(...this.entries.map((entry, index) => this.#item(entry, index)));
    byId("no-plugins").hidden = this.entries.length > 0;
    this.#onChange();
  }

  /** @param {Entry} entry @param {number} index */
  #item(entry, index) {
    const { plugin, name, size } = entry;
    const up = element("button", { "aria-label": `Move ${name} up`, title: "Move up", hidden: index === 0 }, "↑");
    up.addEventListener("click", () => this.#raise(index));
    const remove = element("button", { "aria-label": `Remove ${name}` }, "Remove");
    remove.addEventListener("click", () => this.#remove(index));
    const abi = plugin.abi === "gojs" ? "Go's js/wasm" : "WASI";
    return element(
      "li",
      {},
      element("div", { className: "bar" }, element("strong", {}, name), up, remove),
      element("small", {}, size ? `${abi}, ${amount(size)}` : abi),
      element("label", { className: "name" }, "Options ", this.#options(entry)),
    );
  }

  /** The field of a plugin's options. @param {Entry} entry */
  #options(entry) {
    const field = /** @type {HTMLInputElement} */ (
      element("input", {
        value: entry.parameter, placeholder: "key=value,…", spellcheck: false, autocomplete: "off", autocapitalize: "off",
      })
    );
    field.addEventListener("input", () => {
      entry.parameter = field.value;
      this.#onChange();
    });
    return field;
  }

  /** @param {number} index */
  #raise(index) {
    this.entries.splice(index - 1, 0, ...this.entries.splice(index, 1));
    this.#show();
    this.#place.children[index - 1]?.querySelector("input")?.focus();
  }

  /** @param {number} index */
  #remove(index) {
    const [undo, name] = [this.remember(), this.entries[index]?.name];
    this.#takeAway(index, 1);
    say(`Removed ${name}.`, undo);
    byId("add-plugin").focus();
  }

  /** Takes plugins away, and lets go of those that were taken away before them. @param {number} index @param {number} count */
  #takeAway(index, count) {
    const lost = this.#gone.filter((entry) => entry.from !== "ready" && !this.entries.includes(entry));
    lost.forEach(({ plugin }) => plugin.free());
    this.#gone = this.entries.splice(index, count);
    this.#show();
  }
}
