// The list of plugins.

import { amount, byId, element } from "./dom.js";

/** The plugin that comes with the playground. */
export const SAMPLE = { name: "protoc-gen-prost", url: "plugins/protoc-gen-prost.wasm" };

/**
 * @typedef {import("./bufwasm/index.js").Plugin} Plugin
 * @typedef {{ plugin: Plugin, parameter: string, size: number }} Entry
 */

export class Plugins {
  /** @type {Entry[]} */
  entries = [];
  #bufwasm;
  #place = byId("plugins");
  #onChange;

  /**
   * @param {import("./bufwasm/index.js").Bufwasm} bufwasm
   * @param {() => void} onChange
   */
  constructor(bufwasm, onChange) {
    this.#bufwasm = bufwasm;
    this.#onChange = onChange;
  }

  /**
   * Compiles a plugin and adds it to the list.
   *
   * @param {string} name
   * @param {ArrayBuffer} bytes
   * @param {string} [parameter]
   */
  async add(name, bytes, parameter = "") {
    const plugin = await this.#bufwasm.compile(bytes, { name });
    this.entries.push({ plugin, parameter, size: bytes.byteLength });
    this.#show();
  }

  /** Adds the plugin that comes with the playground. @param {string} [parameter] */
  async addSample(parameter) {
    const response = await fetch(SAMPLE.url);
    if (!response.ok) {
      throw new Error(`the sample plugin cannot be loaded: ${response.status}`);
    }
    await this.add(SAMPLE.name, await response.arrayBuffer(), parameter);
  }

  #show() {
    this.#place.replaceChildren(...this.entries.map((entry) => this.#item(entry)));
    this.#onChange();
  }

  /** @param {Entry} entry */
  #item(entry) {
    const { plugin, size } = entry;
    const remove = element("button", { "aria-label": `Remove ${plugin.name}` }, "Remove");
    remove.addEventListener("click", () => {
      this.entries = this.entries.filter((other) => other !== entry);
      plugin.free();
      this.#show();
      byId("add-plugin").focus();
    });
    const parameter = /** @type {HTMLInputElement} */ (
      element("input", { value: entry.parameter, placeholder: "key=value,…", spellcheck: false, autocomplete: "off" })
    );
    parameter.addEventListener("input", () => {
      entry.parameter = parameter.value;
    });
    const abi = plugin.abi === "gojs" ? "Go's js/wasm" : "WASI";
    return element(
      "li",
      {},
      element("div", { className: "bar" }, element("strong", {}, plugin.name), remove),
      element("small", {}, `${abi}, ${amount(size)}`),
      element("label", {}, "Options", parameter),
    );
  }
}
