// What callers get wrong, told in Node, where the types of TypeScript hold nobody: `cargo xtask web --test`.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { TELLS } from "./modules.mjs";
import { limits, refusals } from "./page/usage.js";
import { TARGET, built } from "./world.mjs";

const PACKAGE = pathToFileURL(join(TARGET, "web/package/index.js"));
const { load, startWorker } = await import(PACKAGE);
const LIMITS = ["memoryBytes", "stackBytes", "fuel", "timeoutMs", "outputBytes", "scratchBytes"];
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
  const fetched = "pass the bytes, such as await (await fetch(url)).arrayBuffer(), or in Node await readFile(path)";
  const must = "and must be a Uint8Array or an ArrayBuffer";
  assert.equal(await usage(bufwasm.compile()), `the module is undefined, ${must}; ${fetched}`);
  assert.equal(await usage(bufwasm.compile("echo.wasm")), `the module is "echo.wasm", ${must}; ${fetched}`);
  assert.equal(await usage(bufwasm.inspect({})), `the module is an object, ${must}; pass the bytes`);
  assert.equal(await usage(bufwasm.compile(new Response())), `the module is a Response, ${must}; pass the bytes: await response.arrayBuffer()`);
  assert.equal(await usage(bufwasm.compile(new Blob([]))), `the module is a Blob, ${must}; pass the bytes: await blob.arrayBuffer()`);
  assert.equal(await usage(bufwasm.compile(Promise.resolve(ECHO))), `the module is a Promise, ${must}; await the promise`);
  const module = await WebAssembly.compile(ECHO);
  assert.match(await usage(bufwasm.compile(module)), /^the module is a WebAssembly.Module, .*; pass the bytes: what your bundler/);
  assert.match(await usage(bufwasm.pack(module, { args: [] })), /WebAssembly.Module/);
});

test("bytes are taken in every shape that JavaScript has them in", async () => {
  const buffer = new Uint8Array(ECHO).buffer;
  const shared = new SharedArrayBuffer(ECHO.length);
  new Uint8Array(shared).set(ECHO);
  // A view of the middle of a buffer, as Node has them of small files.
  const middle = Buffer.concat([Buffer.from("..."), ECHO, Buffer.from("...")]).subarray(3, -3);
  for (const bytes of [buffer, new Uint8Array(buffer), new DataView(buffer), Buffer.from(buffer), middle, shared, new Uint8Array(shared)]) {
    const plugin = await bufwasm.compile(bytes);
    assert.equal(new TextDecoder().decode((await plugin.run({ stdin: "hello" })).stdout), "hello");
    plugin.free();
  }
});

test("options of other types are refused, and named", async () => {
  const { calls, wrong } = await refusals(bufwasm, ECHO);
  assert.deepEqual(wrong, []);
  assert.ok(calls > 500, `${calls} calls`);
  const run = (options) => usage(echo.run(options));
  assert.equal(await run("hello"), 'the options of run are "hello", and must be an object');
  assert.equal(await run(ECHO), "the options of run are a Uint8Array, and must be an object");
  assert.equal(await run({ args: "--fast" }), 'args of run is "--fast", and must be an array');
  assert.equal(await run({ args: ["a", , "b"] }), "args[1] of run is undefined, and must be a string");
  assert.equal(await run({ env: { "A B": 1n } }), 'env["A B"] of run is 1n, and must be a string');
  assert.equal(await run({ signal: {} }), "signal of run is an object, and must be an AbortSignal");
  assert.equal(await run({ limits: { timeout: 5 } }), `limits of run has no timeout; there are ${LIMITS.join(", ")}`);
  assert.match(await run({ files: { "/a": 5 } }), /^files\["\/a"\] of run is 5, and must be a string, a Uint8Array or an ArrayBuffer; pass the bytes/);
  assert.equal(await usage(bufwasm.compile(ECHO, { abi: "wasip2" })), 'abi of compile is "wasip2", and must be one of wasi, gojs');
  const generate = (options) => usage(bufwasm.generate(options));
  assert.equal(await generate({ plugins: [] }), "files of generate is undefined, and must be an object");
  assert.equal(await generate({ files: {}, plugins: [echo] }), "plugins[0].plugin of generate is undefined, and must be a plugin of compile()");
  const promised = { files: {}, plugins: [{ plugin: bufwasm.compile(ECHO) }] };
  assert.equal(await generate(promised), "plugins[0].plugin of generate is a Promise, and must be a plugin of compile(); await the promise");
  assert.match(await generate({ files: {}, plugins: [{ plugin: echo, generator: "swift" }] }), /"swift", and must be one of cpp, csharp/);
  const compiler = async (compiler) => generate({ files: {}, plugins: [], compiler });
  assert.equal(await compiler(ECHO), 'compiler of generate is a Uint8Array, and must be "builtin", { url }, { bytes } or { plugin }');
  assert.match(await compiler({ url: "a.wasm", bytes: ECHO }), /^compiler of generate is an object, and must be "builtin"/);
  assert.match(await compiler({ url: "protoc.wasm" }), /no URL; outside a page, URLs are absolute/);
});

