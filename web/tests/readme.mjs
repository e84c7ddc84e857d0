// The README's project from nothing, word by word: `cargo xtask web --test`.

import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { NPM_ENV } from "./install.mjs";
import { serveFiles, visit } from "./pages.mjs";
import { begun, freePort, serveByWrangler, wranglerEnv } from "./workerd.mjs";
import { MODULES, TARGET, launch } from "./world.mjs";

const README = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const [INTRODUCTION, ...WAYS] = README.split("\n## ").find((section) => section.startsWith("A project from nothing\n")).split("\n### ");

/** The blocks of `text`: commands, and files with the name that is told last before them. */
function blocksOf(text) {
  return Array.from(text.matchAll(/([^]*?)```(\w+)\n([^]*?)```/g), ([, before, language, content]) =>
    language === "sh" ? { commands: content } : { name: before.match(/.*`([\w.]+)`/s)[1], content },
  );
}

/**
 * npm and npx, without the network: what is installed for development is what these tests bring, of the same name. Its commands
 * are at node_modules/.bin, as npm would have them.
 */
const NPM = `
  npm() {
    if [ "$1 $2" != "install --save-dev" ]; then command npm "$@"; return; fi
    shift 2
    mkdir -p node_modules/.bin
    for package; do
      ln -s "$MODULES/$package" "node_modules/$package"
      for link in "$MODULES"/.bin/*; do
        case "$(readlink "$link")" in "../$package/"*) cp -P "$link" node_modules/.bin/ ;; esac
      done
    done
  }
`;

const root = mkdtempSync(join(tmpdir(), "bufwasm-readme-"));
const env = { ...wranglerEnv(root), ...NPM_ENV, CHECKOUT: join(root, "checkout"), MODULES };
let context;

before(async () => {
  mkdirSync(env.CHECKOUT);
  symlinkSync(TARGET, join(env.CHECKOUT, "target"));
  mkdirSync(join(root, "begun"));
  blocksOf(INTRODUCTION).forEach(({ commands }) => type("begun", commands));
  context = await launch();
});
after(async () => {
  await context?.close();
  rmSync(root, { recursive: true, force: true });
});

/** Types `commands` in a directory of `root`. */
function type(directory, commands) {
  execFileSync("bash", ["-euc", NPM + commands], { cwd: join(root, directory), env, stdio: ["ignore", "ignore", "inherit"] });
}

/** Goes one way from the project that was begun, with the files that it names and the commands numbered `which`. */
function go(title, which = 0) {
  const way = WAYS.find((way) => way.startsWith(`${title}\n`)) ?? assert.fail(`there is no ${title}`);
  const name = `${title} ${which}`;
  const directory = join(root, name);
  cpSync(join(root, "begun"), directory, { recursive: true, verbatimSymlinks: true });
  const blocks = blocksOf(way);
  for (const { name, content } of blocks.filter(({ name }) => name)) {
    writeFileSync(join(directory, name), content);
  }
  type(name, blocks.filter(({ commands }) => commands)[which].commands);
  return { directory, way };
}

test("in Node", () => {
  const { directory } = go("In Node");
  assert.match(readFileSync(join(directory, "shop/shop.rs"), "utf8"), /pub struct Item \{/);
});

/** What the README's page shows in the end. */
const shown = () => document.querySelector("#generated")?.textContent;

for (const [which, how] of ["vite", "webpack", "esbuild", "no bundler"].entries()) {
  test(`in a page, with ${how}`, async () => {
    const { directory, way } = go("In a page", which);
    assert.match(way.match(/\*\*.*?\*\*/g)[which], new RegExp(how.split(" ").at(-1)));
    const files = await serveFiles(join(directory, "dist"));
    const [text, failures] = await visit(context, files.url, shown).finally(files.stop);
    assert.deepEqual(failures, []);
    assert.match(text, /pub struct Item \{/);
    if (how === "vite") {
      assert.match(way, /by `npx vite`/);
      await inDevelopment(directory);
    }
  });
}

/** The page as vite's own server has it. */
async function inDevelopment(directory) {
  const port = await freePort();
  // What `npx vite` starts, by itself: ending npx would leave it behind.
  const args = [join(directory, "node_modules/.bin/vite"), "--host", "127.0.0.1", "--port", String(port), "--strictPort"];
  const vite = spawn(process.execPath, args, { cwd: directory, env, stdio: ["ignore", "ignore", "inherit"] });
  const { url, stop } = await begun("vite", vite, port);
  const [text, failures] = await visit(context, url, shown).finally(stop);
  assert.deepEqual(failures, []);
  assert.match(text, /pub struct Item \{/);
}

test("with TypeScript", () => {
  const { directory } = go("With TypeScript");
  const main = join(directory, "main.ts");
  writeFileSync(main, readFileSync(main, "utf8").replace("10_000", '"10s"'));
  const { status, stdout } = spawnSync("npx", ["tsc"], { cwd: directory, env, encoding: "utf8" });
  assert.notEqual(status, 0);
  assert.match(stdout, /Type 'string' is not assignable to type 'number'/);
});

test("in Cloudflare Workers", async () => {
  const { directory, way } = go("In Cloudflare Workers");
  const [, source, answer] = way.match(/`npx wrangler dev`[^]*?`curl --data '(.*?)' localhost:8787` answers\s+`(.*?)`/);
  const { url, stop } = await serveByWrangler(directory);
  const answered = fetch(url, { method: "POST", body: source }).then((response) => response.text());
  assert.equal(await answered.finally(stop), answer);
});
