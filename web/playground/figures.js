// What the last run took.

import { amount, byId, element } from "./dom.js";

/**
 * @typedef {import("./bufwasm/index.js").GenerateResult["runs"][number]} Run
 * @param {{ compiler?: import("./bufwasm/index.js").CompilerRun, runs: readonly Run[] }} [result] Nothing if no plugin has run.
 * @param {string} otherwise What is then told instead.
 */
export function showFigures(result, otherwise = "Nothing has run yet.") {
  const { compiler, runs = [] } = result ?? {};
  const lines = runs.flatMap(({ plugin, stats, stderr }) => [
    element("h3", {}, plugin),
    figuresOf(stats),
    ...(stderr ? [said(plugin, stderr)] : []),
  ]);
  const name = compiler?.name === "protoc" ? "protoc" : "the built-in compiler";
  const compiled = compiler ? [element("p", {}, `Compiled by ${name} in ${compiler.ms.toFixed(0)} ms.`)] : [];
  byId("stats").replaceChildren(...(result ? [...compiled, ...lines] : [element("p", {}, otherwise)]));
}

/** @param {import("./bufwasm/index.js").Stats} stats */
function figuresOf(stats) {
  const rows = [
    ["Time", `${(stats.compileMs + stats.runMs).toFixed(0)} ms`],
    ["Units of fuel", stats.fuel.toLocaleString("en")],
    ["Memory", amount(stats.peakPages * 65536)],
    ["Request, answer", `${amount(stats.stdinBytes)}, ${amount(stats.stdoutBytes)}`],
  ];
  return element("dl", {}, ...rows.flatMap(([name, value]) => [element("dt", {}, name ?? ""), element("dd", {}, value ?? "")]));
}

/** Characters of what a plugin says that are shown. */
const MOST_SAID = 4000;

/** What a plugin that succeeded wrote to stderr. @param {string} plugin @param {string} stderr */
function said(plugin, stderr) {
  const text = element("pre", { tabIndex: 0, "aria-label": `What ${plugin} says` }, stderr.slice(-MOST_SAID));
  return element("details", { open: true }, element("summary", {}, "It says"), text);
}
