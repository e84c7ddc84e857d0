// A Cloudflare Worker that runs protoc plugins: POST a CodeGeneratorRequest to /NAME, get the CodeGeneratorResponse.
//
// Workers may not compile WebAssembly at run time. bufwasm itself is compiled when the Worker is deployed; plugins are data.

import { BufwasmError, load } from "bufwasm/index.js";
import engine from "bufwasm/engine/bufwasm_web_bg.wasm";
import prost from "plugins/protoc-gen-prost.wasm";

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
    if (!Object.hasOwn(PLUGINS, name)) {
      return new Response(`there is no plugin ${name}; there are: ${Object.keys(PLUGINS).join(", ")}\n`, { status: 404 });
    }
    if (request.method !== "POST") {
      return new Response("POST a CodeGeneratorRequest\n", { status: 405, headers: { Allow: "POST" } });
    }
    try {
      const plugin = await pluginOf(name);
      const { stdout } = await plugin.run({ stdin: await request.arrayBuffer(), limits: LIMITS });
      return new Response(stdout, { headers: { "Content-Type": "application/x-protobuf" } });
    } catch (error) {
      if (error instanceof BufwasmError) {
        return Response.json({ error }, { status: 422 });
      }
      throw error;
    }
  },
};

async function pluginOf(name) {
  const bufwasm = await load({ engine });
  if (!compiled.has(name)) {
    compiled.set(name, await bufwasm.compile(PLUGINS[name], { name }));
  }
  return compiled.get(name);
}
