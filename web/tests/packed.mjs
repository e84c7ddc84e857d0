// The package as npm packs it, in the hands of bundlers, a plain page, Node and TypeScript: `cargo xtask web --test`.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { install } from "./install.mjs";
import { serveFiles, visit } from "./pages.mjs";
import { MODULES, TARGET, built, launch } from "./world.mjs";

/** What everybody's program does: it takes the worker, both engines, and the module for .proto files. */
const PROGRAM = `
const source = 'syntax = "proto3"; package shop; message Item { string name = 1; }';
const text = (bytes) => new TextDecoder().decode(bytes);
export async function made(bufwasm, prost, go) {
  const plugin = await bufwasm.compile(prost, { name: "protoc-gen-prost" });
  const { files } = await bufwasm.generate({ files: { "shop.proto": source }, plugins: [{ plugin }] });
  const { stdout } = await (await bufwasm.compile(go)).run({ stdin: "from Go" });
  bufwasm.close();
  return [...Object.keys(files), text(stdout)].join();
}
`;
const MADE = "shop/shop.rs,from Go";

/** A page's script. */
const page = (worker) => `
import { startWorker } from "@bufwasm/web";
import { made } from "./program.js";
const bytes = async (name) => (await fetch(name)).arrayBuffer();
startWorker(${worker}).then(async (bufwasm) => made(bufwasm, await bytes("/prost.wasm"), await bytes("/go.wasm")))
  .then((made) => (globalThis.made = made), (error) => (globalThis.made = String(error.message) + " " + error.hint));
`;
const HTML = '<!doctype html><meta charset="utf-8"><title>A page</title><script type="module" src="./main.js"></script>';

const root = mkdtempSync(join(tmpdir(), "bufwasm-packed-"));
const installed = join(root, "node_modules/@bufwasm/web");
let context;

before(async () => {
  install(root);
  writeFileSync(join(root, "program.js"), PROGRAM);
  context = await launch();
});
after(async () => {
  await context?.close();
  rmSync(root, { recursive: true, force: true });
});

/** The directory of one test, with the page in it. */
function project(name, worker = "") {
  const directory = join(root, name);
  mkdirSync(directory);
  cpSync(join(root, "program.js"), join(directory, "program.js"));
  writeFileSync(join(directory, "main.js"), page(worker));
  writeFileSync(join(directory, "index.html"), HTML);
  return directory;
}

const PLUGINS = { "/prost.wasm": "guests/rust/protoc-gen-prost.wasm", "/go.wasm": "guests/go-js/stdio.wasm" };

/** What a page of the files in `directory` comes to, and what failed on the way. */
async function inChromium(directory) {
  const files = await serveFiles(directory, (path) => PLUGINS[path] && built(PLUGINS[path]));
  try {
    return await visit(context, files.url, () => globalThis.made);
  } finally {
    files.stop();
  }
}

/** A package of the tests' own tools. */
const tool = (name) => createRequire(join(MODULES, "x.js")).resolve(name);

