// examples/worker in the real workerd: `cargo xtask web --test`.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { serve } from "./workerd.mjs";
import { TARGET, built, native } from "./world.mjs";

const config = (path) => fileURLToPath(new URL(path, import.meta.url));

let example;
let control;
before(async () => {
  [example, control] = await Promise.all([
    serve(config("../../examples/worker/workerd.capnp")),
    serve(config("workerd/control.capnp")),
  ]);
});
after(() => [example, control].forEach((server) => server?.stop()));

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
  const room = mkdtempSync(join(tmpdir(), "bufwasm-worker-"));
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
