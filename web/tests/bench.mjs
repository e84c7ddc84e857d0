// The package beside the native build, and beside plugins in the browser's own WebAssembly: `cargo xtask web --bench`.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { TARGET, URL_OF_PLAYGROUND, built, launch } from "./world.mjs";

/** Each competitor runs this often, in turns, so that a busy machine is busy for all of them. */
const ROUNDS = 5;
const GO = "go-wasip1/protoc-gen-go-1.27";
const CONTESTS = [
  { title: "protoc-gen-prost, request of 8 KB", guest: "rust/protoc-gen-prost", request: "small" },
  { title: "protoc-gen-prost, request of 320 KB", guest: "rust/protoc-gen-prost", request: "medium" },
  { title: "protoc-gen-go, request of 8 KB", guest: GO, request: "small" },
  // Its files are 60 KB of .proto, and a run takes some ten seconds.
  { title: "protoc-gen-go, request of 320 KB", guest: GO, request: "medium", rounds: 1 },
  { title: "the same, of a plugin shipped optimised", guest: GO, request: "medium", rounds: 1, optimised: true },
];

const BUFWASM = join(TARGET, "release/bufwasm");
const scratch = mkdtempSync(join(tmpdir(), "bufwasm-bench-"));

/** The path of what a page would ship of `wasm`. */
function optimise(wasm) {
  const path = join(scratch, "optimised.wasm");
  const { status, stderr } = spawnSync(BUFWASM, ["optimise", wasm, "-o", path], { encoding: "utf8" });
  if (status !== 0) {
    throw new Error(`bufwasm optimise failed: ${stderr}`);
  }
  return path;
}

/** Milliseconds that the native command takes, with its start. */
function native(wasm, request) {
  const start = performance.now();
  const { status, stderr } = spawnSync(BUFWASM, ["run", "--no-cache", wasm], { input: request, maxBuffer: 1 << 30 });
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
  for (const { title, guest, request, rounds = ROUNDS, optimised = false } of CONTESTS) {
    const plain = join(TARGET, `guests/${guest}.wasm`);
    const wasm = optimised ? optimise(plain) : plain;
    const [module, input] = [readFileSync(wasm), built(`requests/${request}.bin`)];
    const page = await context.newPage();
    await page.goto(`${URL_OF_PLAYGROUND}blank.html`);
    await page.evaluate(async ([module, input]) => {
      window.contest = await (await import("/speed.js")).prepare(module, input);
    }, [base64(module), base64(input)]);
    const times = { native: [], bufwasm: [], shim: [] };
    for (let round = 0; round < rounds; round += 1) {
      times.native.push(native(wasm, input));
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
