// How far a run or a download is: in words, and as a bar.

import { amount, byId } from "./dom.js";
import { say } from "./status.js";

/** @typedef {import("./bufwasm/index.js").Progress} Progress */

const bar = /** @type {HTMLProgressElement} */ (byId("progress"));
/** The words change many times a second, so that screen readers are told only of steps, by the status. */
const words = byId("doing");
/** What each plugin took the last time, for how much source. @type {Map<string, { ms: number, size: number }>} */
const before = new Map();
/** Characters of the sources of this generation. */
let size = 0;
/** The step that the status names. */
let announced = "";
/** Whether no plugin has run on this page, so that parts of bufwasm are still to be loaded. */
let isFirst = true;

/** Begins a generation over so many characters of source. @param {number} characters */
export function begin(characters) {
  size = characters;
  announced = "";
}

/** Shows how far a generation is. @param {Progress} progress */
export function tell(progress) {
  const { phase, plugin = "", elapsedMs, loadedBytes = 0, totalBytes } = progress;
  if (phase === "download") {
    announce(`Loading ${plugin}`);
    told(plugin, loadedBytes, totalBytes ?? 0);
    return;
  }
  isFirst &&= phase !== "run" || plugin === "protoc";
  announce(stepOf(progress));
  const usual = guess(plugin);
  show(usual === undefined ? undefined : Math.min(0.95, elapsedMs / usual));
  const about = usual === undefined ? "" : ` of about ${(usual / 1000).toFixed(1)} s`;
  words.textContent = `${(elapsedMs / 1000).toFixed(1)} s${about}`;
}

/** What is being done, in words. @param {Progress} progress */
function stepOf({ phase, plugin, step, steps }) {
  const first = isFirst ? "First run, loading the engine: " : "";
  if (phase === "protos" || plugin === "protoc") {
    return `${first}compiling .proto files${plugin ? ` by ${plugin}` : ""}`;
  }
  const which = steps && steps > 1 ? ` (${step} of ${steps})` : "";
  return phase === "compile" ? `${first}preparing ${plugin}${which}` : `Running ${plugin}${which}`;
}

/** @param {string} step */
function announce(step) {
  if (step !== announced) {
    announced = step;
    say(`${step[0]?.toUpperCase()}${step.slice(1)}…`);
  }
}

/**
 * Milliseconds that `plugin` may take: what it took before, more for larger sources; nothing is known of a first run.
 *
 * @param {string} plugin
 */
function guess(plugin) {
  const last = before.get(plugin);
  return last && last.ms * Math.max(1, size / last.size);
}

/** Shows how much of a download has come. @param {string} name @param {number} loaded @param {number} total */
export function told(name, loaded, total) {
  show(total ? loaded / total : undefined);
  words.textContent = `${name}: ${amount(loaded)}${total ? ` of ${amount(total)}` : ""}`;
}

/** Remembers what a plugin took. @param {string} plugin @param {number} ms */
export function took(plugin, ms) {
  isFirst = false;
  before.set(plugin, { ms, size });
}

export function done() {
  bar.hidden = true;
  words.hidden = true;
}

/** @param {number | undefined} part */
function show(part) {
  bar.hidden = false;
  words.hidden = false;
  if (part === undefined) {
    bar.removeAttribute("value");
  } else {
    bar.value = part;
  }
}
