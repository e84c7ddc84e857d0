// The real workerd, by itself and as wrangler runs it.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import { MODULES, TARGET } from "./world.mjs";

/** Milliseconds that a server may take to begin. */
const PATIENCE = 60_000;

const PACKAGE = join(TARGET, "web/package");

/** The version of workerd's interface that Workers ask for. */
const DATE = "2026-01-01";

/** Serves `worker`, a file of this directory, which may import the files `beside` it, and the package as `bufwasm/index.js`. */
export async function serve(worker, ...beside) {
  const [directory, port] = [mkdtempSync(join(tmpdir(), "bufwasm-workerd-")), await freePort()];
  const config = join(directory, "workerd.capnp");
  writeFileSync(config, configOf(directory, [worker, ...beside].map((path) => fileURLToPath(new URL(path, import.meta.url)))));
  const program = createRequire(join(MODULES, "workerd/"))("workerd").default;
  const workerd = spawn(program, ["serve", config, `--socket-addr=http=127.0.0.1:${port}`], { stdio: ["ignore", "inherit", "inherit"] });
  return begun("workerd", workerd, port, () => rmSync(directory, { recursive: true }));
}

/** A configuration, for a file in `directory`, with the Worker that the first of `files` is. */
function configOf(directory, files) {
  const paths = readdirSync(PACKAGE, { recursive: true }).filter((path) => /\.(js|wasm)$/.test(path));
  // The type that wrangler, too, gives to .wasm makes it a WebAssembly.Module.
  const module = (name, file) =>
    `    (name = "${name}", ${name.endsWith(".wasm") ? "wasm" : "esModule"} = embed "${relative(directory, file)}")`;
  const own = files.map((file) => module(basename(file), file));
  const modules = [...own, ...paths.map((path) => module(`bufwasm/${path}`, join(PACKAGE, path)))];
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (compatibilityDate = "${DATE}", modules = [
${modules.join(",\n")},
  ]))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`;
}

/** What wrangler is told: it asks nothing, sends nothing, and leaves what it notes in `directory`. */
export function wranglerEnv(directory) {
  return { ...process.env, CI: "1", WRANGLER_SEND_METRICS: "false", XDG_CONFIG_HOME: directory };
}

/** The wrangler that is installed for the tests: the last one that Debian's Node runs, and the workerd that it takes. */
export const WRANGLER = join(MODULES, "wrangler/bin/wrangler.js");

/** Serves the Worker in `directory` by `wrangler dev`. */
export async function serveByWrangler(directory) {
  const port = await freePort();
  const args = [WRANGLER, "dev", "--ip", "127.0.0.1", "--port", String(port), "--inspector-port", String(await freePort())];
  const wrangler = spawn(process.execPath, args, { cwd: directory, env: wranglerEnv(directory), stdio: ["ignore", "ignore", "inherit"] });
  return begun("wrangler", wrangler, port);
}

/** A server's URL, once it answers, and what ends it. */
export async function begun(name, server, port, clear = () => {}) {
  const url = `http://127.0.0.1:${port}`;
  const ended = new Promise((resolve) => server.once("exit", resolve));
  const stop = async () => {
    server.kill();
    await ended;
    clear();
  };
  const end = Date.now() + PATIENCE;
  while (!(await fetch(url).catch(() => undefined))) {
    if (server.exitCode !== null || Date.now() > end) {
      await stop();
      assert.fail(`${name} does not begin`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { url, stop };
}

export function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
