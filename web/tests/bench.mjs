// The package beside the native build, and beside plugins in the browser's own WebAssembly: `cargo xtask web --bench`.

import { spawnSync } from "node:child_process";
import { join } from "node:path";

import { TARGET, URL_OF_PLAYGROUND, built, launch } from "./world.mjs";

/** Each competitor runs this often, in turns, so that a busy machine is busy for all of them. */
const ROUNDS = 5;
const CONTESTS = [
  { title: "protoc-gen-prost, request of 8 KB", guest: "rust/protoc-gen-prost", request: "small" },
  { title: "protoc-gen-prost, request of 320 KB", guest: "rust/protoc-gen-prost", request: "medium" },
  { title: "protoc-gen-go, request of 8 KB", guest: "go-wasip1/protoc-gen-go-1.27", request: "small" },
];

/** Milliseconds that the native command takes, with its start. */
function native(wasm, request) {
  const start = performance.now();
  const { status, stderr } = spawnSync(join(TARGET, "release/bufwasm"), ["run", wasm], { input: request });
  if (status !== 0) {
    throw new Error(`bufwasm failed: ${stderr}`);
  }
  return performance.now() - start;
}

const base64 = (bytes) => bytes.toString("base64");
const median = (times) => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)];
const show = (time) => (time < 10_000 ? `${time.toFixed(0)} ms` : `${(time / 1000).toFixed(1)} s`);

const context = await launch();
try {
  console.log("| | bufwasm, native | @bufwasm/web in Chromium | browser_wasi_shim 0.4.2 in Chromium |\n|---|---|---|---|");
  for (const { title, guest, request } of CONTESTS) {
    const wasm = `guests/${guest}.wasm`;
    const [module, input] = [built(wasm), built(`requests/${request}.bin`)];
    const page = await context.newPage();
    await page.goto(`${URL_OF_PLAYGROUND}blank.html`);
    await page.evaluate(async ([module, input]) => {
      window.contest = await (await import("/speed.js")).prepare(module, input);
    }, [base64(module), base64(input)]);
    const times = { native: [], bufwasm: [], shim: [] };
    for (let round = 0; round < ROUNDS; round += 1) {
      times.native.push(native(join(TARGET, wasm), input));
      times.bufwasm.push(await page.evaluate(() => window.contest.bufwasm()));
      times.shim.push(await page.evaluate(() => window.contest.shim()));
    }
    const cells = [times.native, times.bufwasm, times.shim].map((list) => show(median(list)));
    console.log(`| ${title} | ${cells.join(" | ")} |`);
    await page.close();
  }
} finally {
  await context.close();
}
