// protoc as the compiler, in the page itself.

import { startWorker } from "./bufwasm/index.js";

let bufwasm, ready, builtin;

export async function begin() {
  ready = await (await fetch("/ready.json")).json();
  bufwasm = await startWorker();
  builtin = await plugin("protoc-gen-builtin");
}

const compiler = () => ({ url: `/${ready.protoc.url}` });

async function plugin(name) {
  const { url } = ready.plugins.find((plugin) => plugin.name === name);
  return bufwasm.compile(await (await fetch(`/${url}`)).arrayBuffer(), { name });
}

const text = (files) => Object.fromEntries(Object.entries(files).map(([name, content]) => [name, new TextDecoder().decode(content)]));

export async function generated(files, generator, parameter) {
  const plugins = [{ plugin: builtin, generator, parameter }];
  const result = await bufwasm.generate({ files, compiler: compiler(), plugins });
  return text(result.files);
}

export async function generatedByPlugin(files, name) {
  const result = await bufwasm.generate({ files, compiler: compiler(), plugins: [{ plugin: await plugin(name) }] });
  return text(result.files);
}

const failure = (promise) => promise.then(() => "no failure", (error) => error.toJSON());
const ends = async (options) => failure(bufwasm.generate({ compiler: compiler(), ...options }));

export const problem = (files) => ends({ files, plugins: [{ plugin: builtin, generator: "python" }] });

export async function warnings(files) {
  return (await bufwasm.generate({ files, compiler: compiler(), plugins: [] })).warnings;
}

/** The milliseconds that compiling `files` takes, by protoc or by the built-in compiler. */
export async function compiling(files, guest) {
  const start = performance.now();
  await bufwasm.generate({ files, plugins: [], ...(guest && { compiler: compiler() }) });
  return performance.now() - start;
}

export async function limited(files) {
  const java = { plugin: builtin, generator: "java" };
  const few = { fuel: 1000 };
  const kind = async (options) => {
    const error = await ends({ files, ...options });
    return error === "no failure" ? error : `${error.kind} ${error.plugin}`;
  };
  return {
    first: await kind({ plugins: [{ ...java, env: { LANG: "C" }, files: { "/etc/x": "y" }, limits: { fuel: 1e10 } }] }),
    second: await kind({ plugins: [{ ...java, generator: "python" }, { ...java, limits: few }] }),
    protoc: await kind({ plugins: [java], limits: few }),
  };
}

export async function progress(files) {
  const seen = [];
  const plugins = ["java", "python"].map((generator) => ({ plugin: builtin, generator }));
  await bufwasm.generate({ files, compiler: compiler(), plugins, onProgress: (progress) => seen.push(progress) });
  return seen;
}

export async function refused(echo) {
  const kind = async (compiler) => (await ends({ files: { "a.proto": "" }, compiler, plugins: [] })).kind;
  return {
    name: await kind("buf"),
    missing: await kind({ url: "/nothing.wasm" }),
    text: await kind({ bytes: new TextEncoder().encode("protoc") }),
    echo: await kind({ bytes: Uint8Array.from(atob(echo), (character) => character.charCodeAt(0)) }),
  };
}
