// examples/worker as wrangler runs and deploys it, and what other Workers meet: `cargo xtask web --test`.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { install } from "./install.mjs";
import { WRANGLER, serve, serveByWrangler, wranglerEnv } from "./workerd.mjs";
import { TARGET, built, native } from "./world.mjs";

const EXAMPLE = fileURLToPath(new URL("../../examples/worker", import.meta.url));
/** What the example imports from plugins/. */
const PLUGINS = {
  "protoc.wasm": "protoc/protoc.wasm", "protoc-gen-builtin.wasm": "protoc/protoc-gen-builtin.wasm",
  "protoc-gen-prost.wasm": "guests/rust/protoc-gen-prost.wasm",
};

const directory = mkdtempSync(join(tmpdir(), "bufwasm-worker-"));
let example, control, beginnings;
before(async () => {
  install(directory);
  cpSync(EXAMPLE, directory, { recursive: true });
  mkdirSync(join(directory, "plugins"));
  for (const [name, path] of Object.entries(PLUGINS)) {
    writeFileSync(join(directory, "plugins", name), built(path));
  }
  example = await serveByWrangler(directory);
  control = await serve("workerd/control.js");
  beginnings = await serve("workerd/beginnings.js");
});
after(async () => {
  await Promise.all([example, control, beginnings].map((server) => server?.stop()));
  rmSync(directory, { recursive: true, force: true });
});

const post = (body) => fetch(`${example.url}/protoc-gen-prost`, { method: "POST", body });

test("a Worker answers as the native plugin does, again and again", async () => {
  const request = built("requests/small.bin");
  for (let round = 0; round < 3; round += 1) {
    const response = await post(request);
    assert.equal(response.status, 200);
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), native("protoc-gen-prost", request));
  }
});

test("a Worker generates code by protoc, as the native protoc does", async () => {
  const name = "shop.proto";
  const text = 'edition = "2023";\npackage shop;\n// A thing for sale.\nmessage Item { string name = 1; }\n';
  const ask = (files) => fetch(`${example.url}/generate`, { method: "POST", body: JSON.stringify({ files, generators: ["java", "python"] }) });
  const response = await ask({ [name]: text });
  const body = await response.text();
  assert.equal(response.status, 200, body);
  const room = mkdtempSync(join(directory, "protoc-"));
  writeFileSync(join(room, name), text);
  execFileSync(join(TARGET, "tools/protoc-guest/bin/protoc"), ["--java_out=.", "--python_out=.", name], { cwd: room });
  const expected = ["shop/Shop.java", "shop_pb2.py"].map((path) => [path, readFileSync(join(room, path), "utf8")]);
  assert.deepEqual(JSON.parse(body), { files: Object.fromEntries(expected), warnings: [] });

  const wrong = await ask({ [name]: text.replace("string", "Text") });
  assert.equal(wrong.status, 422);
  const { error } = await wrong.json();
  assert.deepEqual([error.kind, error.file, error.line, error.column], ["proto_error", name, 4, 16]);
});

test("a Worker tells what went wrong", async () => {
  const response = await post(built("requests/1mb.bin"));
  assert.equal(response.status, 422);
  assert.equal((await response.json()).error.kind, "out_of_fuel");
  assert.equal((await fetch(`${example.url}/nothing`)).status, 404);
  assert.equal((await fetch(`${example.url}/protoc-gen-prost`)).status, 405);
});

test("what a Worker does without bufwasm is refused", async () => {
  const { url } = control;
  const wasm = built("guests/rust/protoc-gen-prost.wasm");
  const ends = await (await fetch(url, { method: "POST", body: wasm })).json();
  for (const name of ["new WebAssembly.Module", "WebAssembly.compile", "WebAssembly.instantiate"]) {
    assert.match(ends[name], /^CompileError: .*Wasm code generation disallowed by embedder/, name);
  }
  for (const name of ["eval", "Function"]) {
    assert.match(ends[name], /^EvalError: Code generation from strings disallowed/, name);
  }
});

test("wrangler bundles the Worker with its modules and plugins", () => {
  const outdir = join(directory, "bundle");
  execFileSync(process.execPath, [WRANGLER, "deploy", "--dry-run", "--outdir", outdir], { cwd: directory, env: wranglerEnv(directory), stdio: ["ignore", "ignore", "inherit"] });
  const wasm = readdirSync(outdir).filter((name) => name.endsWith(".wasm")).map((name) => statSync(join(outdir, name)).size);
  const parts = ["engine/bufwasm_web_bg.wasm", "protos/bufwasm_web_protos_bg.wasm"].map((path) => built(`web/package/${path}`).length);
  const expected = [...parts, ...Object.values(PLUGINS).map((path) => built(path).length)];
  assert.deepEqual(wasm.sort((a, b) => a - b), expected.sort((a, b) => a - b));
});

test("a Worker that lacks a module, or passes in the wrong thing, is told what to do", async () => {
  const begin = async (given, wasm) => {
    const form = new FormData();
    form.set("given", given);
    if (wasm) {
      form.set("wasm", new Blob([wasm]));
    }
    return (await fetch(beginnings.url, { method: "POST", body: form })).text();
  };
  const [echo, go] = [built("guests/rust-local/echo.wasm"), built("guests/go-js/stdio.wasm")];
  // In this order: what is loaded once stays.
  const path = (name) => `${name}/bufwasm_web_bg.wasm`;
  assert.equal(await begin("nothing", echo), `io: the module engine is not there; pass it in: load({ engine }) with ${path("engine")}`);
  assert.match(await begin("bytes", echo), /^io: the module engine that was passed in cannot be used: .*; this host compiles no WebAssembly at run time: pass a WebAssembly\.Module$/);
  assert.equal(await begin("engine", echo), "hello");
  const take = "plugins of GOOS=js or with vector instructions take the full engine";
  assert.match(await begin("engine", go), new RegExp(`^unknown_abi: .*; ${take}: pass it in: load\\(\\{ full \\}\\) with ${path("full")}$`));
  assert.match(await begin("engine"), /^usage: the module is a WebAssembly\.Module, and must be .*; pass the bytes: what your bundler .* the README says how$/);
  assert.equal(await begin("both", go), "hello");
});
