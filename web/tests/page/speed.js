// One plugin and one request, run by bufwasm and by the browser's own WebAssembly under browser_wasi_shim.

import { ConsoleStdout, File, OpenFile, WASI } from "./dist/index.js";
import { startWorker } from "./bufwasm/index.js";

const decode = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

/** Gives two functions that tell the milliseconds of a run. Both have compiled the plugin, and run it once. */
export async function prepare(module, request) {
  const [wasm, stdin] = [decode(module), decode(request)];
  const bufwasm = await startWorker();
  const plugin = await bufwasm.compile(wasm);
  const compiled = await WebAssembly.compile(wasm);
  const contest = {
    bufwasm: () => timed(() => plugin.run({ stdin })),
    shim: () => timed(() => shim(compiled, stdin)),
  };
  await contest.bufwasm();
  await contest.shim();
  return contest;
}

async function timed(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function shim(compiled, stdin) {
  let written = 0;
  const count = new ConsoleStdout((bytes) => (written += bytes.length));
  const wasi = new WASI(["plugin"], [], [new OpenFile(new File(stdin)), count, count], { debug: false });
  const instance = await WebAssembly.instantiate(compiled, { wasi_snapshot_preview1: wasi.wasiImport });
  const code = wasi.start(instance);
  if (code !== 0 || written === 0) {
    throw new Error(`the plugin exited with ${code} and wrote ${written} bytes`);
  }
}
