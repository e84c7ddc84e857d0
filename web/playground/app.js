// The playground: puts its parts together.

import { startWorker } from "./bufwasm/index.js";
import { amount, byId } from "./dom.js";
import { EXAMPLE } from "./example.js";
import { showFigures } from "./figures.js";
import { Files } from "./files.js";
import { Intake } from "./intake.js";
import { keeper, recall } from "./keep.js";
import { change, download, showOutput } from "./output.js";
import { Plugins, SAMPLE } from "./plugins.js";
import { hideProblem, showProblem } from "./problem.js";
import { done, told } from "./progress.js";
import { offered } from "./ready.js";
import { Runs } from "./run.js";
import { Settings } from "./settings.js";
import { decode, encode } from "./share.js";
import { say } from "./status.js";

/** Characters of a link that programs may cut, and that browsers may not take. */
const LONG_LINK = 32_000;
const LONGEST_LINK = 1_000_000;
/** The smallest module there is. */
const NOTHING = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);

const generateButton = /** @type {HTMLButtonElement} */ (byId("generate"));

/** Whether the page shows what is to be kept. */
let begun = false;
/** The link that was made of just what there is now. */
let made = "";

const link = location.hash.slice(1);
const last = recall();
// A link that was made here leads to what is kept here, which is more than it holds.
const isOwn = last?.link === link;
const shared = isOwn ? undefined : await decode(link);
const kept = shared ? undefined : last;
const linked = shared !== undefined || kept?.linked === true;
const ready = await offered().catch(fail);
const bufwasm = await startWorker().catch(fail);
// The worker is there before its engine is; any question waits for that.
await bufwasm.inspect(NOTHING).catch(fail);
const settings = new Settings(ready.protoc, shared ?? kept ?? {}, () => changed(true));
const files = new Files(shared?.files ?? kept?.files ?? structuredClone(EXAMPLE), kept?.open, changed);
const plugins = new Plugins(bufwasm, ready.plugins, pluginsChanged, told);
const intake = new Intake(files, plugins, ready.plugins);
const keep = keeper(state, (isKept) => {
  const lost = "Edits will not survive a reload: the browser has no room for them, or forbids storage.";
  say(isKept ? "Edits survive a reload again." : lost);
});
new Runs(bufwasm, files, () => ({
  compiler: settings.compiler,
  plugins: plugins.entries.map(({ plugin, parameter, generator }) => ({ plugin, parameter, ...(generator && { generator }) })),
  limits: settings.limits,
}));
await begin();

/** The page cannot begin. @param {unknown} error @returns {never} */
function fail(error) {
  say("The playground could not be loaded.");
  showProblem(error, () => {});
  throw error;
}

async function begin() {
  showNothing();
  byId("share").addEventListener("click", share);
  byId("download").addEventListener("click", download);
  byId("reset").addEventListener("click", reset);
  // A link that is followed to the page that is open already.
  addEventListener("hashchange", () => location.reload());
  navigator.serviceWorker?.register("sw.js").catch(() => {});
  const missing = await openPlugins();
  begun = true;
  if (missing.length > 0) {
    say(`${shared ? "Not in the link" : "Not here any more"}, so add them yourself: ${missing.join(", ")}.`);
  } else if (link && !shared && !isOwn) {
    say("The link is cut short or damaged: ask for it again. These are your own sources.");
  } else if (byId("problem").hidden) {
    say(plugins.entries.length > 0 ? "Ready." : "Add a plugin to begin.");
  }
}

function showNothing() {
  hideProblem();
  showOutput({}, "");
  showFigures(undefined);
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

/** @returns {import("./keep.js").Kept} */
function state() {
  const { compilerName: compiler, limits } = settings;
  const own = { files: files.list, plugins: plugins.kept, compiler, open: files.open, limits };
  return { ...own, ...(linked && { linked }), ...(made && { link: made }) };
}

/** @param {boolean} isText Whether what is generated would be another. */
function changed(isText) {
  if (!begun) {
    return;
  }
  if (isText) {
    change();
    made = "";
    if (location.hash) {
      // A link in the address bar would bring the older state back.
      history.replaceState(null, "", location.pathname + location.search);
    }
  }
  keep();
}

function pluginsChanged() {
  generateButton.disabled = plugins.entries.length === 0;
  changed(true);
}

async function reset() {
  const undos = [files.remember(), plugins.remember(), settings.remember()];
  plugins.clear();
  files.replace(structuredClone(EXAMPLE));
  settings.reset();
  showNothing();
  await intake.add(SAMPLE, () => plugins.addReady(SAMPLE));
  say("Started over.", () => undos.forEach((undo) => undo()));
}

async function share() {
  const list = plugins.entries.map(({ name, parameter }) => ({ name, parameter }));
  const hash = await encode({ files: files.list, plugins: list, compiler: settings.compilerName });
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
