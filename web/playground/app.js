// The playground: puts its parts together.

import { BufwasmError, startWorker } from "./bufwasm/index.js";
import { amount, byId, element } from "./dom.js";
import { EXAMPLE, Files } from "./files.js";
import { forget, keeper, recall } from "./keep.js";
import { onChoice, onDrop, withoutFolder } from "./open.js";
import { download, hideProblem, markStale, scrollToResult, showOutput, showProblem, showStats, showWarnings } from "./output.js";
import { Plugins, SAMPLE } from "./plugins.js";
import { begin as beginProgress, done, tell, told, took } from "./progress.js";
import { offered } from "./ready.js";
import { decode, encode } from "./share.js";

/** What a plugin may spend here, where somebody waits. */
const LIMITS = { memoryBytes: 1024 * 2 ** 20, timeoutMs: 120_000 };

const status = byId("status");
const generateButton = /** @type {HTMLButtonElement} */ (byId("generate"));
const compilerChoice = /** @type {HTMLSelectElement} */ (byId("compiler"));
const readyChoice = /** @type {HTMLSelectElement} */ (byId("ready"));

/** Of the generation that is going on. @type {AbortController | undefined} */
let running;
/** Whether the page shows what is to be kept. */
let begun = false;

const shared = await decode(location.hash.slice(1));
const kept = shared ? undefined : recall();
const ready = await offered();
const keep = keeper(() => ({ files: files.list, plugins: plugins.kept, compiler: compilerChoice.value, open: files.open }));
const files = new Files(shared?.files ?? kept?.files ?? structuredClone(EXAMPLE), kept?.open, changed);
const bufwasm = await startWorker();
const plugins = new Plugins(bufwasm, ready.plugins, pluginsChanged, (...progress) => say(told(...progress)));

await begin();

async function begin() {
  showOutput({}, "");
  showStats(undefined);
  generateButton.addEventListener("click", () => (running ? running.abort() : generate()));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !running && !generateButton.disabled) {
      event.preventDefault();
      void generate();
    }
  });
  byId("share").addEventListener("click", share);
  byId("download").addEventListener("click", download);
  byId("reset").addEventListener("click", reset);
  offer();
  onDrop(take);
  for (const id of ["add-plugin", "open-files", "open-folder"]) {
    onChoice(byId(id), take);
  }
  byId("plugin-url").addEventListener("change", addByUrl);
  navigator.serviceWorker?.register("sw.js").catch(() => {});
  const missing = await openPlugins();
  begun = true;
  if (missing.length > 0) {
    say(`${shared ? "Not in the link" : "Not here any more"}, so add them yourself: ${missing.join(", ")}.`);
  } else if (byId("problem").hidden) {
    say(plugins.entries.length > 0 ? "Ready." : "Add a plugin to begin.");
  }
}

/** Fills the choices of compilers and of plugins. */
function offer() {
  const { protoc } = ready;
  if (protoc) {
    compilerChoice.append(element("option", { value: "protoc" }, `protoc: editions, exact (${amount(protoc.bytes)})`));
  }
  compilerChoice.value = (shared?.compiler ?? kept?.compiler) === "protoc" && protoc ? "protoc" : "builtin";
  compilerChoice.addEventListener("change", changed);
  readyChoice.append(...ready.plugins.map(({ name, module }) => element("option", { value: name }, `${name} (${amount(module.bytes)})`)));
  readyChoice.addEventListener("change", async () => {
    const name = readyChoice.value;
    readyChoice.value = "";
    await adding(name, () => plugins.addReady(name));
  });
}

/** Opens the plugins of the link that led here or of the last visit, as far as they can be had; the names of the others. */
async function openPlugins() {
  const sample = { name: SAMPLE, parameter: "", from: /** @type {const} */ ("ready") };
  const asked = shared?.plugins.map((plugin) => ({ ...plugin, from: /** @type {const} */ ("ready") })) ?? kept?.plugins ?? [sample];
  const missing = [];
  for (const plugin of asked) {
    try {
      if (!(await plugins.recall(plugin))) {
        missing.push(plugin.name);
      }
    } catch (error) {
      fail(error);
      missing.push(plugin.name);
    }
  }
  done();
  return missing;
}

