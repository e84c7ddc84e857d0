// What people do in the playground: `cargo xtask web --test`.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { expected } from "./command_line.mjs";
import { addPlugin, built, generate, launch, playground } from "./world.mjs";

const SHOP = 'edition = "2023";\npackage shop;\n// A thing for sale.\nmessage Item {\n  string name = 1;\n}\n';

let context;
before(async () => (context = await launch({ acceptDownloads: true })));
after(() => context?.close());

/** Chooses a ready plugin. */
async function addReady(page, name) {
  await page.getByText("Add a ready plugin").click();
  await page.getByRole("list", { name: "Ready plugins" }).getByRole("button", { name: `${name} ` }).click();
  await page.getByText(`Added ${name}.`).waitFor();
}

const source = (page) => page.getByRole("textbox", { name: /^Source of/ });
const tabs = async (page) => page.getByRole("tab").allTextContents();

/** The playground with nothing but the file `name`, and the ready plugins called `plugins`, if these are given. */
async function withFile(name, text, plugins) {
  const page = await playground(context);
  await page.getByRole("button", { name: "Remove file" }).click();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill(name);
  await page.keyboard.press("Enter");
  await source(page).evaluate((field, text) => {
    field.value = text;
    field.dispatchEvent(new Event("input"));
  }, text);
  assert.deepEqual(await tabs(page), [name]);
  if (plugins) {
    await page.getByRole("button", { name: "Remove protoc-gen-prost" }).click();
    for (const plugin of plugins) {
      await addReady(page, plugin);
    }
  }
  return page;
}

test("an edition is generated to Java and Python as by the command line", async () => {
  const page = await withFile("shop.proto", SHOP, ["protoc-gen-java", "protoc-gen-python"]);
  await page.locator("#generate").click();
  await page.getByText("Hint: protoc knows them").waitFor();
  await page.getByRole("combobox", { name: "Compiler" }).selectOption("protoc");
  const files = await generate(page);
  const text = Object.fromEntries(Object.entries(files).map(([name, content]) => [name, content.toString()]));
  const native = ["java", "python"].map((name) => expected({ "shop.proto": SHOP }, name));
  assert.deepEqual(text, Object.assign({}, ...native));
  assert.match(await page.locator("#stats").textContent(), /Compiled by protoc in \d+ ms\./);
  assert.deepEqual(page.problems, []);
  await page.close();
});

test("errors stand at their lines, and take the old output away", async () => {
  const page = await withFile("shop.proto", SHOP, ["protoc-gen-java"]);
  await page.getByRole("combobox", { name: "Compiler" }).selectOption("protoc");
  await generate(page);
  await source(page).fill('edition = "2023";\nmessage A {\n  B b = 1;\n  int32 c = 2;\n  C d = 3;\n}\n');
  await page.locator("#generate").click();
  await page.getByRole("button", { name: "Go to line 3" }).waitFor();
  assert.deepEqual(await page.locator("#editor .gutter .wrong").allTextContents(), ["3\n", "5\n"]);
  assert.equal(await page.locator("#tree button").count(), 0);
  assert.equal(await page.locator("#view").textContent(), "Nothing was generated.");
  assert.equal(await page.locator("#stats").textContent(), "There are no figures of it.");
  assert.ok(await page.locator("#download").isDisabled());
  await page.getByRole("button", { name: "Go to line 5" }).click();
  const line = await source(page).evaluate((field) => field.value.slice(0, field.selectionStart).split("\n").length);
  assert.equal(line, 5);
  await page.close();
});

test("edits, plugins and the compiler survive a reload, and Start over ends that", async () => {
  const page = await withFile("kept.proto", 'syntax = "proto3"; message Kept {}');
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

test("files and folders are opened, and dropped", async () => {
  const page = await playground(context);
  await page.setInputFiles("#open-files", { name: "one.proto", mimeType: "text/plain", buffer: Buffer.from("// one") });
  await page.getByText("Opened 1 .proto file.").waitFor();
  assert.equal(await source(page).inputValue(), "// one");
  const folder = join(mkdtempSync(join(tmpdir(), "bufwasm-folder-")), "protos");
  mkdirSync(join(folder, "a/b"), { recursive: true });
  writeFileSync(join(folder, "top.proto"), "// top");
  writeFileSync(join(folder, "a/b/deep.proto"), "// deep");
  writeFileSync(join(folder, "a/README.md"), "no .proto");
  await page.setInputFiles("#open-folder", folder);
  await page.getByText("Opened 2 .proto files.").waitFor();
  assert.deepEqual((await tabs(page)).slice(2).sort(), ["a/b/deep.proto", "one.proto", "top.proto"]);
  const dropped = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(["// dropped"], "dropped.proto"));
    return data;
  });
  await page.dispatchEvent("body", "drop", { dataTransfer: dropped });
  await page.getByText("Opened 1 .proto file.").waitFor();
  assert.equal(await source(page).inputValue(), "// dropped");
  await page.close();
});

