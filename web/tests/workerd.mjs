// The real workerd, serving one of the project's configurations.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { join } from "node:path";

import { MODULES } from "./world.mjs";

/** Milliseconds that workerd may take to begin. */
const PATIENCE = 30_000;

/** Serves the configuration at the path `config`, whose socket is called `http`. Gives its URL, and what ends it. */
export async function serve(config) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const program = createRequire(join(MODULES, "workerd/"))("workerd").default;
  const workerd = spawn(program, ["serve", config, `--socket-addr=http=127.0.0.1:${port}`], { stdio: ["ignore", "inherit", "inherit"] });
  const end = Date.now() + PATIENCE;
  while (!(await fetch(url).catch(() => undefined))) {
    assert.ok(workerd.exitCode === null && Date.now() < end, "workerd does not begin");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { url, stop: () => workerd.kill() };
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
