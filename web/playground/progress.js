// How far a generation is.

import { amount, byId } from "./dom.js";

const bar = /** @type {HTMLProgressElement} */ (byId("progress"));
/** Milliseconds that each plugin took the last time: the best guess at how long it will take. @type {Map<string, number>} */
const before = new Map();

/**
 * What `progress` comes to, in words; the bar shows it too.
 *
 * @param {import("./bufwasm/index.js").Progress} progress
 */
export function tell({ phase, plugin = "", elapsedMs, step, steps, loadedBytes = 0, totalBytes }) {
  if (phase === "download") {
    return told(plugin, loadedBytes, totalBytes ?? 0);
  }
  const usual = before.get(plugin);
  show(usual === undefined ? undefined : Math.min(0.95, elapsedMs / usual));
  const seconds = `${(elapsedMs / 1000).toFixed(1)} s`;
  if (phase === "protos" || plugin === "protoc") {
    return `Compiling .proto files${plugin && ` by ${plugin}`}: ${seconds}…`;
  }
  const which = steps && steps > 1 ? ` (${step} of ${steps})` : "";
  return `${plugin}${which}: ${seconds}${usual === undefined ? "" : `; last time ${(usual / 1000).toFixed(1)} s`}…`;
}

/** @param {string} name @param {number} loaded @param {number} total */
export function told(name, loaded, total) {
  show(total ? loaded / total : undefined);
  return `Loading ${name}: ${amount(loaded)}${total ? ` of ${amount(total)}` : ""}…`;
}

/** Remembers what a plugin took. @param {string} plugin @param {number} ms */
export function took(plugin, ms) {
  before.set(plugin, ms);
}

export function done() {
  bar.hidden = true;
}

/** @param {number | undefined} part */
function show(part) {
  bar.hidden = false;
  if (part === undefined) {
    bar.removeAttribute("value");
  } else {
    bar.value = part;
  }
}