test("the package's own modules are taken in the shapes that are declared, and no others", async () => {
  assert.equal(await usage(load(5)), "the options of load are 5, and must be an object");
  assert.match(await usage(load({ engine: "engine.wasm" })), /^engine of load is "engine.wasm", and must be a WebAssembly.Module, .*; new URL\(…\) makes/);
  assert.equal(await usage(startWorker("worker.js")), 'the options of startWorker are "worker.js", and must be an object');
  assert.equal(await usage(startWorker()), "there are no Web Workers here; use load() in the place of startWorker()");
  // Each program begins with its own modules: what is loaded stays.
  const path = join(TARGET, "web/package/engine/bufwasm_web_bg.wasm");
  const sources = {
    "a file's URL": `new URL(${JSON.stringify(String(pathToFileURL(path)))})`, bytes: "bytes", "a buffer": "bytes.buffer.slice()",
    "a module": "await WebAssembly.compile(bytes)",
    "a response": 'new Response(bytes, { headers: { "Content-Type": "application/wasm" } })',
  };
  for (const [what, source] of Object.entries(sources)) {
    assert.equal(await beginning(`const bytes = new Uint8Array(readFileSync(${JSON.stringify(path)})); const engine = ${source};`), "it runs", what);
  }
  const nowhere = 'const engine = new URL("file:///nowhere/engine.wasm");';
  assert.match(await beginning(nowhere), /^io: the module engine that was passed in cannot be used: ENOENT: .*; null$/);
  assert.match(await beginning("const engine = new Uint8Array(8);"), /^io: the module engine that was passed in cannot be used: WebAssembly/);
});

/** What becomes of a program of its own that makes `engine` and passes it in. */
async function beginning(prologue) {
  const index = JSON.stringify(String(PACKAGE));
  const program = `
    import { readFileSync } from "node:fs";
    import { load } from ${index};
    ${prologue}
    const end = await load({ engine }).then(() => "it runs", (error) => [error.kind + ": " + error.message, error.hint].join("; "));
    process.stdout.write(end.replace(/; $/, "; null"));`;
  return execFileSync(process.execPath, ["--input-type=module", "--eval", program], { encoding: "utf8" });
}

/** A program without names that traps. */
const TRAPS = new Uint8Array([
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0], ...[1, 4, 1, 0x60, 0, 0], ...[3, 2, 1, 0], ...[5, 3, 1, 0, 1],
  ...[7, 19, 2, 6, ...new TextEncoder().encode("memory"), 2, 0, 6, ...new TextEncoder().encode("_start"), 0, 0],
  ...[10, 5, 1, 3, 0, 0, 0x0b],
]);

test("an error of a plugin that trapped says where that was, unless it is told not to", async () => {
  const ended = async (wasm, options) => {
    const plugin = await bufwasm.compile(wasm);
    return plugin.run(options).then(() => assert.fail("it ends"), (error) => error);
  };
  const trapped = await ended(TRAPS, {});
  assert.deepEqual([trapped.kind, trapped.backtrace], ["trap", [{ function: "function 0" }]]);
  assert.deepEqual(JSON.parse(JSON.stringify(trapped)).backtrace, trapped.backtrace);
  assert.equal((await ended(TRAPS, { backtrace: false })).backtrace, null);
  const deep = await ended(built("guests/rust-local/recurse.wasm"), { limits: { stackBytes: 2 ** 20 } });
  const [inner, ...outer] = deep.backtrace;
  assert.deepEqual([deep.kind, inner.function, inner.calls > 1000], ["stack_exhausted", "recurse::descend", true]);
  assert.equal(outer.at(-1).function, "_start");
  const endless = await ended(built("guests/rust-local/spin.wasm"), { limits: { fuel: 1e6 } });
  assert.equal(endless.backtrace[0].function, "spin::main");
  // It was nowhere: it ended by itself.
  const refused = await ended(built("guests/rust-local/echo.wasm"), { signal: AbortSignal.abort() });
  assert.equal(refused.backtrace, null);
});

