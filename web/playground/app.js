// The playground: puts its parts together.

import { startWorker } from "./bufwasm/index.js";
import { amount, byId, counted, element } from "./dom.js";
import { EXAMPLE } from "./example.js";
import { showFigures } from "./figures.js";
import { Files } from "./files.js";
import { keeper, recall } from "./keep.js";
import { onChoice, onDrop } from "./open.js";
import { download, markStale, showOutput } from "./output.js";
import { Plugins, SAMPLE } from "./plugins.js";
import { hideProblem, scrollToProblem, showProblem, showRefused } from "./problem.js";
import { done, told } from "./progress.js";
import { offer, offered } from "./ready.js";
import { Runs } from "./run.js";
import { decode, encode } from "./share.js";
import { sort } from "./sort.js";
import { say } from "./status.js";

/** Characters of a link that programs may cut, and that browsers may not take. */
const LONG_LINK = 32_000;
const LONGEST_LINK = 1_000_000;

/** The smallest module there is. */
const NOTHING = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);

const generateButton = /** @type {HTMLButtonElement} */ (byId("generate"));
const compiler = /** @type {HTMLSelectElement} */ (byId("compiler"));
const time = /** @type {HTMLSelectElement} */ (byId("limit-time"));
const memory = /** @type {HTMLSelectElement} */ (byId("limit-memory"));

/** Whether the page shows what is to be kept. */
let begun = false;
/** The link that was made of just what there is now. */
let made = "";

const link = location.hash.slice(1);
const last = recall();
// A link that was made here leads to what is kept here, which is more than it holds.
const shared = last?.link === link ? undefined : await decode(link);
const kept = shared ? undefined : last;
const linked = shared !== undefined || kept?.linked === true;
const ready = await offered().catch(fail);
const bufwasm = await startWorker().catch(fail);
// The worker is there before its engine is; any question waits for that.
await bufwasm.inspect(NOTHING).catch(fail);
const files = new Files(shared?.files ?? kept?.files ?? structuredClone(EXAMPLE), kept?.open, changed);
const plugins = new Plugins(bufwasm, ready.plugins, pluginsChanged, told);
const keep = keeper(state, (isKept) => {
  say(isKept ? "Edits survive a reload again." : "Edits will not survive a reload: the browser has no room for them, or forbids storage.");
});
new Runs(bufwasm, files, settings);
await begin();

/** The page cannot begin. @param {unknown} error @returns {never} */
function fail(error) {
  say("The playground could not be loaded.");
  showProblem(error, () => {});
  throw error;
}

async function begin() {
  showOutput({}, "");
  showFigures(undefined);
  choices();
  byId("share").addEventListener("click", share);
  byId("download").addEventListener("click", download);
  byId("reset").addEventListener("click", reset);
  byId("by-url").addEventListener("submit", addByUrl);
  onDrop(take);
  for (const id of ["add-plugin", "open-files", "open-folder"]) {
    onChoice(/** @type {HTMLInputElement} */ (byId(id)), take);
  }
  // A link that is followed to the page that is open already.
  addEventListener("hashchange", () => location.reload());
  navigator.serviceWorker?.register("sw.js").catch(() => {});
  const missing = await openPlugins();
  begun = true;
  if (missing.length > 0) {
    say(`${shared ? "Not in the link" : "Not here any more"}, so add them yourself: ${missing.join(", ")}.`);
  } else if (link && !shared && last?.link !== link) {
    say("The link is cut short or damaged: ask for it again. These are your own sources.");
  } else if (byId("problem").hidden) {
    say(plugins.entries.length > 0 ? "Ready." : "Add a plugin to begin.");
  }
}

/** Fills the choices of compilers and of plugins, and chooses what was chosen before. */
function choices() {
  const { protoc } = ready;
  if (protoc) {
    compiler.append(element("option", { value: "protoc" }, `protoc: editions, exact (${amount(protoc.bytes)})`));
  }
  compiler.value = (shared?.compiler ?? kept?.compiler) === "protoc" && protoc ? "protoc" : "builtin";
  for (const [choice, value] of /** @type {const} */ ([[time, kept?.limits?.timeoutMs], [memory, kept?.limits?.memoryBytes]])) {
    if ([...choice.options].some((option) => option.value === String(value))) {
      choice.value = String(value);
    }
  }
  for (const choice of [compiler, time, memory]) {
    choice.addEventListener("change", () => changed(true));
  }
  offer(ready.plugins, (name) => adding(name, () => plugins.addReady(name)));
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
      showProblem(error, () => {});
      missing.push(plugin.name);
    }
  }
  done();
  return missing;
}