test("Tab indents, and after Escape it leads on", async () => {
  const page = await withFile("a.proto", "message A {\n}\n");
  const select = (from, to) => source(page).evaluate((field, [from, to]) => field.setSelectionRange(from, to), [from, to]);
  await source(page).focus();
  await select(12, 12);
  await page.keyboard.press("Tab");
  assert.equal(await source(page).inputValue(), "message A {\n  }\n");
  await page.keyboard.press("Control+z");
  assert.equal(await source(page).inputValue(), "message A {\n}\n", "indenting can be undone");
  await page.keyboard.press("Tab");
  await select(0, 14);
  await page.keyboard.press("Tab");
  assert.equal(await source(page).inputValue(), "  message A {\n    }\n");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Shift+Tab");
  assert.equal(await source(page).inputValue(), "message A {\n}\n");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  assert.notEqual(await page.evaluate(() => document.activeElement?.tagName), "TEXTAREA");
  await page.close();
});

test("a long file is coloured where it is seen, and only there", async () => {
  const lines = Array.from({ length: 4000 }, (_, index) => `  optional string field_${index} = ${index + 1}; // a field`);
  const page = await withFile("long.proto", `syntax = "proto2";\nmessage Long {\n${lines.join("\n")}\n}\n`);
  const nodes = () => page.locator("#editor").evaluate((editor) => editor.querySelectorAll("*").length);
  const seen = () => page.locator("#editor .gutter").evaluate((gutter) => gutter.textContent.trim().split("\n"));
  assert.ok((await nodes()) < 1000, `${await nodes()} elements`);
  await page.locator("#editor").evaluate((editor) => editor.scrollTo(0, 2000 * 20));
  await page.waitForFunction(() => document.querySelector("#editor .gutter").textContent.includes("2001\n"));
  assert.ok((await nodes()) < 1000 && (await seen()).length < 150);
  const [layer, gutter] = await page.locator("#editor").evaluate((editor) =>
    [".layers > pre", ".gutter"].map((layer) => getComputedStyle(editor.querySelector(layer)).paddingTop));
  assert.equal(layer, gutter, "numbers stand beside their lines");
  await page.close();
});

test("the generated file that belongs to the edited one is shown first", async () => {
  const page = await playground(context);
  await addReady(page, "protoc-gen-python");
  await page.getByRole("tab", { name: "money.proto" }).click();
  await generate(page);
  assert.match(await page.locator('#tree [aria-current="true"]').getAttribute("title"), /money_pb2\.py$/);
  await page.close();
});

test("on a phone, what comes of a run is in view", async () => {
  const page = await playground(context);
  await page.setViewportSize({ width: 390, height: 844 });
  const inView = (selector) => page.waitForFunction((selector) => {
    const { top, bottom } = document.querySelector(selector).getBoundingClientRect();
    return top >= -1 && top < innerHeight - 100 && bottom > 100;
  }, selector);
  await page.locator("#generate").click();
  await page.getByText(/^\d+ files? in/).waitFor();
  await inView("#output");
  await page.evaluate(() => scrollTo(0, 0));
  await source(page).fill("nonsense");
  await page.locator("#generate").click();
  await page.getByText(/^\d+ errors? in .proto files.$/).waitFor();
  await inView("#problem");
  await page.close();
});

test("a plugin is taken from a URL of the page's own origin, and no other", async () => {
  const page = await playground(context);
  await page.getByText("Add one by its URL").click();
  await page.getByRole("textbox", { name: "URL" }).fill("plugins/protoc-gen-prost.wasm");
  await page.keyboard.press("Enter");
  await page.getByText("Added plugins/protoc-gen-prost.wasm.").waitFor();
  assert.equal(await page.locator("#plugins li").count(), 2);
  await page.getByRole("textbox", { name: "URL" }).fill("https://elsewhere.invalid/p.wasm");
  await page.keyboard.press("Enter");
  await page.getByText("is of another origin").waitFor();
  assert.deepEqual(page.problems, []);
  await page.close();
});
