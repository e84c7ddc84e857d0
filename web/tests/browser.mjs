// The package and its playground in Debian's Chromium: `cargo xtask web --test`.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { measureOf } from "./memory.mjs";
import { GOJS_AGAIN_AND_AGAIN, VECTORS } from "./modules.mjs";
import { URL_OF_PLAYGROUND, addPlugin, built, generate, launch, native, playground } from "./world.mjs";

const PROST = "protoc-gen-prost";
const GO = "protoc-gen-go-1.27";

let context;
before(async () => (context = await launch({ acceptDownloads: true })));
after(() => context?.close());

/** The files that the native build of a plugin makes of the playground's sources. */
async function expected(page, name) {
  const request = await page.evaluate(async () => {
    const protos = await import("./bufwasm/protos/bufwasm_web_protos.js");
    await protos.default({ module_or_path: new URL("./bufwasm/protos/bufwasm_web_protos_bg.wasm", location.href) });
    const { EXAMPLE } = await import("./example.js");
    const names = EXAMPLE.map((file) => file.name);
    window.generation = new protos.Generation(names, EXAMPLE.map((file) => file.text), names);
    return [...window.generation.request("protoc-gen-x", false, "")];
  });
  const answer = native(name, Buffer.from(request));
  const files = await page.evaluate((answer) => {
    window.generation.add("native", new Uint8Array(answer));
    const contents = window.generation.contents().map((content) => [...content]);
    return window.generation.names().map((name, index) => [name, contents[index]]);
  }, [...answer]);
  assert.ok(files.length > 0, "the native plugin makes files");
  return Object.fromEntries(files.map(([name, content]) => [name, Buffer.from(content)]));
}

/** Runs `body` in the page, with bytes at hand: they cross over as base64. */
function inPage(page, body, files = {}) {
  const encoded = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, bytes.toString("base64")]));
  return page.evaluate(
    async ([body, encoded]) => {
      const bytes = {};
      for (const [name, text] of Object.entries(encoded)) {
        bytes[name] = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
      }
      const bufwasm = await import("/bufwasm/index.js");
      window.failure = (promise) => promise.then(() => "no failure", (error) => error.toJSON?.() ?? String(error));
      return (await import(`/${body}`)).default(bufwasm, bytes);
    },
    [body, encoded],
  );
}

test("the sample plugin makes what its native build makes", async () => {
  const page = await playground(context);
  assert.deepEqual(await generate(page), await expected(page, PROST));
  assert.deepEqual(page.problems, []);
  await page.close();
});

for (const port of ["go-wasip1", "go-js"]) {
  test(`a Go plugin of ${port} makes what its native build makes`, async () => {
    const page = await playground(context);
    await page.getByRole("button", { name: `Remove ${PROST}` }).click();
    await addPlugin(page, GO, built(`guests/${port}/${GO}.wasm`));
    assert.deepEqual(await generate(page), await expected(page, GO));
    assert.deepEqual(page.problems, []);
    await page.close();
  });
}

test("errors have the kinds of the command line", async () => {
  const page = await playground(context);
  const wasm = { prost: built(`guests/rust/${PROST}.wasm`), hog: built("guests/rust-local/hog.wasm") };
  const kinds = await inPage(page, "errors.js", wasm);
  assert.deepEqual(kinds, {
    nothing: "bad_module", empty: "unknown_abi", hog: "memory_limit", fuel: "out_of_fuel", proto: "proto_error 2:13",
    answer: "bad_response", limits: "usage", highest: "allow more with limits.fuel = 2", panic: "internal",
    exhausted: "memory_limit", aborted: "cancelled",
  });
  await page.close();
});

test("values of wrong types are refused, and named", async () => {
  const page = await context.newPage();
  await page.goto(`${URL_OF_PLAYGROUND}blank.html`);
  const [{ calls, wrong }, passed, unsent] = await inPage(page, "usage.js", { echo: built("guests/rust-local/echo.wasm") });
  assert.deepEqual(wrong, []);
  assert.ok(calls > 500, `${calls} calls`);
  const half = String(2 ** 24 + 0.5);
  assert.deepEqual(passed, { timeoutMs: [half, half] });
  assert.match(unsent, /^usage: the options of run cannot be sent to the worker: /);
  await page.close();
});

test("a worker that cannot be had is told of, with where it has to be", async () => {
  const page = await context.newPage();
  await page.goto(`${URL_OF_PLAYGROUND}blank.html`);
  const [missing, foreign] = await page.evaluate(async () => {
    const { startWorker } = await import("/bufwasm/index.js");
    const end = (worker) => startWorker({ worker }).then(() => "no failure", ({ kind, message, hint }) => `${kind}: ${message}; ${hint}`);
    return [await end("/nothing.js"), await end(new URL("http://127.0.0.1:1/worker.js"))];
  });
  const hint = "serve the package from the page's own origin, with worker.js beside its JavaScript or at startWorker({ worker: URL })";
  assert.equal(missing, `io: the worker failed: its script cannot be loaded; ${hint}`);
  assert.match(foreign, /^io: the worker cannot be started: .*127\.0\.0\.1:1/);
  assert.ok(foreign.endsWith(`; ${hint}`), foreign);
  await page.close();
});

