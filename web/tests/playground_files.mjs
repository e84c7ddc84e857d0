// Sources in the playground: opened, dropped and edited.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";

import { built, edit, launch, playground, source, tabs, withFile } from "./world.mjs";

let context;
before(async () => (context = await launch({ acceptDownloads: true })));
after(() => context?.close());

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
  const page = await withFile(context, "a.proto", "message A {\n}\n");
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
  const page = await withFile(context, "long.proto", `syntax = "proto2";\nmessage Long {\n${lines.join("\n")}\n}\n`);
  const nodes = () => page.locator("#editor").evaluate((editor) => editor.querySelectorAll("*").length);
  const seen = () => page.locator("#editor .gutter").evaluate((gutter) => gutter.textContent.trim().split("\n"));
  assert.ok((await nodes()) < 1000, `${await nodes()} elements`);
  await page.locator("#editor").evaluate((editor) => editor.scrollTo(0, 2000 * 20));
  await page.waitForFunction(() => document.querySelector("#editor .gutter").textContent.includes("2001\n"));
  assert.ok((await nodes()) < 1000 && (await seen()).length < 150);
  await source(page).evaluate((field) => field.focus());
  const remade = async (key) => {
    await page.evaluate(() => {
      window.remade = 0;
      window.watch ??= new MutationObserver((changes) => changes.forEach(({ addedNodes }) => (window.remade += addedNodes.length)));
      window.watch.observe(document.getElementById("editor"), { childList: true, subtree: true });
    });
    await page.keyboard.press(key);
    return page.evaluate(() => window.remade);
  };
  await source(page).evaluate((field) => field.setSelectionRange(...Array(2).fill(field.value.indexOf("field_1905"))));
  await page.locator("#editor").evaluate((editor) => editor.scrollTo(0, 1900 * 20));
  await page.waitForFunction(() => document.querySelector("#editor .gutter").textContent.includes("1901\n"));
  for (const key of ["x", "Enter", "Backspace"]) {
    const elements = await remade(key);
    assert.ok(elements > 0 && elements <= 4, `${key} makes ${elements} elements anew`);
  }
  const [layer, gutter] = await page.locator("#editor").evaluate((editor) =>
    [".layers > pre", ".gutter"].map((layer) => getComputedStyle(editor.querySelector(layer)).paddingTop));
  assert.equal(layer, gutter, "numbers stand beside their lines");
  await page.close();
});

/** Drops files anywhere on the page: texts or bytes by their names. */
async function drop(page, files) {
  const encoded = Object.entries(files).map(([name, content]) => [name, Buffer.from(content).toString("base64")]);
  const data = await page.evaluateHandle((encoded) => {
    const data = new DataTransfer();
    for (const [name, text] of encoded) {
      data.items.add(new File([Uint8Array.from(atob(text), (character) => character.charCodeAt(0))], name));
    }
    return data;
  }, encoded);
  await page.dispatchEvent("body", "drop", { dataTransfer: data });
}

/** A directory of files, to be opened. */
function folder(name, files) {
  const path = join(mkdtempSync(join(tmpdir(), "bufwasm-folder-")), name);
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), content);
  }
  return path;
}

test("files of a folder have the names by which they import each other", async () => {
  const layouts = {
    "the include path": ["protos", { "shop/a.proto": 'import "shop/b.proto";', "shop/b.proto": "" }],
    "a package": ["shop", { "a.proto": 'import "shop/b.proto";', "b.proto": "" }],
    "a checkout": ["repository", { "api/protos/shop/a.proto": 'import public "shop/b.proto";', "api/protos/shop/b.proto": "" }],
  };
  for (const [what, [name, files]] of Object.entries(layouts)) {
    const page = await withFile(context, "kept.proto", "");
    await page.setInputFiles("#open-folder", folder(name, { ...files, "README.md": "no .proto" }));
    await page.getByText("Opened 2 .proto files.").waitFor();
    assert.deepEqual((await tabs(page)).sort(), ["kept.proto", "shop/a.proto", "shop/b.proto"], what);
    await page.close();
  }
});

test("folders are dropped with all that is in them, but what is hidden", async () => {
  const page = await withFile(context, "kept.proto", "");
  const many = Object.fromEntries(Array.from({ length: 250 }, (_, index) => [`a/b/many/m${index}.proto`, `// ${index}`]));
  const files = { ...many, "a/deep.proto": 'import "a/b/many/m0.proto";', ".git/old.proto": "", "a/notes.txt": "notes" };
  const session = await context.newCDPSession(page);
  const data = { items: [], files: [folder("protos", files)], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"]) {
    await session.send("Input.dispatchDragEvent", { type, x: 200, y: 300, data });
    const shown = await page.evaluate(() => document.body.classList.contains("dropping"));
    assert.ok(type === "dragEnter" || shown === (type === "dragOver"), `${type}: whether the page tells that files can be dropped`);
  }
  await page.getByText("Opened 251 .proto files.").waitFor();
  const names = await tabs(page);
  assert.deepEqual(names.slice(0, 4), ["kept.proto", "a/b/many/m0.proto", "a/b/many/m1.proto", "a/b/many/m2.proto"]);
  assert.equal(names.at(-1), "a/deep.proto");
  assert.ok(await page.getByRole("alert").isHidden(), "nobody asked for what else is there");
  await page.close();
});

