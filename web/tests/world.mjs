// What the browser tests share: the browser, guests, and their native builds. `cargo xtask web --test` sets the scene.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const env = (name) => process.env[name] ?? fail(`${name} is not set; run the tests with \`cargo xtask web --test\``);
const fail = (message) => {
  throw new Error(message);
};

export const URL_OF_PLAYGROUND = env("BUFWASM_PLAYGROUND");
export const TARGET = env("BUFWASM_TARGET");
export const MODULES = env("BUFWASM_MODULES");
const { chromium } = createRequire(join(MODULES, "/"))("playwright-core");

/** Debian's; nothing of it reaches beyond this machine. */
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
  // A process of its own for graphics does not start where there is no graphics at all, as in a container.
  "--in-process-gpu",
];

/** A browser with an empty profile. */
export async function launch(options = {}) {
  const profile = mkdtempSync(join(tmpdir(), "bufwasm-chromium-"));
  try {
    return await chromium.launchPersistentContext(profile, { executablePath: CHROMIUM, args: FLAGS, ...options });
  } catch (error) {
    throw new Error(`cannot start ${CHROMIUM}; \`cargo xtask setup\` installs it`, { cause: error });
  }
}

/** A private window. */
export async function launchPrivate() {
  return (await chromium.launch({ executablePath: CHROMIUM, args: FLAGS })).newContext();
}

/** A file below `target`, such as `guests/rust/protoc-gen-prost.wasm`. */
export function built(path) {
  try {
    return readFileSync(join(TARGET, path));
  } catch (error) {
    throw new Error(`target/${path} is missing; \`cargo xtask guests\` and \`cargo xtask requests\` make it`, { cause: error });
  }
}

/** What the native build of a plugin answers. */
export function native(name, request) {
  const { status, stdout, error } = spawnSync(join(TARGET, "guests/native", name), { input: request, maxBuffer: 2 ** 28 });
  return status === 0 ? stdout : fail(`the native ${name} failed: ${error ?? status}`);
}

/** The files of an archive that the playground made: nothing in it is compressed. */
export function unzip(archive) {
  const files = {};
  for (let at = 0; archive.readUInt32LE(at) === 0x04034b50; ) {
    const [size, name] = [archive.readUInt32LE(at + 18), archive.readUInt16LE(at + 26)];
    const content = at + 30 + name;
    files[archive.toString("utf8", at + 30, content)] = archive.subarray(content, content + size);
    at = content + size;
  }
  return files;
}

/** Opens the playground as on a first visit, and waits until it is ready. */
export async function playground(context, hash = "") {
  const page = await context.newPage();
  await page.goto(`${URL_OF_PLAYGROUND}blank.html`);
  await page.evaluate(() => {
    localStorage.clear();
    sessionStorage.clear();
  });
  const problems = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  await page.goto(URL_OF_PLAYGROUND + hash);
  await page.locator("#generate:enabled").waitFor();
  return Object.assign(page, { problems });
}

/** Adds a plugin by the file field, as its name and bytes. */
export async function addPlugin(page, name, wasm) {
  await page.setInputFiles("#add-plugin", { name: `${name}.wasm`, mimeType: "application/wasm", buffer: wasm });
  await page.getByText(`Added ${name}.`).waitFor();
}

/** Generates, and gives the files by their names. */
export async function generate(page) {
  await page.locator("#generate").click();
  await page.getByText(/^\d+ files? in \d+ ms\.$/).waitFor({ timeout: 120_000 });
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator("#download").click()]);
  return unzip(readFileSync(await download.path()));
}

/** The field in which the page's open file is edited. */
export const source = (page) => page.getByRole("textbox", { name: /^Source of/ });

/** The names of the page's .proto files. */
export const tabs = async (page) => page.getByRole("tab").allTextContents();

/** Chooses a ready plugin. */
export async function addReady(page, name) {
  await page.getByText("Add a ready plugin").click();
  await page.getByRole("list", { name: "Ready plugins" }).getByRole("button", { name: `${name} ` }).click();
  await page.getByText(`Added ${name}.`).waitFor();
}

/** Puts `text` in the place of what is edited, at once. */
export async function edit(page, text) {
  await source(page).evaluate((field, text) => {
    field.value = text;
    field.dispatchEvent(new Event("input"));
  }, text);
}

/** The playground with nothing but the file `name`, and the ready plugins called `plugins`, if these are given. */
export async function withFile(context, name, text, plugins) {
  const page = await playground(context);
  await page.getByRole("button", { name: "Remove file" }).click();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill(name);
  await page.keyboard.press("Enter");
  await edit(page, text);
  assert.deepEqual(await tabs(page), [name]);
  if (plugins) {
    await page.getByRole("button", { name: "Remove protoc-gen-prost" }).click();
    for (const plugin of plugins) {
      await addReady(page, plugin);
    }
  }
  return page;
}
