// What to do about an error, in the page's own terms: the package speaks to those who call it.

/** @typedef {import("./bufwasm/index.js").BufwasmError} BufwasmError */

/** @type {Partial<Record<import("./bufwasm/index.js").ErrorKind, string>>} */
const REMEDIES = {
  timeout: "choose more time under “Limits of a run”, unless the plugin never ends",
  memory_limit: "choose more memory under “Limits of a run”, unless the plugin takes all that it can get",
  stack_exhausted: "the plugin calls itself without an end, or its input is nested very deeply",
  output_limit: "generate for fewer files at once, unless the plugin writes without an end",
  bad_section: "pack the plugin anew: bufwasm pack --replace",
  io: "check the connection, and try again",
};

/** @param {BufwasmError} error @returns {string | null} */
export function remedyOf({ kind, hint }) {
  // The one error of memory that asks for less: the browser has no more.
  if (kind === "memory_limit" && hint?.startsWith("lower ")) {
    return "the browser itself has no more memory: choose less under “Limits of a run”, or close other tabs";
  }
  return REMEDIES[kind] ?? hint;
}
