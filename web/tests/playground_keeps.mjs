// What the playground keeps from one visit to the next, and what leads to it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import {
  URL_OF_PLAYGROUND, addPlugin, addReady, built, edit, generate, launch, launchPrivate, playground, source, tabs, withFile,
} from "./world.mjs";

let context;
before(async () => (context = await launch({ acceptDownloads: true })));
after(() => context?.close());

test("edits, plugins and the compiler survive a reload, and Start over ends that", async () => {
  const page = await withFile(context, "kept.proto", 'syntax = "proto3"; message Kept {}');
  await addPlugin(page, "protoc-gen-own", built("guests/rust/protoc-gen-prost.wasm"));
  await page.getByRole("textbox", { name: "Options" }).last().fill("a=b");
  await addReady(page, "protoc-gen-java");
  await page.getByRole("combobox", { name: "Compiler" }).selectOption("protoc");
  await page.reload();
  await page.getByText("Ready.").waitFor();
  assert.equal(await source(page).inputValue(), 'syntax = "proto3"; message Kept {}');
  assert.deepEqual(await page.locator("#plugins strong").allTextContents(), ["protoc-gen-prost", "protoc-gen-own", "protoc-gen-java"]);
  assert.equal(await page.getByRole("textbox", { name: "Options" }).nth(1).inputValue(), "a=b");
  assert.equal(await page.getByRole("combobox", { name: "Compiler" }).inputValue(), "protoc");
  await page.getByRole("button", { name: "Start over" }).click();
  await page.getByText("Started over.").waitFor();
  assert.deepEqual(await tabs(page), ["shop/v1/shop.proto", "shop/v1/money.proto"]);
  assert.deepEqual(await page.locator("#plugins strong").allTextContents(), ["protoc-gen-prost"]);
  await page.close();
});

test("a link holds the sources", async () => {
  const page = await playground(context);
  await page.getByRole("textbox", { name: /^Source of/ }).fill('syntax = "proto3"; message Shared {}');
  await page.locator("#share").click();
  await page.waitForFunction(() => location.hash.length > 1);
  const other = await playground(context, await page.evaluate(() => location.hash));
  assert.equal(await other.getByRole("textbox", { name: /^Source of/ }).inputValue(), 'syntax = "proto3"; message Shared {}');
  await Promise.all([page.close(), other.close()]);
});

test("it works offline", async () => {
  const page = await playground(context);
  await page.evaluate(() => navigator.serviceWorker.ready);
  const mine = "playground " + /const VERSION = "(\w{16})";/.exec(await page.evaluate(async () => (await fetch("sw.js")).text()))[1];
  await page.waitForFunction(async (mine) => (await (await caches.open(mine)).keys()).length > 20, mine);
  await context.setOffline(true);
  try {
    await page.reload();
    await page.locator("#generate:enabled").waitFor();
    assert.ok(Object.keys(await generate(page)).length > 0);
  } finally {
    await context.setOffline(false);
    await page.close();
  }
});

test("what an older version has kept for offline is removed", async () => {
  const page = await playground(context);
  await page.evaluate(async () => {
    await (await caches.open("playground 0")).put("files.json", new Response("[]"));
    const workers = await navigator.serviceWorker.getRegistrations();
    await Promise.all(workers.map((worker) => worker.unregister()));
  });
  await page.reload();
  await page.waitForFunction(async () => {
    const kept = (await caches.keys()).filter((name) => name.startsWith("playground "));
    return kept.length === 1 && kept[0] !== "playground 0";
  });
  await page.close();
});

test("two tabs keep a state each", async () => {
  const [one, other] = [await withFile(context, "one.proto", "// one"), await withFile(context, "other.proto", "// other")];
  await one.waitForFunction(() => sessionStorage.length > 0);
  await edit(one, "// one, edited last");
  await one.waitForFunction(() => sessionStorage.getItem("bufwasm playground")?.includes("edited last"));
  for (const [page, name, text] of [[one, "one.proto", "// one, edited last"], [other, "other.proto", "// other"]]) {
    await page.reload();
    await page.getByText("Ready.").waitFor();
    assert.deepEqual([await tabs(page), await source(page).inputValue()], [[name], text]);
  }
  const third = await context.newPage();
  await third.goto(one.url());
  await third.getByText("Ready.").waitFor();
  assert.equal(await source(third).inputValue(), "// one, edited last", "a new tab begins with what was changed last");
  await Promise.all([one.close(), other.close(), third.close()]);
});

