// The cases of `tests/corpus` end in Chromium, in Node and in workerd as they did natively: `cargo xtask web --test`, which
// has just run them natively.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { endOf } from "./page/corpus.js";
import { serve } from "./workerd.mjs";
import { TARGET, URL_OF_PLAYGROUND, built, launch } from "./world.mjs";

const CORPUS = JSON.parse(built("corpus/corpus.json"));

/** Each takes a row with its bytes, and tells how it ended. */
const PLATFORMS = { Chromium: inChromium, Node: inNode, workerd: inWorkerd };

let context, page, local, workerd;
before(async () => {
  // Where a service worker answers, the guests could not be slipped in.
  context = await launch({ serviceWorkers: "block" });
  page = await context.newPage();
  await page.route("**/target/**", (route) => route.fulfill({ body: built(new URL(route.request().url()).pathname.slice(8)) }));
  await page.goto(`${URL_OF_PLAYGROUND}blank.html`);
  await page.evaluate(async () => {
    window.bufwasm = await (await import("/bufwasm/index.js")).startWorker();
    window.endOf = (await import("/corpus.js")).endOf;
    window.bytes = async (path) => (await fetch(`/target/${path}`)).arrayBuffer();
  });
  const { load } = await import(pathToFileURL(join(TARGET, "web/package/index.js")));
  const [engine, full] = await Promise.all(
    ["engine", "full"].map((name) => WebAssembly.compile(built(`web/package/${name}/bufwasm_web_bg.wasm`))),
  );
  local = await load({ engine, full });
  workerd = await serve("corpus/worker.js", "page/corpus.js");
});
after(async () => {
  await workerd?.stop();
  await context?.close();
});

function inChromium(row) {
  return page.evaluate(async (row) => {
    const stdin = row.request ? await window.bytes(`requests/${row.request}.bin`) : row.stdin;
    return window.endOf(window.bufwasm, row, await window.bytes(row.wasm), stdin);
  }, row);
}

function inNode(row) {
  return endOf(local, row, built(row.wasm), stdinOf(row));
}

async function inWorkerd(row) {
  const form = new FormData();
  form.set("row", JSON.stringify(row));
  form.set("wasm", new Blob([built(row.wasm)]));
  form.set("stdin", new Blob([stdinOf(row)]));
  const response = await fetch(workerd.url, { method: "POST", body: form });
  const text = await response.text();
  assert.equal(response.status, 200, text);
  return JSON.parse(text);
}

const stdinOf = (row) => (row.request ? built(`requests/${row.request}.bin`) : row.stdin);

for (const [platform, run] of Object.entries(PLATFORMS)) {
  test(`the corpus ends in ${platform} as it does natively`, async (t) => {
    for (const row of CORPUS) {
      await t.test(`${row.name} in ${platform}`, async () => {
        const { stdout, ...expected } = row.expected;
        // What a failed run wrote is not told here, only how much that was.
        assert.deepEqual(await run(row), expected.kind === null ? { ...expected, stdout } : expected);
      });
    }
  });
}