test("the full engine is loaded when a plugin needs it", async () => {
  const page = await context.newPage();
  await page.goto(`${URL_OF_PLAYGROUND}blank.html`);
  const guest = { echo: built("guests/rust-local/echo.wasm"), vectors: VECTORS, go: built("guests/go-js/stdio.wasm") };
  const [small, both] = [["/bufwasm/engine/bufwasm_web_bg.wasm"], ["/bufwasm/engine/bufwasm_web_bg.wasm", "/bufwasm/full/bufwasm_web_bg.wasm"]];
  assert.deepEqual(await inPage(page, "beyond.js", guest), {
    "a WASI plugin": ["wasi: hello", small],
    "its inspection": ["wasi", small],
    vectors: ["wasi: vectors\n", both],
    "their inspection": ["simd128", both],
    "a Go plugin": ["gojs: hello", both],
    "its imports": [true, both],
    "what is none": ["bad_module", both],
  });
  await page.close();
});

test("a run that is given much begins with the full engine", async () => {
  const page = await context.newPage();
  await page.goto(`${URL_OF_PLAYGROUND}blank.html`);
  const both = ["/bufwasm/engine/bufwasm_web_bg.wasm", "/bufwasm/full/bufwasm_web_bg.wasm"];
  assert.deepEqual(await inPage(page, "much.js", { echo: built("guests/rust-local/echo.wasm") }), [16384, both]);
  await page.close();
});

test("only the full engine optimises, and says what that comes to", async () => {
  const both = ["/bufwasm/engine/bufwasm_web_bg.wasm", "/bufwasm/full/bufwasm_web_bg.wasm"];
  const [echo, go] = ["rust-local/echo", "go-wasip1/protoc-gen-go-1.27"].map((name) => built(`guests/${name}.wasm`));
  for (const [guest, expected] of [[{ echo }, "hello"], [{ go }, true]]) {
    const page = await context.newPage();
    await page.goto(`${URL_OF_PLAYGROUND}blank.html`);
    assert.deepEqual(await inPage(page, "optimise.js", guest), [expected, both]);
    await page.close();
  }
});