test("edits survive a reload in a private window, too", async () => {
  const own = await launchPrivate();
  const page = await withFile(own, "mine.proto", "// mine");
  await addPlugin(page, "own", built("guests/rust/protoc-gen-prost.wasm"));
  await page.reload();
  await page.getByText("Ready.").waitFor();
  assert.equal(await source(page).inputValue(), "// mine");
  assert.deepEqual(await page.locator("#plugins strong").allTextContents(), ["protoc-gen-prost", "own"]);
  await own.browser().close();
});

test("the page says when storage is full, and when there is room again", async () => {
  const page = await playground(context);
  await edit(page, `// ${"x".repeat(6 << 20)}`);
  await page.getByText("Edits will not survive a reload: the browser has no room for them, or forbids storage.").waitFor();
  await edit(page, "// short");
  await page.getByText("Edits survive a reload again.").waitFor();
  await page.close();
});

test("the page works where storage and caches are forbidden, and says so", async () => {
  const own = await launch({ acceptDownloads: true });
  await own.addInitScript(() => {
    const forbid = { get: () => { throw new DOMException("denied", "SecurityError"); } };
    // What clears them on a first visit comes before.
    if (location.pathname === "/") {
      ["localStorage", "sessionStorage", "caches"].forEach((name) => Object.defineProperty(window, name, forbid));
    }
  });
  const page = await playground(own);
  await page.setInputFiles("#add-plugin", { name: "own.wasm", mimeType: "", buffer: built("guests/rust/protoc-gen-prost.wasm") });
  await page.getByText("Added own, for this visit: the browser has no room to keep it.").waitFor();
  await edit(page, 'syntax = "proto3"; message A {}');
  await page.getByText("Edits will not survive a reload").waitFor();
  await page.getByRole("button", { name: "Start over" }).click();
  await page.getByText("Started over.").waitFor();
  assert.ok(Object.keys(await generate(page)).length > 0);
  assert.deepEqual(page.problems, []);
  await own.close();
});

test("a link does not take the place of what one has", async () => {
  const page = await withFile(context, "mine.proto", "// mine");
  await addPlugin(page, "own", built("guests/rust/protoc-gen-prost.wasm"));
  await page.locator("#share").click();
  await page.waitForFunction(() => location.hash.length > 1);
  const hash = await page.evaluate(() => location.hash);
  await page.reload();
  await page.getByText("Ready.").waitFor();
  assert.deepEqual(await page.locator("#plugins strong").allTextContents(), ["protoc-gen-prost", "own"], "it is one's own link");
  await edit(page, "// mine, and later");
  await page.waitForFunction(() => localStorage.getItem("bufwasm playground")?.includes("and later"));
  const other = await context.newPage();
  await other.goto(page.url().replace(/#.*/, "") + hash);
  await other.getByText("Not in the link, so add them yourself: own.").waitFor();
  await edit(other, "// of the link, edited");
  await other.waitForFunction(() => sessionStorage.getItem("bufwasm playground")?.includes("edited"));
  await other.reload();
  await other.locator("#generate:enabled").waitFor();
  assert.equal(await source(other).inputValue(), "// of the link, edited");
  const third = await context.newPage();
  await third.goto(page.url().replace(/#.*/, ""));
  await third.getByText("Ready.").waitFor();
  assert.equal(await source(third).inputValue(), "// mine, and later");
  await third.evaluate((hash) => (location.hash = hash), hash);
  await third.getByText("Not in the link").waitFor();
  assert.equal(await source(third).inputValue(), "// mine", "a link that is followed in an open page");
  await Promise.all([page.close(), other.close(), third.close()]);
});

test("a link that is cut short says so", async () => {
  const page = await withFile(context, "mine.proto", "// mine");
  await page.locator("#share").click();
  await page.waitForFunction(() => location.hash.length > 1);
  const other = await playground(context, (await page.evaluate(() => location.hash)).slice(0, -20));
  await other.getByText("The link is cut short or damaged").waitFor();
  await Promise.all([page.close(), other.close()]);
});

test("a page that cannot load a script, or its engine, says so", async () => {
  const own = await launch({ serviceWorkers: "block" });
  const partial = await own.newPage();
  await partial.route("**/zip.js", (route) => route.fulfill({ status: 404 }));
  await partial.goto(URL_OF_PLAYGROUND);
  await partial.getByText("A part of the page could not be loaded").waitFor();
  await own.route("**/engine/bufwasm_web_bg.wasm", (route) => route.fulfill({ status: 404 }));
  const page = await own.newPage();
  await page.goto(URL_OF_PLAYGROUND);
  await page.getByText("The playground could not be loaded.").waitFor();
  assert.match(await page.getByRole("alert").textContent(), /engine.*Hint: check the connection/s);
  await own.close();
});
