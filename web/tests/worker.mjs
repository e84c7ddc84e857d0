// examples/worker in the real workerd: `cargo xtask web --test`.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { serve } from "./workerd.mjs";
import { built, native } from "./world.mjs";

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
