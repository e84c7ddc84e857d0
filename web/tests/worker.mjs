// examples/worker in the real workerd: `cargo xtask web --test`.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createServer } from "node:net";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { MODULES, built, native } from "./world.mjs";

const CONFIG = fileURLToPath(new URL("../../examples/worker/workerd.capnp", import.meta.url));
/** Milliseconds that workerd may take to begin. */
const PATIENCE = 30_000;

let workerd;
let url;

before(async () => {
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  const program = createRequire(join(MODULES, "workerd/"))("workerd").default;
  workerd = spawn(program, ["serve", CONFIG, `--socket-addr=http=127.0.0.1:${port}`], { stdio: ["ignore", "inherit", "inherit"] });
  const end = Date.now() + PATIENCE;
  while (!(await fetch(url).catch(() => undefined))) {
    assert.ok(workerd.exitCode === null && Date.now() < end, "workerd does not begin");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
});
after(() => workerd?.kill());

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

const post = (body) => fetch(`${url}/protoc-gen-prost`, { method: "POST", body });

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
  assert.equal((await fetch(`${url}/nothing`)).status, 404);
  assert.equal((await fetch(`${url}/protoc-gen-prost`)).status, 405);
});
