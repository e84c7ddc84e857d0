// Errors, and what compilers warn of.

import { BufwasmError } from "./bufwasm/index.js";
import { byId, element, isOneColumn } from "./dom.js";
import { remedyOf } from "./remedies.js";

/** @typedef {(place: { file: string, line: number, column: number }) => void} GoTo */

const place = byId("problem");
/** Diagnostics that are listed. */
const MOST = 50;
/** Characters of what a plugin wrote before it failed that are shown: the last are those that tell why. */
const MOST_STDERR = 4000;

export function hideProblem() {
  place.hidden = true;
}

/**
 * Shows an error; `goTo` is asked for the places that it names.
 *
 * @param {unknown} error
 * @param {GoTo} goTo
 */
export function showProblem(error, goTo) {
  const known = error instanceof BufwasmError ? error : undefined;
  const message = error instanceof Error ? error.message : String(error);
  const list = known && known.diagnostics.length > 0 ? placed(known.diagnostics, goTo) : undefined;
  const name = known?.plugin ?? known?.file;
  const parts = list ? [list] : [element("p", {}, ...(name ? [element("strong", {}, name), ": "] : []), message)];
  const remedy = known && remedyOf(known);
  if (remedy) {
    parts.push(element("p", {}, `Hint: ${remedy}`));
  }
  if (known?.stderr && !list) {
    parts.push(element("pre", { tabIndex: 0, "aria-label": "What the plugin says" }, known.stderr.slice(-MOST_STDERR)));
  }
  reveal("problem", parts);
}

/** Shows why files that were opened cannot be used. @param {string[]} reasons */
export function showRefused(reasons) {
  const items = reasons.slice(0, MOST).map((reason) => element("li", {}, reason));
  const more = reasons.length > MOST ? [element("p", {}, `And ${reasons.length - MOST} more.`)] : [];
  reveal("problem", [element("ul", {}, ...items), ...more]);
}

/** @param {readonly import("./bufwasm/index.js").Diagnostic[]} warnings @param {GoTo} goTo */
export function showWarnings(warnings, goTo) {
  if (warnings.length > 0) {
    reveal("problem warning", [placed(warnings, goTo)]);
  }
}

/** Brings what is wrong into view: where the page is one column, away from what lies upon its edges. */
export function scrollToProblem() {
  place.scrollIntoView({ block: isOneColumn() ? "center" : "nearest" });
}

/** @param {string} className @param {HTMLElement[]} parts */
function reveal(className, parts) {
  place.className = className;
  place.replaceChildren(...parts);
  place.hidden = false;
}

/** @param {readonly import("./bufwasm/index.js").Diagnostic[]} diagnostics @param {GoTo} goTo */
function placed(diagnostics, goTo) {
  const items = diagnostics.slice(0, MOST).map(({ file, line, column, message }) => {
    const item = element("li", {}, element("strong", {}, file ?? "protoc"), `: ${message} `);
    if (file && line) {
      const go = element("button", {}, `Go to line ${line}`);
      go.addEventListener("click", () => goTo({ file, line, column: column ?? 1 }));
      item.append(go);
    }
    return item;
  });
  if (diagnostics.length > MOST) {
    items.push(element("li", {}, `And ${diagnostics.length - MOST} more.`));
  }
  return element("ul", {}, ...items);
}
