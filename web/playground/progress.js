// How far a generation is.

import { amount, byId } from "./dom.js";

const bar = /** @type {HTMLProgressElement} */ (byId("progress"));
/** What each plugin took the last time, for how much source. @type {Map<string, { ms: number, size: number }>} */
const before = new Map();
/** Characters of the sources of this generation. */
let size = 0;

/** Begins a generation over so many characters of source. @param {number} characters */
export function begin(characters) {
  size = characters;
}

/**
 * What `progress` comes to, in words; the bar shows it too.
 *
 * @param {import("./bufwasm/index.js").Progress} progress
 */
export function tell({ phase, plugin = "", elapsedMs, step, steps, loadedBytes = 0, totalBytes }) {
  if (phase === "download") {
    return told(plugin, loadedBytes, totalBytes ?? 0);
  }
  const usual = guess(plugin);
  show(usual === undefined ? undefined : Math.min(0.95, elapsedMs / usual));
  const seconds = `${(elapsedMs / 1000).toFixed(1)} s`;
  if (phase === "protos" || plugin === "protoc") {
    return `Compiling .proto files${plugin && ` by ${plugin}`}: ${seconds}…`;
  }
  const which = steps && steps > 1 ? ` (${step} of ${steps})` : "";
  return `${plugin}${which}: ${seconds}${usual === undefined ? "" : ` of about ${(usual / 1000).toFixed(1)} s`}…`;
}

/** Milliseconds that `plugin` may take: what it took before, more for larger sources; nothing is known of a first run. @param {string} plugin */
function guess(plugin) {
  const last = before.get(plugin);
  return last && last.ms * Math.max(1, size / last.size);
}

/** @param {string} name @param {number} loaded @param {number} total */
export function told(name, loaded, total) {
  show(total ? loaded / total : undefined);
  return `Loading ${name}: ${amount(loaded)}${total ? ` of ${amount(total)}` : ""}…`;
}

/** Remembers what a plugin took. @param {string} plugin @param {number} ms */
export function took(plugin, ms) {
  before.set(plugin, { ms, size });
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