/** What a run is to be. @returns {import("./run.js").Settings} */
function settings() {
  return {
    compiler: compiler.value === "protoc" && ready.protoc ? { url: ready.protoc.url } : "builtin",
    plugins: plugins.entries.map(({ plugin, parameter, generator }) => ({ plugin, parameter, ...(generator && { generator }) })),
    limits: limits(),
  };
}

/** What a plugin may spend here, where somebody waits. */
function limits() {
  return { timeoutMs: Number(time.value), memoryBytes: Number(memory.value) };
}

/** @returns {import("./keep.js").Kept} */
function state() {
  const own = { files: files.list, plugins: plugins.kept, compiler: compiler.value, open: files.open, limits: limits() };
  return { ...own, ...(linked && { linked }), ...(made && { link: made }) };
}

/** Takes plugins and .proto files in. @param {Promise<import("./open.js").Opened[]>} opened */
async function take(opened) {
  hideProblem();
  try {
    const { plugins: modules, sources, refused } = await sort(await opened);
    for (const { name, bytes } of modules) {
      await adding(name, () => plugins.drop(name, bytes));
    }
    if (sources.length > 0) {
      takeSources(sources);
    }
    if (refused.length > 0) {
      showRefused(refused);
      scrollToProblem();
    }
    if (modules.length + sources.length === 0) {
      say(refused.length > 0 ? "Nothing was opened." : "There is no .proto file and no plugin among these.");
    }
  } catch (error) {
    showProblem(error, () => {});
    say("Nothing was opened.");
  }
}

/** @param {import("./files.js").Source[]} sources */
function takeSources(sources) {
  const undo = files.remember();
  const replaced = files.take(sources);
  const which = replaced > 0 ? `, and replaced what you had of ${replaced} of them` : "";
  say(`Opened ${counted(sources.length, ".proto file")}${which}.`, undo);
}

/** Adds a plugin; what goes wrong says nothing of what was generated before. @param {string} name @param {() => Promise<unknown>} add */
async function adding(name, add) {
  hideProblem();
  say(`Adding ${name}…`);
  try {
    const isKept = await add();
    say(isKept === false ? `Added ${name}, for this visit: the browser has no room to keep it.` : `Added ${name}.`);
  } catch (error) {
    showProblem(error, () => {});
    say(`${name} was not added.`);
    scrollToProblem();
  } finally {
    done();
  }
}

/** @param {Event} event */
async function addByUrl(event) {
  event.preventDefault();
  const field = /** @type {HTMLInputElement} */ (byId("plugin-url"));
  const given = field.value.trim();
  if (!given) {
    field.focus();
    return;
  }
  const url = URL.canParse(given, location.href) ? new URL(given, location.href) : undefined;
  await adding(given, async () => {
    if (!url) {
      throw new Error(`${given} is no URL.`);
    }
    if (url.origin !== location.origin) {
      const why = "is of another origin, and this page's policy allows requests to its own alone";
      throw new Error(`${given} ${why}: download the plugin, and drop it here.`);
    }
    await plugins.addUrl(given);
    field.value = "";
  });
}

/** @param {boolean} isText Whether what is generated would be another. */
function changed(isText) {
  if (begun) {
    if (isText) {
      markStale(true);
    }
    made = "";
    if (location.hash) {
      // A link in the address bar would bring the older state back.
      history.replaceState(null, "", location.pathname + location.search);
    }
    keep();
  }
}

function pluginsChanged() {
  generateButton.disabled = plugins.entries.length === 0;
  changed(true);
}

async function reset() {
  const undos = [files.remember(), plugins.remember()];
  plugins.clear();
  files.replace(structuredClone(EXAMPLE));
  compiler.value = "builtin";
  hideProblem();
  showOutput({}, "");
  showFigures(undefined);
  await adding(SAMPLE, () => plugins.addReady(SAMPLE));
  say("Started over.", () => undos.forEach((undo) => undo()));
}

async function share() {
  const list = plugins.entries.map(({ name, parameter }) => ({ name, parameter }));
  const hash = await encode({ files: files.list, plugins: list, compiler: compiler.value });
  if (hash.length > LONGEST_LINK) {
    say(`This is too much for a link, which would have ${amount(hash.length)}: share the files themselves.`);
    return;
  }
  made = hash;
  history.replaceState(null, "", `#${hash}`);
  keep();
  const long = hash.length > LONG_LINK ? ` It has ${amount(hash.length)}, of which some programs cut the end off.` : "";
  const what = `It holds the sources and options, and of the plugins only the names.${long}`;
  try {
    await navigator.clipboard.writeText(location.href);
    say(`The link is copied. ${what}`);
  } catch {
    say(`The link is in the address bar. ${what}`);
  }
}
