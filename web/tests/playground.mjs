// From sources to generated code in the playground: `cargo xtask web --test`.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { expected } from "./command_line.mjs";
import { addPlugin, addReady, built, edit, generate, launch, playground, source, withFile } from "./world.mjs";

let context;
before(async () => (context = await launch({ acceptDownloads: true })));
after(() => context?.close());

const SHOP = 'edition = "2023";\npackage shop;\n// A thing for sale.\nmessage Item {\n  string name = 1;\n}\n';

test("an edition is generated to Java and Python as by the command line", async () => {
  const page = await withFile(context, "shop.proto", SHOP, ["protoc-gen-java", "protoc-gen-python"]);
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
  const page = await withFile(context, "shop.proto", SHOP, ["protoc-gen-java"]);
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

test("the generated file that belongs to the edited one is shown first", async () => {
  const page = await playground(context);
  await addReady(page, "protoc-gen-python");
  await page.getByRole("tab", { name: "money.proto" }).click();
  await generate(page);
  assert.match(await page.locator('#tree [aria-current="true"]').getAttribute("title"), /money_pb2\.py$/);
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

test("what was generated before a change is marked, until it is generated anew", async () => {
  const page = await playground(context);
  await generate(page);
  const mark = page.getByText("out of date");
  assert.ok(await mark.isHidden());
  const changes = {
    "the source": () => source(page).fill('syntax = "proto3"; message A {}'),
    "an option": () => page.getByRole("textbox", { name: "Options" }).fill("file_descriptor_set=true"),
    "the compiler": () => page.getByRole("combobox", { name: "Compiler" }).selectOption("protoc"),
    "a plugin": () => addReady(page, "protoc-gen-java"),
  };
  for (const [what, change] of Object.entries(changes)) {
    await change();
    assert.ok(await mark.isVisible(), what);
    await generate(page);
    assert.ok(await mark.isHidden(), what);
  }
  await addPlugin(page, "endless", built("guests/rust-local/spin.wasm"));
  await page.locator("#generate").click();
  await page.getByText("Running endless").waitFor();
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByText("Stopped.").waitFor();
  assert.ok(await mark.isVisible(), "a run that was stopped");
  await page.getByRole("button", { name: "Remove endless" }).click();
  await generate(page);
  await page.evaluate(() => {
    document.getElementById("generate").click();
    const field = document.querySelector("#editor textarea");
    field.value += "// later";
    field.dispatchEvent(new Event("input"));
  });
  await page.getByText(/^\d+ files? in \d+ ms\.$/).waitFor();
  assert.ok(await mark.isVisible(), "a change while a run goes on");
  await generate(page);
  await page.getByRole("tab", { name: "money.proto" }).click();
  assert.ok(await mark.isHidden(), "to look at another file changes nothing");
  await page.close();
});

test("a plugin that never ends is stopped, and the page goes on", async () => {
  const page = await playground(context);
  await generate(page);
  await addPlugin(page, "endless", built("guests/rust-local/spin.wasm"));
  await page.locator("#generate").click();
  await page.getByText("Running endless (2 of 2)…").waitFor();
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByText("Stopped.").waitFor();
  assert.ok(await page.getByText("out of date").isVisible());
  await page.getByRole("button", { name: "Remove endless" }).click();
  assert.ok(Object.keys(await generate(page)).length > 0);
  await page.close();
});

test("what is wrong with a plugin is told with what to do about it here", async () => {
  const page = await playground(context);
  await generate(page);
  await page.getByRole("button", { name: "Remove protoc-gen-prost" }).click();
  const limit = (ms) => page.evaluate((ms) => (document.querySelector("#limit-time").selectedOptions[0].value = ms), ms);
  const failures = {
    spin: /^spin: .*Hint: choose more time under “Limits of a run”/,
    hog: /^hog: .*Hint: choose more memory under “Limits of a run”/,
    recurse: /^recurse: .*Hint: the plugin calls itself without an end/,
  };
  for (const [name, text] of Object.entries(failures)) {
    await addPlugin(page, name, built(`guests/rust-local/${name}.wasm`));
    await limit(name === "spin" ? "300" : "120000");
    await page.locator("#generate").click();
    await page.getByText(`${name} failed.`).waitFor();
    assert.match(await page.locator("#problem").textContent(), text);
    assert.equal(await page.locator("#view").textContent(), "Nothing was generated.");
    await page.getByRole("button", { name: `Remove ${name}` }).click();
  }
  await page.close();
});

test("progress tells what is loaded, how much of it, and which plugin runs", async () => {
  // Where nothing is kept yet.
  const own = await launch();
  const page = await withFile(own, "shop.proto", SHOP, ["protoc-gen-java", "protoc-gen-python"]);
  await page.getByRole("combobox", { name: "Compiler" }).selectOption("protoc");
  await page.evaluate(() => {
    window.said = { status: new Set(), doing: new Set() };
    for (const [id, texts] of Object.entries(window.said)) {
      const place = document.getElementById(id);
      const all = { childList: true, characterData: true, subtree: true };
      new MutationObserver(() => texts.add(place.textContent)).observe(place, all);
    }
  });
  await page.locator("#generate").click();
  await page.getByText(/^\d+ files in \d+ ms\.$/).waitFor({ timeout: 120_000 });
  const said = await page.evaluate(() => ({ status: [...window.said.status], doing: [...window.said.doing] }));
  for (const step of [
    /^Loading protoc…$/,
    /^First run, loading the engine: compiling .proto files by protoc…$/,
    // Short steps are not told of.
    /([Pp]reparing|Running) protoc-gen-java \(1 of 2\)…$/,
    /([Pp]reparing|Running) protoc-gen-python \(2 of 2\)…$/,
  ]) {
    assert.ok(said.status.some((text) => step.test(text)), `${step} is not among ${said.status.join(" ")}`);
  }
  assert.ok(said.doing.some((text) => /^protoc: [\d.]+ [KM]iB of 5\.\d MiB$/.test(text)), said.doing.join(" "));
  assert.ok(await page.locator("#progress").isHidden());
  await own.close();
});

test("plugins are put in another order, and one that was removed comes back", async () => {
  const page = await playground(context);
  await addReady(page, "protoc-gen-java");
  const names = () => page.locator("#plugins strong").allTextContents();
  await page.getByRole("button", { name: "Move protoc-gen-java up" }).click();
  assert.deepEqual(await names(), ["protoc-gen-java", "protoc-gen-prost"]);
  await page.getByRole("button", { name: "Remove protoc-gen-java" }).click();
  await page.getByRole("button", { name: "Undo" }).click();
  assert.deepEqual(await names(), ["protoc-gen-java", "protoc-gen-prost"]);
  assert.ok(Object.keys(await generate(page)).length > 0);
  await page.close();
});
