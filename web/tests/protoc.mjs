// protoc as the compiler in Chromium and in Node, beside the command line: `cargo xtask web --test`.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { commandLine, expected } from "./command_line.mjs";
import { TARGET, URL_OF_PLAYGROUND, built, launch } from "./world.mjs";

/** A file of an edition, with features, options, imports, comments and a service: something for every generator. */
const FILES = {
  "shop/v1/shop.proto": `// Things for sale.
edition = "2023";

package shop.v1;

import "google/protobuf/timestamp.proto";
import "shop/v1/money.proto";

option java_multiple_files = true;
option csharp_namespace = "Shop.V1";
option objc_class_prefix = "SHP";

// A thing for sale.
message Item {
  string name = 1 [features.field_presence = IMPLICIT];
  Money price = 2;
  map<string, string> labels = 3;
  google.protobuf.Timestamp since = 4;
  repeated int32 sizes = 5 [features.repeated_field_encoding = EXPANDED];
  oneof place {
    string shelf = 6;
    uint32 snake_case_box = 7;
  }
}

// Sells.
service Till {
  rpc Sell(Item) returns (Money);
}
`,
  "shop/v1/money.proto": `syntax = "proto3";
package shop.v1;
option java_multiple_files = true;
option csharp_namespace = "Shop.V1";
option objc_class_prefix = "SHP";
message Money {
  int64 cents = 1;
  optional string currency = 2;
}
`,
};

/** What is wrong here, protoc tells at three places of two files; and it warns. */
const WRONG = {
  "a.proto": 'edition = "2023";\nimport "b.proto";\nimport "google/protobuf/any.proto";\nmessage A {\n  Nothing x = 1;\n  B y = 1;\n}\n',
  "b.proto": 'syntax = "proto3";\nmessage B { int32 x = 0; }\n',
};

let context, page;
before(async () => {
  // A service worker would answer in the place of the server, whose requests are counted here.
  context = await launch({ serviceWorkers: "block" });
  page = await opened();
});
after(() => context?.close());

/** A page with the package, and what the playground offers. */
async function opened() {
  const page = await context.newPage();
  await page.goto(`${URL_OF_PLAYGROUND}blank.html`);
  await page.evaluate(async () => {
    Object.assign(window, await import("/protoc.js"));
    await window.begin();
  });
  return page;
}

const GENERATORS = await (async () => (await import(pathToFileURL(join(TARGET, "web/package/index.js")))).GENERATORS)();

/** What a generator does not do without: Ruby's signatures know no editions, and Rust wants to be told of imported crates. */
const PARAMETERS = { rust: "experimental-codegen=enabled,kernel=upb" };
const OWN_FILES = {
  rbs: { "shop/v1/money.proto": FILES["shop/v1/money.proto"] },
  rust: { "a.proto": 'edition = "2023";\npackage a;\nmessage A { map<string, int32> sizes = 1; oneof x { string s = 2; A a = 3; } }\n' },
};

for (const name of GENERATORS) {
  test(`${name} is what the command line makes`, async () => {
    const [files, parameter] = [OWN_FILES[name] ?? FILES, PARAMETERS[name]];
    const made = await page.evaluate((asked) => window.generated(...asked), [files, name, parameter]);
    assert.deepEqual(made, expected(files, name, parameter));
    assert.ok(Object.keys(made).length > 0);
  });
}

test("a plugin of gRPC's is asked what the command line asks it", async () => {
  const files = await page.evaluate((files) => window.generatedByPlugin(files, "protoc-gen-grpc_python"), FILES);
  assert.deepEqual(files, expected(FILES, "grpc_python"));
  assert.ok(Object.keys(files).length > 0);
});

