// What is chosen beside sources and plugins: the compiler, and what a run may spend.

import { amount, byId, element } from "./dom.js";

const compiler = /** @type {HTMLSelectElement} */ (byId("compiler"));
const time = /** @type {HTMLSelectElement} */ (byId("limit-time"));
const memory = /** @type {HTMLSelectElement} */ (byId("limit-memory"));

export class Settings {
  #protoc;

  /**
   * @param {import("./ready.js").Offered | undefined} protoc It, where it is there to be loaded.
   * @param {{ compiler?: string, limits?: import("./keep.js").KeptLimits }} before What was chosen before.
   * @param {() => void} onChange
   */
  constructor(protoc, before, onChange) {
    this.#protoc = protoc;
    if (protoc) {
      compiler.append(element("option", { value: "protoc" }, `protoc: editions, exact (${amount(protoc.bytes)})`));
    }
    choose(compiler, before.compiler);
    choose(time, before.limits?.timeoutMs);
    choose(memory, before.limits?.memoryBytes);
    for (const choice of [compiler, time, memory]) {
      choice.addEventListener("change", onChange);
    }
  }

  /** @returns {import("./bufwasm/index.js").Compiler} */
  get compiler() {
    return this.compilerName === "protoc" && this.#protoc ? { url: this.#protoc.url } : "builtin";
  }

  get compilerName() {
    return compiler.value;
  }

  /** What a plugin may spend here, where somebody waits. */
  get limits() {
    return { timeoutMs: Number(time.value), memoryBytes: Number(memory.value) };
  }

  /** How the choices are now: what is given back brings that back. */
  remember() {
    const values = [compiler.value, time.value, memory.value];
    return () => [compiler, time, memory].forEach((choice, index) => choose(choice, values[index]));
  }

  reset() {
    for (const choice of [compiler, time, memory]) {
      choice.value = [...choice.options].find(({ defaultSelected }) => defaultSelected)?.value ?? "builtin";
    }
  }
}

/** Chooses `value`, if it is there to be chosen. @param {HTMLSelectElement} choice @param {string | number | undefined} value */
function choose(choice, value) {
  if ([...choice.options].some((option) => option.value === String(value))) {
    choice.value = String(value);
  }
}