test("the tarball holds what the package exports, and nothing else", () => {
  const files = readdirSync(installed, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const names = files.map((entry) => join(entry.parentPath, entry.name).slice(installed.length + 1));
  for (const name of ["index.js", "index.d.ts", "worker.js", "README.md", "LICENSE", "engine/bufwasm_web_bg.wasm"]) {
    assert.ok(names.includes(name), `there is no ${name}`);
  }
  assert.deepEqual(names.filter((name) => !/\.(js|d\.ts|wasm)$|^(README\.md|LICENSE|package\.json)$/.test(name)), []);
});

test("a page built by vite", async () => {
  const directory = project("vite");
  const { build } = await import(pathToFileURL(join(MODULES, "vite/dist/node/index.js")));
  await build({ root: directory, logLevel: "error", configFile: false });
  assert.deepEqual(await inChromium(join(directory, "dist")), [MADE, []]);
});

test("a page built by webpack", async () => {
  const directory = project("webpack");
  const { default: webpack } = await import(pathToFileURL(tool("webpack")));
  const output = { path: join(directory, "dist"), filename: "main.js", module: true };
  const options = { context: directory, mode: "production", entry: "./main.js", output, experiments: { outputModule: true } };
  const stats = await new Promise((resolve, reject) => {
    webpack(options, (error, stats) => (error ? reject(error) : resolve(stats)));
  });
  assert.deepEqual(stats.toJson().errors, []);
  cpSync(join(directory, "index.html"), join(directory, "dist/index.html"));
  assert.deepEqual(await inChromium(join(directory, "dist")), [MADE, []]);
});

test("a page built by esbuild, with the package beside it", async () => {
  const directory = project("esbuild", '{ worker: new URL("bufwasm/worker.js", location.href) }');
  const { build } = await import(pathToFileURL(tool("esbuild")));
  const outdir = join(directory, "dist");
  await build({ absWorkingDir: directory, entryPoints: ["main.js"], bundle: true, format: "esm", outdir, logLevel: "error" });
  cpSync(installed, join(outdir, "bufwasm"), { recursive: true });
  cpSync(join(directory, "index.html"), join(outdir, "index.html"));
  assert.deepEqual(await inChromium(outdir), [MADE, []]);
});

test("a plain page, without a bundler", async () => {
  const directory = project("plain");
  cpSync(installed, join(directory, "bufwasm"), { recursive: true });
  const main = readFileSync(join(directory, "main.js"), "utf8").replace("@bufwasm/web", "./bufwasm/index.js");
  writeFileSync(join(directory, "main.js"), main);
  assert.deepEqual(await inChromium(directory), [MADE, []]);
});

test("Node, which needs nothing but the package", () => {
  const script = `
    import { readFile } from "node:fs/promises";
    import { load } from "@bufwasm/web";
    import { made } from "./program.js";
    console.log(await made(await load(), await readFile(process.argv[2]), await readFile(process.argv[3])));`;
  writeFileSync(join(root, "node.mjs"), script);
  const plugins = Object.values(PLUGINS).map((path) => join(TARGET, path));
  assert.equal(execFileSync(process.execPath, ["node.mjs", ...plugins], { cwd: root, encoding: "utf8" }), `${MADE}\n`);
});

test("Node, with a bundle by esbuild, and the package's modules beside it", async () => {
  const [directory, { build }] = [join(root, "bundle"), await import(pathToFileURL(tool("esbuild")))];
  await build({ absWorkingDir: root, entryPoints: ["node.mjs"], bundle: true, platform: "node", format: "esm", outfile: join(directory, "node.mjs"), logLevel: "error" });
  const run = () => spawnSync(process.execPath, [join(directory, "node.mjs"), ...Object.values(PLUGINS).map((path) => join(TARGET, path))], { encoding: "utf8" });
  const alone = run();
  assert.match(alone.stderr, /the module engine cannot be loaded: ENOENT/);
  assert.match(alone.stderr, /hint: "put engine\/bufwasm_web_bg\.wasm beside the package's JavaScript, or pass it in: load\(\{ engine \}\)"/);
  for (const name of ["engine", "full", "protos"]) {
    cpSync(join(installed, name), join(directory, name), { recursive: true });
  }
  assert.equal(run().stdout, `${MADE}\n`);
});

test("what the package exports can be named", () => {
  const names = ["", "/worker.js", "/package.json", ...["engine", "full"].map((kind) => `/${kind}/bufwasm_web_bg.wasm`), "/protos/bufwasm_web_protos_bg.wasm"];
  const script = names.map((name) => `console.log(import.meta.resolve("@bufwasm/web${name}"));`).join("");
  writeFileSync(join(root, "resolve.mjs"), script);
  const resolved = execFileSync(process.execPath, ["resolve.mjs"], { cwd: root, encoding: "utf8" }).trim().split("\n");
  for (const [index, url] of resolved.entries()) {
    assert.ok(existsSync(new URL(url)), names[index]);
  }
  assert.equal(resolved.length, names.length);
});

test("TypeScript checks what users write", () => {
  const directory = join(root, "typescript");
  mkdirSync(directory);
  writeFileSync(join(directory, "main.ts"), `
    import { BufwasmError, GENERATORS, startWorker, type Bufwasm, type GenerateResult } from "@bufwasm/web";
    export async function main(bytes: Uint8Array): Promise<GenerateResult> {
      const bufwasm: Bufwasm = await startWorker();
      const plugin = await bufwasm.compile(bytes);
      const [generator] = GENERATORS;
      // @ts-expect-error: there is no such compiler
      bufwasm.generate({ files: {}, plugins: [], compiler: "buf" }).catch((error: BufwasmError) => error.diagnostics[0]?.line);
      return bufwasm.generate({ files: { a: "" }, compiler: { url: "protoc.wasm" }, plugins: [{ plugin, generator }] });
    }`);
  const strict = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--skipLibCheck", "false", "--target", "es2022"];
  const hosts = {
    "a page": ["--lib", "es2022,dom", "--types", ""], "a worker": ["--lib", "es2022,webworker", "--types", ""],
    Node: ["--lib", "es2022", "--typeRoots", join(MODULES, "@types"), "--types", "node"],
  };
  for (const [host, types] of Object.entries(hosts)) {
    for (const moduleResolution of ["bundler", "node16", "nodenext"]) {
      const module = ["--module", moduleResolution === "bundler" ? "esnext" : moduleResolution, "--moduleResolution", moduleResolution];
      const args = [join(MODULES, "typescript/bin/tsc"), ...strict, ...types, ...module, join(directory, "main.ts")];
      const { status, stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
      assert.equal(status, 0, `${host}, ${moduleResolution}: ${stdout}`);
    }
  }
});