test("what protoc says of wrong files is its own words, and has places", async () => {
  const { status, stderr } = commandLine(WRONG, (root) => [`--python_out=${root}`]);
  assert.notEqual(status, 0);
  const problem = await page.evaluate((files) => window.problem(files), WRONG);
  assert.equal(problem.kind, "proto_error");
  assert.ok(problem.stderr.split("\n").length > 2, problem.stderr);
  assert.ok(stderr.includes(problem.stderr.trimEnd()), `${stderr}\nand in the page:\n${problem.stderr}`);
  const said = problem.diagnostics.map(({ file, line, column, message }) =>
    `${[file, line, column].filter((part) => part !== null).map((part) => `${part}:`).join("")} ${message}\n`);
  assert.equal(said.join(""), problem.stderr);
  const first = problem.diagnostics.find(({ message }) => !message.startsWith("warning: "));
  assert.deepEqual([problem.file, problem.line, problem.column, problem.message], [first.file, first.line, first.column, first.message]);
  assert.ok(problem.line > 0 && problem.column > 0);
});

test("what protoc warns of is told with the files", async () => {
  const unused = { "a.proto": 'edition = "2023";\nimport "google/protobuf/any.proto";\n' };
  const warnings = await page.evaluate((files) => window.warnings(files), unused);
  assert.deepEqual(warnings, [
    { file: "a.proto", line: 2, column: 1, message: "warning: Import google/protobuf/any.proto is unused." },
  ]);
});

test("each plugin has an environment, files and limits of its own", async () => {
  assert.deepEqual(await page.evaluate((files) => window.limited(files), FILES), {
    first: "no failure", second: "out_of_fuel protoc-gen-java", protoc: "out_of_fuel protoc",
  });
});

test("a page loads protoc once, tells how far, and has it again after a reload", async () => {
  const own = await opened();
  let asked = 0;
  await own.route("**/protoc.wasm*", (route) => ((asked += 1), route.continue()));
  await own.evaluate(() => caches.delete("bufwasm"));
  const progress = await own.evaluate((files) => window.progress(files), FILES);
  const downloads = progress.filter(({ phase }) => phase === "download");
  assert.equal(downloads[0].loadedBytes, 0);
  assert.equal(downloads.at(-1).loadedBytes, built("protoc/protoc.wasm").length);
  assert.equal(downloads.at(-1).totalBytes, built("protoc/protoc.wasm").length);
  const steps = progress.filter(({ step }) => step !== undefined).map(({ step, steps, plugin }) => `${step}/${steps} ${plugin}`);
  assert.deepEqual([...new Set(steps)], ["1/2 protoc-gen-java", "2/2 protoc-gen-python"]);
  await own.evaluate((files) => window.generated(files, "java"), FILES);
  assert.equal(asked, 1);
  await own.reload();
  await own.evaluate(async (files) => {
    Object.assign(window, await import("/protoc.js"));
    await window.begin();
    await window.generated(files, "java");
  }, FILES);
  assert.equal(asked, 1);
  await own.close();
});

test("what is no compiler is refused", async () => {
  assert.deepEqual(await page.evaluate((echo) => window.refused(echo), built("guests/rust-local/echo.wasm").toString("base64")), {
    name: "usage", missing: "io", text: "bad_module", echo: "bad_response",
  });
});

test("Node compiles by protoc too, from bytes", async () => {
  const { load } = await import(pathToFileURL(join(TARGET, "web/package/index.js")));
  const modules = { engine: "engine/bufwasm_web_bg", full: "full/bufwasm_web_bg", protos: "protos/bufwasm_web_protos_bg" };
  const compiled = Object.entries(modules).map(async ([name, path]) => [name, await WebAssembly.compile(built(`web/package/${path}.wasm`))]);
  const bufwasm = await load(Object.fromEntries(await Promise.all(compiled)));
  const plugin = await bufwasm.compile(built("protoc/protoc-gen-builtin.wasm"));
  const compiler = { bytes: built("protoc/protoc.wasm") };
  const { files, compiler: run } = await bufwasm.generate({ files: FILES, compiler, plugins: [{ plugin, generator: "java" }] });
  assert.deepEqual(Object.fromEntries(Object.entries(files).map(([name, content]) => [name, Buffer.from(content).toString()])), expected(FILES, "java"));
  assert.ok(run.name === "protoc" && run.stats.fuel > 0);
});
