// A Cloudflare Worker that runs protoc plugins, and protoc itself.
//
// - POST a CodeGeneratorRequest to /NAME, get that plugin's CodeGeneratorResponse.
// - POST { files: { "a.proto": TEXT }, generators: ["java"] } to /generate, get { files: { NAME: TEXT }, warnings }.
//
// `npx wrangler dev` serves it, once @bufwasm/web and wrangler are installed here, and plugins/ holds what `cargo xtask protoc`
// and `cargo xtask guests` build: protoc.wasm, protoc-gen-builtin.wasm and protoc-gen-prost.wasm.
//
// Workers may not compile WebAssembly at run time. wrangler makes a WebAssembly.Module of each of bufwasm's own files, compiled
// when the Worker is deployed; what is in plugins/ stays an ArrayBuffer, as wrangler.toml says.

import { BufwasmError, load } from "@bufwasm/web";
import engine from "@bufwasm/web/engine/bufwasm_web_bg.wasm";
import protos from "@bufwasm/web/protos/bufwasm_web_protos_bg.wasm";
import builtin from "./plugins/protoc-gen-builtin.wasm";
import prost from "./plugins/protoc-gen-prost.wasm";
import protoc from "./plugins/protoc.wasm";

/** Plugins that answer requests. */
const PLUGINS = { "protoc-gen-prost": prost };

/**
 * A Worker has 128 MiB in all. Its clock stands still while it computes, so a run is limited by fuel, not by time. Choose
 * the limit by what your plugins cost, which `bufwasm run --stats` tells: protoc-gen-prost spends 15 million units on a
 * request of 8 KB and 1,050 million on one of 320 KB; protoc-gen-go spends 580 million on the smallest request.
 */
const LIMITS = { memoryBytes: 64 * 2 ** 20, outputBytes: 16 * 2 ** 20, fuel: 2_000_000_000 };

/** Compiled plugins, kept from one request to the next. */
const compiled = new Map();

export default {
  async fetch(request) {
    const name = new URL(request.url).pathname.slice(1);
    const answer = name === "generate" ? generated : Object.hasOwn(PLUGINS, name) ? answered : undefined;
    if (!answer) {
      const there = [...Object.keys(PLUGINS), "generate"].join(", ");
      return new Response(`there is no ${name}; there are: ${there}\n`, { status: 404 });
    }
    if (request.method !== "POST") {
      const what = answer === generated ? "files and generators as JSON" : "a CodeGeneratorRequest";
      return new Response(`POST ${what}\n`, { status: 405, headers: { Allow: "POST" } });
    }
    try {
      return await answer(request, name);
    } catch (error) {
      if (error instanceof BufwasmError) {
        return Response.json({ error }, { status: 422 });
      }
      throw error;
    }
  },
};

/** What the plugin `name` answers to a CodeGeneratorRequest. */
async function answered(request, name) {
  const plugin = await pluginOf(name, PLUGINS[name]);
  const { stdout } = await plugin.run({ stdin: await request.arrayBuffer(), limits: LIMITS });
  return new Response(stdout, { headers: { "Content-Type": "application/x-protobuf" } });
}

/** What protoc's own generators make of .proto files. */
async function generated(request) {
  const { files: sources, generators } = await request.json().catch(() => ({}));
  if (!Array.isArray(generators)) {
    return new Response('POST { "files": { "a.proto": TEXT }, "generators": ["java"] }\n', { status: 400 });
  }
  const bufwasm = await load({ engine, protos });
  const compiler = { plugin: await pluginOf("protoc", protoc) };
  const plugin = await pluginOf("protoc-gen-builtin", builtin);
  const plugins = generators.map((generator) => ({ plugin, generator }));
  const { files, warnings } = await bufwasm.generate({ files: sources, compiler, plugins, limits: LIMITS });
  const text = (content) => new TextDecoder().decode(content);
  const texts = Object.fromEntries(Object.entries(files).map(([name, content]) => [name, text(content)]));
  return Response.json({ files: texts, warnings });
}

async function pluginOf(name, wasm) {
  const bufwasm = await load({ engine, protos });
  if (!compiled.has(name)) {
    compiled.set(name, await bufwasm.compile(wasm, { name }));
  }
  return compiled.get(name);
}
