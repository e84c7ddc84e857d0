// The package as npm packs it, in the hands of bundlers, a plain page, Node and TypeScript: `cargo xtask web --test`.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { NPM_ENV, install } from "./install.mjs";
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

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm" };
const PLUGINS = { "/prost.wasm": "guests/rust/protoc-gen-prost.wasm", "/go.wasm": "guests/go-js/stdio.wasm" };

/** What a page of the files in `directory` comes to. */
async function inChromium(directory) {
  const server = createServer((request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    try {
      const body = PLUGINS[path] ? built(PLUGINS[path]) : readFileSync(join(directory, path === "/" ? "index.html" : path));
      response.setHeader("Content-Type", TYPES[extname(path === "/" ? ".html" : path) || ".html"] ?? "text/plain");
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "localhost", resolve));
  const tab = await context.newPage();
  const failures = [];
  tab.on("pageerror", (error) => failures.push(String(error)));
  tab.on("response", (response) => response.status() === 404 && failures.push(`404: ${response.url()}`));
  try {
    await tab.goto(`http://localhost:${server.address().port}/`);
    await tab.waitForFunction(() => globalThis.made !== undefined, undefined, { timeout: 60_000 }).catch(() => {});
    return [await tab.evaluate(() => globalThis.made), failures.filter((failure) => !failure.endsWith("favicon.ico"))];
  } finally {
    await tab.close();
    server.close();
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

test("a project from nothing, by the commands of the README", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const section = readme.split("\n## ").find((section) => section.startsWith("A project from nothing\n"));
  const [commands, program] = ["sh", "js"].map((language) => section.match(`\`\`\`${language}\n([^]*?)\`\`\``)[1]);
  const [checkout, directory] = [join(root, "checkout"), join(root, "nothing")];
  mkdirSync(checkout);
  symlinkSync(TARGET, join(checkout, "target"));
  mkdirSync(directory);
  writeFileSync(join(directory, "generate.js"), program);
  // Nothing in it needs the network.
  const npm = { npm_config_offline: "true", npm_config_audit: "false", npm_config_loglevel: "error" };
  const options = { cwd: directory, env: { ...process.env, ...npm, CHECKOUT: checkout }, stdio: ["ignore", "ignore", "inherit"] };
  execFileSync("bash", ["-euc", `${commands}node generate.js`], options);
  assert.match(readFileSync(join(directory, "shop/shop.rs"), "utf8"), /pub struct Item \{/);
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
  for (const moduleResolution of ["bundler", "nodenext"]) {
    const module = moduleResolution === "bundler" ? "esnext" : moduleResolution;
    const args = ["--noEmit", "--strict", "--target", "es2022", "--lib", "es2022,dom", "--module", module, "--types", ""];
    const tsc = [join(MODULES, "typescript/bin/tsc"), ...args, "--moduleResolution", moduleResolution, join(directory, "main.ts")];
    execFileSync(process.execPath, tsc, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  }
});
