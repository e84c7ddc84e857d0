// What callers get wrong, told in Node, where the types of TypeScript hold nobody: `cargo xtask web --test`.

import assert from "node:assert/strict";
import { join } from "node:path";
import { before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { TARGET, built } from "./world.mjs";

const { load } = await import(pathToFileURL(join(TARGET, "web/package/index.js")));
const ECHO = built("guests/rust-local/echo.wasm");

let bufwasm, echo;
before(async () => {
  bufwasm = await load();
  echo = await bufwasm.compile(ECHO);
});

/** The message of an error of the kind `usage`, with its hint. */
async function usage(promise) {
  const error = await promise.then(() => assert.fail("it succeeds"), (error) => error);
  assert.equal(error.kind, "usage", error.stack);
  return error.hint === null ? error.message : `${error.message}; ${error.hint}`;
}

test("what is no module is refused, and bytes are asked for", async () => {
  const fetched = "pass the bytes, such as await (await fetch(url)).arrayBuffer()";
  const must = "and must be a Uint8Array or an ArrayBuffer";
  assert.equal(await usage(bufwasm.compile()), `the module is undefined, ${must}; ${fetched}`);
  assert.equal(await usage(bufwasm.compile("echo.wasm")), `the module is "echo.wasm", ${must}; ${fetched}`);
  assert.equal(await usage(bufwasm.inspect({})), `the module is a Object, ${must}; ${fetched}`);
  const module = await WebAssembly.compile(ECHO);
  assert.match(await usage(bufwasm.compile(module)), /^the module is a WebAssembly.Module, .*; pass the bytes: what your bundler/);
  assert.match(await usage(bufwasm.pack(module, { args: [] })), /WebAssembly.Module/);
});

test("bytes are taken in every shape that JavaScript has them in", async () => {
  const buffer = new Uint8Array(ECHO).buffer;
  for (const bytes of [buffer, new Uint8Array(buffer), new DataView(buffer), Buffer.from(buffer)]) {
    const plugin = await bufwasm.compile(bytes);
    assert.equal(new TextDecoder().decode((await plugin.run({ stdin: "hello" })).stdout), "hello");
    plugin.free();
  }
});

test("options of other types are refused by their names", async () => {
  const run = (options) => usage(echo.run(options));
  assert.equal(await run("hello"), 'the options of run is "hello", and must be an object');
  assert.equal(await run({ args: "--fast" }), 'args of run is "--fast", and must be an array of strings');
  assert.equal(await run({ args: [1] }), "args of run is an array, and must be an array of strings");
  assert.equal(await run({ env: { A: 1 } }), "env of run is a Object, and must be an object whose values are strings");
  assert.equal(await run({ onProgress: true }), "onProgress of run is true, and must be a function");
  assert.equal(await run({ limits: 5 }), "limits of run is 5, and must be an object");
  assert.equal(await run({ signal: {} }), "signal of run is a Object, and must be an AbortSignal");
  assert.match(await run({ stdin: 5 }), /^stdin is 5, and must be a Uint8Array or an ArrayBuffer/);
  assert.match(await run({ files: { "/a": 5 } }), /^the file \/a is 5, and must be/);
  assert.equal(await usage(bufwasm.compile(ECHO, { name: 5 })), "name of compile is 5, and must be a string");
  assert.equal(await usage(bufwasm.compile(ECHO, { abi: "wasip2" })), 'abi of compile is "wasip2", and must be one of wasi, gojs');
  const generate = (options) => usage(bufwasm.generate(options));
  assert.equal(await generate(), "the options of generate is undefined, and must be an object");
  assert.equal(await generate({ plugins: [] }), "files of generate is undefined, and must be an object");
  assert.equal(await generate({ files: { "a.proto": 1 }, plugins: [] }), "files of generate is a Object, and must be an object whose values are strings");
  assert.equal(await generate({ files: {}, plugins: [echo] }), "plugin of generate's plugins[0] is undefined, and must be a plugin of compile()");
  assert.match(await generate({ files: {}, plugins: [{ plugin: echo, generator: "swift" }] }), /"swift", and must be one of cpp, csharp/);
  assert.match(await generate({ files: {}, plugins: [], compiler: "buf" }), /^compiler is "buf", and must be "builtin"/);
  assert.match(await generate({ files: {}, plugins: [], compiler: { url: "protoc.wasm" } }), /no URL; outside a page, URLs are absolute/);
  assert.match(await generate({ files: {}, plugins: [], compiler: { bytes: "protoc" } }), /^protoc is "protoc", and must be a Uint8Array/);
});

test("limits that are no numbers, or none at all, are refused", async () => {
  for (const value of ["100", NaN, Infinity, -1, 2 ** 60, null, {}]) {
    assert.match(await usage(echo.run({ limits: { memoryBytes: value } })), /^limits\.memoryBytes is .*, and must be a number from /);
  }
  for (const value of [0, 1e-9, "1s"]) {
    assert.match(await usage(echo.run({ limits: { timeoutMs: value } })), /^limits\.timeoutMs is .*, and must be a number from 0\.000001 to /);
  }
});

test("with one module passed in, the others are asked for by their names", async () => {
  const engine = new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
  // As in a Worker: nothing lies beside the package's files.
  const { initialise } = await import(pathToFileURL(join(TARGET, "web/package/binding.js")));
  const nowhere = { default: () => Promise.reject(new TypeError("Invalid URL string.")) };
  const beside = () => Promise.resolve(undefined);
  const error = await initialise(nowhere, "full", "full/bufwasm_web_bg.wasm", { engine }, beside).catch((error) => error);
  assert.equal(error.message, "the module full is not there");
  assert.equal(error.hint, "pass it in: load({ full }) with full/bufwasm_web_bg.wasm");
});