test("what cannot be used is named, with what to do", async () => {
  const page = await playground(context);
  const refusals = [
    [{ "protoc-gen-go": "\x7fELF\x02" }, "protoc-gen-go is a program for Linux. This page runs WebAssembly: build the plugin"],
    [{ "protoc-gen-go.exe": "MZ\x90" }, "protoc-gen-go.exe is a program for Windows."],
    [{ "plugin.wasm": "#!/bin/sh" }, "plugin.wasm is a script."],
    [{ "plugin.wasm": "hello" }, "plugin.wasm is no WebAssembly, whatever its name says."],
    [{ "plugin.wasm": "" }, "plugin.wasm is empty."],
    [{ "protos.zip": "PK\x03\x04" }, "protos.zip is an archive: unpack it, and drop what is in it."],
    [{ "notes.txt": "notes" }, "notes.txt is neither a .proto file nor a plugin (.wasm)."],
    [{ "latin.proto": Buffer.from([0x2f, 0x2f, 0xe9]) }, "latin.proto is not UTF-8 text: save it as UTF-8."],
  ];
  for (const [files, message] of refusals) {
    await drop(page, files);
    await page.getByText("Nothing was opened.").waitFor();
    const told = await page.getByRole("alert").textContent();
    assert.ok(told.startsWith(message), told);
  }
  await drop(page, { "one.proto": "// one", "notes.txt": "notes" });
  await page.getByText("Opened 1 .proto file.").waitFor();
  assert.match(await page.getByRole("alert").textContent(), /^notes\.txt is neither/);
  assert.deepEqual(page.problems, []);
  await page.close();
});

test("modules that are no plugins are refused with a hint", async () => {
  const page = await playground(context);
  const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  // A type () -> (), and an import of it: no.such.
  const imports = [...header, 1, 4, 1, 0x60, 0, 0, 2, 11, 1, 2, 0x6e, 0x6f, 4, 0x73, 0x75, 0x63, 0x68, 0, 0];
  // A function of this type, exported as _start.
  const start = [3, 2, 1, 0, 7, 10, 1, 6, 0x5f, 0x73, 0x74, 0x61, 0x72, 0x74, 0, 1, 10, 4, 1, 2, 0, 0x0b];
  for (const [name, bytes, message] of [
    ["empty", header, /Hint: build a program, not a library/],
    ["broken", [...header, 1, 200], /Hint: build the plugin for wasm32-wasip1/],
    ["imports", [...imports, ...start], /no\.such.*Hint: build the plugin for wasm32-wasip1/],
  ]) {
    await drop(page, { [`${name}.wasm`]: Buffer.from(bytes) });
    await page.getByText(`${name} was not added.`).waitFor();
    assert.match(await page.getByRole("alert").textContent(), message, name);
  }
  await drop(page, { "protoc-gen-own": built("guests/rust/protoc-gen-prost.wasm") });
  await page.getByText("Added protoc-gen-own.").waitFor();
  assert.ok(await page.getByRole("alert").isHidden(), "what is right takes an old error away");
  await page.close();
});

test("what is replaced, removed or begun anew can be brought back", async () => {
  const page = await withFile(context, "mine.proto", "// mine");
  const undo = async (text) => {
    await page.getByRole("button", { name: "Undo" }).click();
    assert.deepEqual([await tabs(page), await source(page).inputValue()], [["mine.proto"], text]);
  };
  await drop(page, { "mine.proto": "// another", "more.proto": "" });
  await page.getByText("Opened 2 .proto files, and replaced what you had of 1 of them.").waitFor();
  await undo("// mine");
  await page.getByRole("button", { name: "Remove file" }).click();
  await undo("// mine");
  await page.getByRole("button", { name: "Start over" }).click();
  await page.getByText("Started over.").waitFor();
  await undo("// mine");
  await page.close();
});

test("two files never have one name", async () => {
  const page = await playground(context);
  const name = page.getByRole("textbox", { name: "Name", exact: true });
  await name.fill("shop/v1/money.proto");
  await page.keyboard.press("Enter");
  await page.getByText("There is a shop/v1/money.proto already, so this one is still shop/v1/shop.proto.").waitFor();
  assert.equal(await name.inputValue(), "shop/v1/shop.proto");
  await drop(page, { "a.proto": "// first" });
  await page.setInputFiles("#open-files", ["one", "two"].map((text) => ({ name: "a.proto", mimeType: "", buffer: Buffer.from(text) })));
  await page.getByText("a.proto is there twice: drop the folders that they are in").waitFor();
  assert.equal(await source(page).inputValue(), "one");
  await page.close();
});

test("1,000 files are opened, found, kept and generated for", async () => {
  const files = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => {
    const rest = index > 0 ? `import "many/m0.proto"; message N${index} { N0 first = 1; }` : "message N0 {}";
    return [`many/m${index}.proto`, `syntax = "proto3"; package many; ${rest}`];
  }));
  const page = await withFile(context, "only.proto", 'syntax = "proto3";');
  await page.setInputFiles("#open-folder", folder("protos", files));
  await page.getByText("Opened 1000 .proto files.").waitFor();
  const strip = await page.getByRole("tablist").boundingBox();
  assert.ok(strip.height < 130, `the strip has ${strip.height} pixels`);
  await page.getByRole("searchbox", { name: "Find" }).fill("m77.");
  await page.getByRole("tab", { name: "many/m77.proto" }).click();
  assert.match(await source(page).inputValue(), /message N77 /);
  await page.locator("#generate").click();
  await page.getByText(/^\d+ files in \d+ ms\.$/).waitFor({ timeout: 120_000 });
  await page.reload();
  await page.getByText("Ready.").waitFor();
  assert.equal(await page.getByRole("tab").count(), 1001);
  assert.match(await source(page).inputValue(), /message N77 /);
  await page.close();
});
