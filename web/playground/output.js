// Generated files, what they took, and errors.

import { BufwasmError } from "./bufwasm/index.js";
import { amount, byId, element } from "./dom.js";
import { show as showText } from "./editor.js";
import { show as showTree } from "./tree.js";
import { zip } from "./zip.js";

const downloadButton = /** @type {HTMLButtonElement} */ (byId("download"));
const output = byId("output");
const problem = byId("problem");

/** @type {Record<string, Uint8Array>} */
let generated = {};

/**
 * @param {Readonly<Record<string, Uint8Array>>} files
 * @param {string} source The .proto file that is being edited.
 * @param {string} empty What stands there instead of a file.
 */
export function showOutput(files, source, empty = "Generated files show here.") {
  generated = files;
  markStale(false);
  downloadButton.disabled = Object.keys(files).length === 0;
  const view = byId("view");
  view.replaceChildren(element("p", { className: "empty" }, empty));
  showTree(byId("tree"), Object.keys(files), source, (name) => {
    showText(view, name, new TextDecoder().decode(generated[name]));
  });
}

/** Whether what is shown is of an earlier run. @param {boolean} stale */
export function markStale(stale) {
  output.classList.toggle("stale", stale && Object.keys(generated).length > 0);
}

/**
 * @typedef {import("./bufwasm/index.js").GenerateResult["runs"][number]} Run
 * @param {{ compiler?: import("./bufwasm/index.js").CompilerRun, runs: readonly Run[] }} [result] Nothing if no plugin has run.
 * @param {string} otherwise What is then told instead.
 */
export function showStats(result, otherwise = "Nothing has run yet.") {
  const { compiler, runs = [] } = result ?? {};
  const lines = runs.flatMap(({ plugin, stats }) => [element("h3", {}, plugin), statsOf(stats)]);
  const compiled = compiler
    ? [element("p", {}, `Compiled by ${compiler.name === "protoc" ? "protoc" : "the built-in compiler"} in ${compiler.ms.toFixed(0)} ms.`)]
    : [];
  byId("stats").replaceChildren(...(result ? [...compiled, ...lines] : [element("p", {}, otherwise)]));
}

/** @param {import("./bufwasm/index.js").Stats} stats */
function statsOf(stats) {
  const rows = [
    ["Time", `${(stats.compileMs + stats.runMs).toFixed(0)} ms`],
    ["Units of fuel", stats.fuel.toLocaleString("en")],
    ["Memory", amount(stats.peakPages * 65536)],
    ["Request, answer", `${amount(stats.stdinBytes)}, ${amount(stats.stdoutBytes)}`],
  ];
  return element("dl", {}, ...rows.flatMap(([name, value]) => [element("dt", {}, name ?? ""), element("dd", {}, value ?? "")]));
}

export function hideProblem() {
  problem.hidden = true;
}

/**
 * Shows an error, or what the compiler warns of; `goTo` is asked for the places that they name.
 *
 * @param {unknown} error
 * @param {(place: { file: string, line: number, column: number }) => void} goTo
 */
export function showProblem(error, goTo) {
  const known = error instanceof BufwasmError ? error : undefined;
  const message = error instanceof Error ? error.message : String(error);
  const list = known && known.diagnostics.length > 0 ? placed(known.diagnostics, goTo) : undefined;
  const name = known?.plugin ?? known?.file ?? "Error";
  const parts = list ? [list] : [element("p", {}, element("strong", {}, name), `: ${message}`)];
  if (known?.hint) {
    parts.push(element("p", {}, `Hint: ${known.hint}`));
  }
  if (known?.stderr && !list) {
    parts.push(element("pre", {}, known.stderr.slice(-4000)));
  }
  reveal("problem", parts);
}

/**
 * @param {readonly import("./bufwasm/index.js").Diagnostic[]} warnings
 * @param {(place: { file: string, line: number, column: number }) => void} goTo
 */
export function showWarnings(warnings, goTo) {
  if (warnings.length > 0) {
    reveal("problem warning", [placed(warnings, goTo)]);
  }
}

/** @param {string} className @param {HTMLElement[]} parts */
function reveal(className, parts) {
  problem.className = className;
  problem.replaceChildren(...parts);
  problem.hidden = false;
}

/**
 * @param {readonly import("./bufwasm/index.js").Diagnostic[]} diagnostics
 * @param {(place: { file: string, line: number, column: number }) => void} goTo
 */
function placed(diagnostics, goTo) {
  const items = diagnostics.slice(0, 50).map(({ file, line, column, message }) => {
    const item = element("li", {}, element("strong", {}, file ?? "protoc"), `: ${message} `);
    if (file && line) {
      const go = element("button", {}, `Go to line ${line}`);
      go.addEventListener("click", () => goTo({ file, line, column: column ?? 1 }));
      item.append(go);
    }
    return item;
  });
  return element("ul", {}, ...items);
}

/** Scrolls to what came of a run, where the page is one column. @param {boolean} failed */
export function scrollToResult(failed) {
  if (matchMedia("(max-width: 999px)").matches) {
    (failed ? problem : output).scrollIntoView({ block: "start", behavior: "smooth" });
  }
}

export function download() {
  const url = URL.createObjectURL(zip(generated));
  element("a", { href: url, download: "generated.zip" }).click();
  URL.revokeObjectURL(url);
}