async function generate() {
  running = new AbortController();
  generateButton.textContent = "Stop";
  files.mark([]);
  hideProblem();
  markStale(true);
  const start = performance.now();
  beginProgress(files.list.reduce((size, { text }) => size + text.length, 0));
  try {
    const result = await bufwasm.generate({
      files: files.sources,
      compiler: compilerChoice.value === "protoc" && ready.protoc ? { url: ready.protoc.url } : "builtin",
      plugins: plugins.entries.map(({ plugin, parameter, generator }) => ({ plugin, parameter, ...(generator && { generator }) })),
      limits: LIMITS,
      signal: running.signal,
      onProgress: (progress) => say(tell(progress)),
    });
    showOutput(result.files, files.open);
    showStats(result);
    showWarnings(result.warnings, (place) => files.goTo(place));
    result.runs.forEach(({ plugin, stats }) => took(plugin, stats.runMs));
    const count = Object.keys(result.files).length;
    say(`${count} file${count === 1 ? "" : "s"} in ${Math.round(performance.now() - start)} ms.`);
    scrollToResult(false);
  } catch (error) {
    fail(error);
  } finally {
    running = undefined;
    done();
    generateButton.replaceChildren("Generate ", element("kbd", {}, "Ctrl ⏎"));
  }
}

/** Shows an error where it is: in its .proto file, and below the sources. @param {unknown} error */
function fail(error) {
  const known = error instanceof BufwasmError ? error : undefined;
  if (known?.kind === "cancelled") {
    say("Stopped.");
    return;
  }
  const errors = known?.diagnostics.filter(({ message }) => !message.startsWith("warning: ")) ?? [];
  files.mark(errors.flatMap(({ file, line, column }) => (file && line ? [{ file, line, column: column ?? 1 }] : [])));
  showProblem(error, (place) => files.goTo(place));
  // What an earlier run made is not what these sources make.
  showOutput({}, "", "Nothing was generated.");
  const { plugin, stats, stderr } = known ?? {};
  const run = plugin && stats ? { plugin, stats, stderr: stderr ?? "" } : undefined;
  showStats(run && { runs: [run] }, "There are no figures of it.");
  say("Failed.");
  scrollToResult(true);
}

/** Takes plugins and .proto files in. @param {import("./open.js").Opened[]} opened */
async function take(opened) {
  for (const { file } of opened.filter(({ path }) => path.endsWith(".wasm"))) {
    const name = file.name.replace(/\.wasm$/, "");
    await adding(name, async () => plugins.drop(name, await file.arrayBuffer()));
  }
  const sources = withoutFolder(opened.filter(({ path }) => path.endsWith(".proto")));
  if (sources.length > 0) {
    const read = sources.map(async ({ path, file }) => ({ name: path, text: await file.text() }));
    files.take(await Promise.all(read));
    say(`Opened ${sources.length} .proto file${sources.length === 1 ? "" : "s"}.`);
  } else if (!opened.some(({ path }) => path.endsWith(".wasm"))) {
    say("There is no .proto and no .wasm file among these.");
  }
}

/** @param {string} name @param {() => Promise<unknown>} add */
async function adding(name, add) {
  try {
    await add();
    say(`Added ${name}.`);
  } catch (error) {
    fail(error);
  } finally {
    done();
  }
}

async function addByUrl() {
  const field = /** @type {HTMLInputElement} */ (byId("plugin-url"));
  const url = field.value.trim();
  if (!url) {
    return;
  }
  field.value = "";
  if (new URL(url, location.href).origin !== location.origin) {
    const message = `${url} is of another origin, and this page's policy allows requests to its own alone: download the plugin, and drop it here`;
    fail(new Error(message));
    return;
  }
  await adding(url, () => plugins.addUrl(url));
}

function changed() {
  if (begun) {
    if (location.hash) {
      // A link in the address bar would bring the older state back.
      history.replaceState(null, "", location.pathname + location.search);
    }
    keep();
  }
}

function pluginsChanged() {
  generateButton.disabled = plugins.entries.length === 0;
  changed();
}

async function reset() {
  plugins.clear();
  files.replace(structuredClone(EXAMPLE));
  compilerChoice.value = "builtin";
  hideProblem();
  showOutput({}, "");
  showStats(undefined);
  forget();
  await adding(SAMPLE, () => plugins.addReady(SAMPLE));
}

async function share() {
  const list = plugins.entries.map(({ name, parameter }) => ({ name, parameter }));
  const hash = await encode({ files: files.list, plugins: list, compiler: compilerChoice.value });
  history.replaceState(null, "", `#${hash}`);
  const what = "It holds the sources and options, and of the plugins only the names.";
  try {
    await navigator.clipboard.writeText(location.href);
    say(`The link is copied. ${what}`);
  } catch {
    say(`The link is in the address bar. ${what}`);
  }
}

/** @param {string} text */
function say(text) {
  status.textContent = text;
}
