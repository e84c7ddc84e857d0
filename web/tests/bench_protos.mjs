// Both compilers of .proto files in the browser, beside the command line's: `cargo xtask web --bench`.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { MODULES, TARGET, URL_OF_PLAYGROUND, launch } from "./world.mjs";

const PACKAGE = join(MODULES, "google-proto-files");
/** Every so many-th file is drawn: with all that they import, they are some 600. */
const EVERY = 47;
/** Google's own types come with the compilers. */
const GOOGLES_OWN = "google/protobuf/";

/** The files drawn, and all that they import; those that import what is not there are left out. */
function sample() {
  const names = readdirSync(PACKAGE, { recursive: true }).filter((name) => name.endsWith(".proto")).sort();
  const drawn = names.filter((name) => !name.startsWith(GOOGLES_OWN)).filter((_, at) => at % EVERY === 0);
  const known = new Set(names);
  const files = {};
  for (const name of drawn) {
    Object.assign(files, withImports(name, known));
  }
  return files;
}

/** The file `name` and what it imports, whatever how; nothing if one of them is not `known`. */
function withImports(name, known) {
  const files = {};
  const waiting = [name];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.startsWith(GOOGLES_OWN) || next in files) {
      continue;
    }
    if (!known.has(next)) {
      return {};
    }
    files[next] = readFileSync(join(PACKAGE, next), "utf8");
    waiting.push(...[...files[next].matchAll(/^import\s+(?:public\s+|weak\s+)?"([^"]+)"/gm)].map(([, imported]) => imported));
  }
  return files;
}

const scratch = mkdtempSync(join(tmpdir(), "bufwasm-bench-"));

/** Milliseconds that the command line takes to compile the files. */
function native(names, compiler) {
  const args = ["generate", "--quiet", "--no-cache", "--compiler", compiler, `--descriptor_set_out=${join(scratch, "set")}`];
  const start = performance.now();
  const { status, stderr } = spawnSync(join(TARGET, "release/bufwasm"), [...args, ...names], { cwd: PACKAGE, encoding: "utf8" });
  if (status !== 0) {
    throw new Error(`bufwasm failed: ${stderr}`);
  }
  return performance.now() - start;
}

const median = (times) => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)];
const show = (time) => `${(time / 1000).toFixed(2)} s`;

/** Mebibytes of memory that the largest process which runs a page has had at most, as Linux keeps it. */
function memory() {
  const ids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const of = (id) => {
    try {
      const renders = readFileSync(`/proc/${id}/cmdline`, "utf8").includes("--type=renderer");
      return renders ? Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${id}/status`, "utf8"))[1]) : 0;
    } catch {
      return 0; // it has ended
    }
  };
  return Math.max(...ids.map(of)) / 1024;
}

/** What a `compiler` takes, in a browser of its own. */
async function contest({ title, guest, native: ours, rounds }) {
  const context = await launch();
  try {
    const page = await context.newPage();
    await page.goto(`${URL_OF_PLAYGROUND}blank.html`);
    await page.evaluate(async (files) => {
      Object.assign(window, await import("/protoc.js"));
      await window.begin();
      window.files = files;
    }, files);
    const times = { native: [], page: [] };
    for (let round = 0; round < rounds; round += 1) {
      times.native.push(native(names, ours));
      times.page.push(await page.evaluate((guest) => window.compiling(window.files, guest), guest));
    }
    console.log(`| ${title} | ${show(median(times.native))} | ${show(median(times.page))} | ${memory().toFixed(0)} MiB |`);
  } finally {
    await context.close();
  }
}

const files = sample();
const names = Object.keys(files);
const compilers = [
  // A run takes a minute and more.
  { title: "protoc, as a guest", guest: true, native: join(TARGET, "protoc/protoc.wasm"), rounds: 1 },
  { title: "built-in", guest: false, native: "builtin", rounds: 5 },
];
console.log(`\n| ${names.length} .proto files | bufwasm, native | @bufwasm/web in Chromium | memory |\n|---|---|---|---|`);
for (const compiler of compilers) {
  await contest(compiler);
}