test("limits that are no numbers, or none that can be, are refused", async () => {
  const half = String(2 ** 24 + 0.5);
  assert.deepEqual(await limits(bufwasm, ECHO), { timeoutMs: [half, half] });
  const run = (limits) => usage(echo.run({ limits }));
  assert.equal(await run({ fuel: 1.5 }), "limits.fuel is 1.5, and must be a whole number from 0 to 18446744073709552000");
  assert.equal(await run({ timeoutMs: 0 }), "limits.timeoutMs is 0, and must be a number from 0.000001 to 18446744073709.55");
  assert.match(await run({ timeoutMs: Infinity }), /; leave it out for no limit$/);
  assert.match(await run({ fuel: "5" }), /^limits\.fuel of run is "5", and must be a number$/);
});

test("a hint's limit can be set as it stands", async () => {
  const spin = await bufwasm.compile(built("guests/rust-local/spin.wasm"));
  for (const limits of [{ timeoutMs: 1e-6 }, { timeoutMs: 0.5 }, { timeoutMs: 3 }, { fuel: 1 }, { fuel: 12345 }, { memoryBytes: 65536 }, { stackBytes: 4096 }]) {
    const error = await spin.run({ limits: { fuel: 1e6, ...limits } }).then(() => assert.fail("it ends"), (error) => error);
    const [, property, value] = /limits\.(\w+) = (\d[\d.e+-]*)/.exec(error.hint) ?? assert.fail(`${error.message}: ${error.hint}`);
    const again = await spin.run({ limits: { fuel: 1e6, ...limits, [property]: Number(value) } }).catch((error) => error);
    assert.notEqual(again.kind, "usage", error.hint);
    assert.ok(Number(value) > (limits[property] ?? 1e6), error.hint);
  }
});

/** How often a run that never ends was looked at until its time was over, and the fuel it had spent, by a clock of ours. */
async function spent(timeoutMs, stepMs) {
  const spin = await bufwasm.compile(built("guests/rust-local/spin.wasm"));
  const { now } = performance;
  let [time, looks] = [0, 0];
  performance.now = () => (time += stepMs);
  try {
    const error = await spin.run({ limits: { timeoutMs } }).then(() => assert.fail("it ends"), (error) => error);
    assert.equal(error.kind, "timeout");
    looks = Math.round(time / stepMs);
    return { looks, fuel: error.stats.fuel };
  } finally {
    performance.now = now;
    spin.free();
  }
}

test("a run is looked at as often as its time goes by, however slow the machine is", async () => {
  // Each reading of the clock is a step later than the one before it, whatever was done meanwhile.
  const slow = await spent(400, 40);
  const fast = await spent(100, 10);
  assert.ok(slow.looks <= 400 / 40 + 8 && fast.looks <= 100 / 10 + 8, JSON.stringify({ slow, fast }));
  // The least that a slice has is a quarter of a million units; where that takes longer than it should, slices do not grow.
  assert.ok(slow.fuel <= slow.looks * 250_000, JSON.stringify(slow));
  assert.ok(fast.fuel > fast.looks * 1e6, JSON.stringify(fast));
});

test("each plugin of generate has an environment, files and limits of its own, and its stderr is told", async () => {
  const tells = await bufwasm.compile(TELLS, { name: "protoc-gen-tells" });
  const spin = await bufwasm.compile(built("guests/rust-local/spin.wasm"), { name: "protoc-gen-spin" });
  const files = { "a.proto": 'syntax = "proto3";' };
  const first = { plugin: tells, env: { A: "1" }, files: { "/etc/motd": "hello" } };
  const second = { plugin: tells, env: { B: "2" }, files: { "/etc/motd": new Uint8Array([104, 105]) }, limits: { fuel: 1e6 } };
  const { runs } = await bufwasm.generate({ files, plugins: [first, second], limits: { fuel: 1e7 } });
  assert.deepEqual(runs.map(({ plugin, stderr }) => [plugin, stderr]), [
    ["protoc-gen-tells", "A=1\0hello"],
    ["protoc-gen-tells", "B=2\0hi"],
  ]);
  const generate = (plugins) => bufwasm.generate({ files, plugins, limits: { fuel: 1e6 } }).then(() => undefined, (error) => error);
  const failed = await generate([first, { plugin: spin, limits: { fuel: 2e6 } }]);
  assert.deepEqual([failed.kind, failed.plugin, failed.stats.fuel <= 2e6 && failed.stats.fuel > 1e6], ["out_of_fuel", "protoc-gen-spin", true]);
  const refused = await generate([{ plugin: tells, limits: { fuel: -1 } }]);
  assert.deepEqual([refused.kind, refused.plugin], ["usage", "protoc-gen-tells"]);
});
