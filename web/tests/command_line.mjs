// `bufwasm generate`, with protoc as its compiler: what pages are compared with.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { TARGET } from "./world.mjs";

/** A directory with the `files` in it. */
function directory(files) {
  const root = mkdtempSync(join(tmpdir(), "bufwasm-protoc-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

/** The command line's `generate` over the `files`, with protoc as its compiler. */
export function commandLine(files, outputs) {
  const root = directory(files);
  const args = ["generate", "--compiler", join(TARGET, "protoc/protoc.wasm"), ...outputs(root), ...Object.keys(files)];
  const ended = spawnSync(join(TARGET, "debug/bufwasm"), args, {
    cwd: root, encoding: "utf8", env: { PATH: "", BUFWASM_PATH: join(TARGET, "protoc"), BUFWASM_CACHE: "off" },
  });
  assert.equal(ended.error, undefined);
  return { ...ended, root };
}

/** What one generator of the command line makes of `files`. */
export function expected(files, name, parameter = "") {
  const { status, stderr, root } = commandLine(files, (root) => {
    mkdirSync(join(root, "out"));
    return [`--${name}_out=${parameter}${parameter && ":"}out`];
  });
  assert.equal(status, 0, stderr);
  const entries = readdirSync(join(root, "out"), { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(paths.map((path) => [path.slice(root.length + 5), readFileSync(path, "utf8")]));
}
