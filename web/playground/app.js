// The playground: puts its parts together.

import { BufwasmError, startWorker } from "./bufwasm/index.js";
import { amount, byId, element } from "./dom.js";
import { show as showText } from "./editor.js";
import { EXAMPLE, Files } from "./files.js";
import { Plugins, SAMPLE } from "./plugins.js";
import { decode, encode } from "./share.js";
import { show as showTree } from "./tree.js";
import { zip } from "./zip.js";

/** What a plugin may spend here, where somebody waits. */
const LIMITS = { memoryBytes: 1024 * 2 ** 20, timeoutMs: 120_000 };

const status = byId("status");
const generateButton = /** @type {HTMLButtonElement} */ (byId("generate"));
const downloadButton = /** @type {HTMLButtonElement} */ (byId("download"));

/** @type {Record<string, Uint8Array>} */
let generated = {};
/** Of the generation that is going on. @type {AbortController | undefined} */
let running;

const shared = await decode(location.hash.slice(1));
const files = new Files(shared?.files ?? structuredClone(EXAMPLE));
const bufwasm = await startWorker();
const plugins = new Plugins(bufwasm, () => {
  generateButton.disabled = plugins.entries.length === 0;
});

await begin();

async function begin() {
  showOutput({});
  byId("stats").replaceChildren(element("p", {}, "Nothing has run yet."));
  generateButton.addEventListener("click", () => (running ? running.abort() : generate()));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !running && !generateButton.disabled) {
      event.preventDefault();
      void generate();
    }
  });
  byId("share").addEventListener("click", share);
  downloadButton.addEventListener("click", download);
  takePlugins();
  navigator.serviceWorker?.register("sw.js").catch(() => {});
  try {
    await openPlugins();
  } catch (error) {
    fail(error);
    return;
  }
  if (!status.textContent?.startsWith("Not in the link")) {
    say(plugins.entries.length > 0 ? "Ready." : "Add a plugin to begin.");
  }
}

/** Opens the sample plugin, as far as the link that led here asks for it; other plugins are not in links. */
async function openPlugins() {
  const asked = shared?.plugins ?? [{ name: SAMPLE.name, parameter: "" }];
  for (const { parameter } of asked.filter(({ name }) => name === SAMPLE.name)) {
    await plugins.addSample(parameter);
  }
  const others = asked.filter(({ name }) => name !== SAMPLE.name).map(({ name }) => name);
  if (others.length > 0) {
    say(`Not in the link, so add them yourself: ${others.join(", ")}.`);
  }
}

async function generate() {
  running = new AbortController();
  generateButton.textContent = "Stop";
  files.mark();
  byId("problem").hidden = true;
  const start = performance.now();
  try {
    const result = await bufwasm.generate({
      files: files.sources,
      plugins: plugins.entries.map(({ plugin, parameter }) => ({ plugin, parameter })),
      limits: LIMITS,
      signal: running.signal,
      onProgress: ({ phase, plugin, elapsedMs }) =>
        say(phase === "protos" ? "Compiling .proto files…" : `${plugin}: ${(elapsedMs / 1000).toFixed(1)} s…`),
    });
    showOutput(result.files);
    showStats(result.runs);
    const count = Object.keys(result.files).length;
    say(`${count} file${count === 1 ? "" : "s"} in ${Math.round(performance.now() - start)} ms.`);
  } catch (error) {
    fail(error);
  } finally {
    running = undefined;
    generateButton.replaceChildren("Generate ", element("kbd", {}, "Ctrl ⏎"));
  }
}

/** @param {Record<string, Uint8Array>} output */
function showOutput(output) {
  generated = output;
  downloadButton.disabled = Object.keys(output).length === 0;
  const view = byId("view");
  view.replaceChildren(element("p", { className: "empty" }, "Generated files show here."));
  showTree(byId("tree"), Object.keys(output), (name) => {
    showText(view, name, new TextDecoder().decode(generated[name]));
  });
}

/** @param {readonly { plugin: string, stats: import("./bufwasm/index.js").Stats }[]} runs */
function showStats(runs) {
  const lines = runs.flatMap(({ plugin, stats }) => {
    const rows = [
      ["Time", `${(stats.compileMs + stats.runMs).toFixed(0)} ms`],
      ["Units of fuel", stats.fuel.toLocaleString("en")],
      ["Memory", amount(stats.peakPages * 65536)],
      ["Request, answer", `${amount(stats.stdinBytes)}, ${amount(stats.stdoutBytes)}`],
    ];
    const terms = rows.flatMap(([name, value]) => [element("dt", {}, name ?? ""), element("dd", {}, value ?? "")]);
    return [element("h3", {}, plugin), element("dl", {}, ...terms)];
  });
  byId("stats").replaceChildren(...lines);
}

/** Shows an error where it is: in its .proto file, or above the list of plugins. @param {unknown} error */
function fail(error) {
  const known = error instanceof BufwasmError ? error : undefined;
  if (known?.kind === "cancelled") {
    say("Stopped.");
    return;
  }
  const message = error instanceof Error ? error.message : String(error);
  const parts = [element("p", {}, element("strong", {}, known?.plugin ?? known?.file ?? "Error"), `: ${message}`)];
  if (known?.hint) {
    parts.push(element("p", {}, `Hint: ${known.hint}`));
  }
  if (known?.stderr) {
    parts.push(element("pre", {}, known.stderr.slice(-4000)));
  }
  if (known?.file && known.line) {
    files.mark({ file: known.file, line: known.line, column: known.column ?? 1 });
    const go = element("button", {}, `Go to line ${known.line}`);
    go.addEventListener("click", () => files.goToWrong());
    parts.push(go);
  }
  byId("problem").replaceChildren(...parts);
  byId("problem").hidden = false;
  if (known?.stats && known.plugin) {
    showStats([{ plugin: known.plugin, stats: known.stats }]);
  }
  say("Failed.");
}

function takePlugins() {
  const input = /** @type {HTMLInputElement} */ (byId("add-plugin"));
  input.addEventListener("change", async () => {
    await addAll(input.files);
    input.value = "";
  });
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    document.body.classList.add("dropping");
  });
  document.addEventListener("dragleave", () => document.body.classList.remove("dropping"));
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    document.body.classList.remove("dropping");
    void addAll(event.dataTransfer?.files);
  });
}

/** @param {FileList | null | undefined} list */
async function addAll(list) {
  for (const file of list ?? []) {
    try {
      const name = file.name.replace(/\.wasm$/, "");
      await plugins.add(name, await file.arrayBuffer());
      say(`Added ${name}.`);
    } catch (error) {
      fail(error);
    }
  }
}

async function share() {
  const list = plugins.entries.map(({ plugin, parameter }) => ({ name: plugin.name, parameter }));
  location.hash = await encode({ files: files.list, plugins: list });
  try {
    await navigator.clipboard.writeText(location.href);
    say("The link is copied. It holds the sources and options, and no plugin but the sample.");
  } catch {
    say("The link is in the address bar. It holds the sources and options, and no plugin but the sample.");
  }
}

function download() {
  const url = URL.createObjectURL(zip(generated));
  element("a", { href: url, download: "generated.zip" }).click();
  URL.revokeObjectURL(url);
}

/** @param {string} text */
function say(text) {
  status.textContent = text;
}