test("a page that cannot have the full engine asks for it once a minute, and is told once", async () => {
  // Where a service worker answers, nothing can be taken away.
  const own = await launch({ serviceWorkers: "block" });
  try {
    const page = await own.newPage();
    const warnings = [];
    page.on("console", (message) => message.type() === "warning" && warnings.push(message.text()));
    let asked = 0;
    let isThere = false;
    await page.route("**/full/bufwasm_web_bg.wasm", async (route) => {
      asked += 1;
      await (isThere ? route.continue() : route.fulfill({ status: 404 }));
    });
    await page.exposeFunction("asked", () => asked);
    await page.exposeFunction("serve", () => (isThere = true));
    await page.goto(`${URL_OF_PLAYGROUND}blank.html`);
    const { seen, hint } = await inPage(page, "without.js", { echo: built("guests/rust-local/echo.wasm"), vectors: VECTORS });
    assert.deepEqual(seen, {
      "a large run": [16384, 1],
      "two more": [32768, 1],
      "a plugin that needs it": ["bad_module", 2],
      "a large run, a minute later": [16384, 3],
      "the plugin that needs it, once it is there": [8, 4],
      "a large run then": [16384, 4],
    });
    assert.match(hint, /take the full engine: serve full\/bufwasm_web_bg\.wasm beside the package's JavaScript$/);
    assert.deepEqual(warnings.map((text) => text.replace(/engine: .* \(/, "engine: … (")), [
      "bufwasm: large runs take longer without the full engine: … (serve full/bufwasm_web_bg.wasm beside the package's JavaScript)",
    ]);
  } finally {
    await own.close();
  }
});

test("both engines run a plugin in the same way", async () => {
  const page = await context.newPage();
  await page.goto(`${URL_OF_PLAYGROUND}blank.html`);
  const small = built("requests/small.bin");
  const runs = [
    ["rust/protoc-gen-prost", small, {}],
    ["rust/protoc-gen-prost", small, { fuel: 1_000_000 }],
    ["rust/protoc-gen-prost", Buffer.from("no request"), {}],
    ["go-wasip1/protoc-gen-go-1.27", small, {}],
    ["rust-local/hog", small, { memory_pages: 512 }],
    ["rust-local/recurse", small, { stack_bytes: 2 ** 20 }],
  ];
  for (const [guest, stdin, limits] of runs) {
    const options = { wasm: built(`guests/${guest}.wasm`), stdin, limits: Buffer.from(JSON.stringify(limits)) };
    const [one, other] = await inPage(page, "engines.js", options);
    assert.deepEqual(one, other, guest);
    assert.ok(JSON.parse(one.stats).fuel > 0, guest);
  }
  await page.close();
});

for (const isolated of [true, false]) {
  test(`a signal stops a running guest in a worker, ${isolated ? "through shared memory" : "by ending it"}`, async () => {
    // Where a service worker answers, nothing can be taken away.
    const own = await launch({ serviceWorkers: "block" });
    const page = await own.newPage();
    if (!isolated) {
      await page.route("**/*", async (route) => {
        const response = await route.fetch();
        const headers = { ...response.headers() };
        delete headers["cross-origin-opener-policy"];
        delete headers["cross-origin-embedder-policy"];
        await route.fulfill({ response, headers });
      });
    }
    await page.goto(`${URL_OF_PLAYGROUND}blank.html`);
    const spin = { spin: built("guests/rust-local/spin.wasm"), echo: built("guests/rust-local/echo.wasm") };
    const seen = await inPage(page, "abort.js", spin);
    assert.equal(seen.isolated, isolated);
    assert.deepEqual(seen.kinds, ["cancelled", "cancelled", "timeout"]);
    assert.ok(seen.stoppedAfterMs < 3000, `stopped after ${seen.stoppedAfterMs} ms`);
    assert.ok(seen.progress > 0, "progress was reported");
    assert.equal(seen.echo, "still here", "the plugin that was compiled before runs on");
    await own.close();
  });
}

test("a page that runs plugins 1,000 times does not grow, on its own thread and in its worker", async () => {
  const page = await context.newPage();
  await page.goto(`${URL_OF_PLAYGROUND}blank.html`);
  const repeat = async (place, plugin, wasm, runs) =>
    inPage(page, "repeat.js", { wasm, options: Buffer.from(JSON.stringify({ place, plugin, runs })) });
  const plugins = { wasi: built("guests/rust-local/echo.wasm"), gojs: GOJS_AGAIN_AND_AGAIN };
  for (const place of ["page", "worker"]) {
    for (const [plugin, wasm] of Object.entries(plugins)) {
      await repeat(place, plugin, wasm, 100);
    }
    const measure = await measureOf(context, page, place);
    for (const [plugin, wasm] of Object.entries(plugins)) {
      const first = (await repeat(place, plugin, wasm, 100), await measure());
      const last = (await repeat(place, plugin, wasm, 1000), await measure());
      const what = `${plugin} in the ${place}: ${JSON.stringify(first)}, then ${JSON.stringify(last)}`;
      assert.ok(first.engine > 0 && first.full > 0 && first.heap > 0, what);
      assert.deepEqual([last.engine, last.full], [first.engine, first.full], what);
      assert.ok(last.heap - first.heap < 500_000, what);
    }
  }
  await page.close();
});

test("plugins are never handed to the browser's WebAssembly", async () => {
  // Where a service worker answers, nothing can be slipped in.
  const own = await launch({ serviceWorkers: "block", acceptDownloads: true });
  try {
    const hook = readFileSync(new URL("page/hook.js", import.meta.url), "utf8");
    await own.addInitScript(hook);
    await own.route("**/bufwasm/worker.js", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: `${hook}\n${await response.text()}` });
    });
    const page = await playground(own);
    const seen = [];
    page.on("console", (message) => message.text().startsWith("compiled ") && seen.push(message.text()));
    await page.reload();
    await page.locator("#generate:enabled").waitFor();
    assert.ok(Object.keys(await generate(page)).length > 0);
    await addPlugin(page, GO, built(`guests/go-wasip1/${GO}.wasm`));
    const size = (path) => `compiled ${built(`web/playground/bufwasm/${path}`).length}`;
    const modules = [size("engine/bufwasm_web_bg.wasm"), size("protos/bufwasm_web_protos_bg.wasm")];
    assert.deepEqual([...seen].sort(), modules.sort());
    await addPlugin(page, `${GO}-js`, built(`guests/go-js/${GO}.wasm`));
    assert.deepEqual([...seen].sort(), [...modules, size("full/bufwasm_web_bg.wasm")].sort());
    // The hook is not blind: what is compiled through it shows, in the page and in the worker.
    for (const thread of [page, page.workers()[0]]) {
      const before = seen.length;
      await thread.evaluate(() => WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])));
      assert.deepEqual(seen.slice(before), ["compiled 8"]);
    }
  } finally {
    await own.close();
  }
});

test("the page's policy forbids all code and all requests but the page's own", async () => {
  const page = await playground(context);
  const expected = {
    eval: "script-src, enforce",
    Function: "script-src, enforce",
    "a script of another origin": "script-src-elem, enforce",
    "a script from text": "script-src-elem, enforce",
    "a request to another origin": "connect-src, enforce",
    "a socket to another origin": "connect-src, enforce",
    "a worker from text": "worker-src, enforce",
  };
  for (const thread of [page, page.workers()[0]]) {
    assert.deepEqual(await thread.evaluate(async () => (await import("/policy.js")).default()), expected);
  }
  const injected = await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.injected = true";
    document.head.append(script);
    return window.injected;
  });
  assert.equal(injected, undefined, "a script in the page");
  await page.close();
});
