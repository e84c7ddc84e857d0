// What opened files are: .proto sources, plugins, or something that the page cannot use, and why.

import { importNames } from "./roots.js";

/**
 * @typedef {import("./open.js").Opened} Opened
 * @typedef {import("./files.js").Source} Source
 * @typedef {{ plugins: { name: string, bytes: ArrayBuffer }[], sources: Source[], refused: string[] }} Sorted
 */

/** How files begin that people take for plugins, and what they are. @type {[number[], string][]} */
const OTHERS = [
  [[0x7f, 0x45, 0x4c, 0x46], "a program for Linux"],
  [[0xcf, 0xfa, 0xed, 0xfe], "a program for macOS"],
  [[0xca, 0xfe, 0xba, 0xbe], "a program for macOS"],
  [[0x4d, 0x5a], "a program for Windows"],
  [[0x23, 0x21], "a script"],
];
const ARCHIVES = [[0x50, 0x4b, 3, 4], [0x1f, 0x8b]];
const WASM = [0x00, 0x61, 0x73, 0x6d];
/** Characters of a program's name that a message shows. */
const MOST_NAME = 80;

const BUILD = "This page runs WebAssembly: build the plugin for wasm32-wasip1 (Rust, C), or with GOOS=wasip1 GOARCH=wasm (Go).";

/** @param {Opened[]} opened @returns {Promise<Sorted>} */
export async function sort(opened) {
  /** @type {Sorted} */
  const sorted = { plugins: [], sources: [], refused: [] };
  for (const { path, file } of opened.filter(({ path }) => !path.endsWith(".proto"))) {
    const why = await whyNoPlugin(path, file);
    if (why === undefined) {
      sorted.plugins.push({ name: file.name.replace(/\.wasm$/, ""), bytes: await file.arrayBuffer() });
    } else if (why) {
      sorted.refused.push(`${file.name.slice(0, MOST_NAME)} ${why}`);
    }
  }
  await readSources(opened.filter(({ path }) => path.endsWith(".proto")), sorted);
  return sorted;
}

/**
 * Why a file is no plugin; nothing if it may be one, and no words if nobody asks, as for all else in a folder.
 *
 * @param {string} path
 * @param {File} file
 */
async function whyNoPlugin(path, file) {
  const start = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  const begins = (/** @type {number[]} */ magic) => magic.every((byte, index) => start[index] === byte);
  // Go installs programs without the ending.
  if (begins(WASM)) {
    return undefined;
  }
  const [, other] = OTHERS.find(([magic]) => begins(magic)) ?? [];
  if (path.includes("/") && !path.endsWith(".wasm")) {
    return "";
  }
  if (other) {
    return `is ${other}. ${BUILD}`;
  }
  if (path.endsWith(".wasm")) {
    return file.size === 0 ? "is empty." : `is no WebAssembly, whatever its name says. ${BUILD}`;
  }
  return ARCHIVES.some(begins)
    ? "is an archive: unpack it, and drop what is in it."
    : "is neither a .proto file nor a plugin (.wasm).";
}

/** Reads .proto files, as UTF-8 and nothing else. @param {Opened[]} opened @param {Sorted} sorted */
async function readSources(opened, { sources, refused }) {
  const read = [];
  for (const { path, file } of opened) {
    try {
      read.push({ name: path, text: new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer()) });
    } catch (error) {
      refused.push(`${path} ${error instanceof TypeError ? "is not UTF-8 text: save it as UTF-8." : `cannot be read: ${error}.`}`);
    }
  }
  const names = new Set();
  const byName = new Intl.Collator("en", { numeric: true });
  for (const { name, text } of importNames(read).sort((a, b) => byName.compare(a.name, b.name))) {
    if (names.has(name)) {
      refused.push(`${name} is there twice: drop the folders that they are in, so that they have different names.`);
    } else {
      sources.push({ name, text });
    }
    names.add(name);
  }
}
