// A Worker that runs what is posted to it as `wasm`, or what an import makes of a .wasm, with the modules that `given` says.

import { load } from "bufwasm/index.js";
import engine from "bufwasm/engine/bufwasm_web_bg.wasm";
import full from "bufwasm/full/bufwasm_web_bg.wasm";

export default {
  async fetch(request) {
    if (request.method !== "POST") {
      return new Response("POST given and wasm\n", { status: 405, headers: { Allow: "POST" } });
    }
    const form = await request.formData();
    const wasm = form.has("wasm") ? await form.get("wasm").arrayBuffer() : full;
    const sources = { nothing: {}, bytes: { engine: wasm }, engine: { engine }, both: { engine, full } };
    try {
      const bufwasm = await load(sources[form.get("given")]);
      const { stdout } = await (await bufwasm.compile(wasm)).run({ stdin: "hello" });
      return new Response(stdout);
    } catch ({ kind, message, hint }) {
      return new Response(`${kind}: ${message}; ${hint}`);
    }
  },
};
