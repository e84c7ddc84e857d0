// Generated files: shown, marked when they are out of date, and downloaded.

import { amount, byId, element } from "./dom.js";
import { show as showText } from "./editor.js";
import { show as showTree } from "./tree.js";
import { zip } from "./zip.js";

const downloadButton = /** @type {HTMLButtonElement} */ (byId("download"));
const view = byId("view");

/** Bytes of a file above which only its beginning is shown. */
const MOST_SHOWN = 2 << 20;
/** Milliseconds after which a browser has surely begun to read a download. */
const DOWNLOAD_MS = 60_000;

/** @type {Record<string, Uint8Array>} */
let generated = {};
/** How often what is generated from has changed. */
let changes = 0;

/**
 * @param {Readonly<Record<string, Uint8Array>>} files
 * @param {string} source The .proto file that is being edited.
 * @param {string} empty What stands there instead of a file.
 */
export function showOutput(files, source, empty = "Generated files show here.") {
  generated = files;
  markStale(false);
  downloadButton.disabled = Object.keys(files).length === 0;
  view.replaceChildren(element("p", { className: "empty" }, empty));
  showTree(byId("tree"), Object.keys(files), source, show);
}

/** Tells of a change of sources, plugins or options: what is shown is not of these. */
export function change() {
  changes += 1;
  markStale(true);
}

/** What is asked when a run begins tells, when it has ended, whether it was of what there is now. */
export function unchanged() {
  const before = changes;
  return () => changes === before;
}

/** @param {boolean} stale */
export function markStale(stale) {
  const marked = stale && Object.keys(generated).length > 0;
  byId("earlier").hidden = !marked;
  document.body.classList.toggle("stale", marked);
}

/** @param {string} name */
function show(name) {
  const content = generated[name] ?? new Uint8Array();
  const start = content.subarray(0, MOST_SHOWN);
  if (start.includes(0)) {
    view.replaceChildren(element("p", { className: "empty" }, `${amount(content.length)} that are not text. The zip has them.`));
    return;
  }
  showText(view, name, new TextDecoder().decode(start));
  if (start.length < content.length) {
    const note = `The first ${amount(start.length)} of ${amount(content.length)}. The zip has all of it.`;
    view.prepend(element("p", { className: "empty" }, note));
  }
}

export function download() {
  const url = URL.createObjectURL(zip(generated));
  element("a", { href: url, download: "generated.zip" }).click();
  setTimeout(() => URL.revokeObjectURL(url), DOWNLOAD_MS);
}
