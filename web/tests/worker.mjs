// examples/worker in the real workerd: `cargo xtask web --test`.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { serve } from "./workerd.mjs";
import { built, native } from "./world.mjs";

const CONFIG = fileURLToPath(new URL("../../examples/worker/workerd.capnp", import.meta.url));

let workerd;
before(async () => (workerd = await serve(CONFIG)));
after(() => workerd?.stop());

const post = (body) => fetch(`${workerd.url}/protoc-gen-prost`, { method: "POST", body });

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
  assert.equal((await fetch(`${workerd.url}/nothing`)).status, 404);
  assert.equal((await fetch(`${workerd.url}/protoc-gen-prost`)).status, 405);
});
