// A Worker that runs a case of the corpus: POST a form of `row` (JSON), `wasm` and `stdin`, get how it ended.

import { load } from "bufwasm/index.js";
import engine from "bufwasm/engine/bufwasm_web_bg.wasm";
import full from "bufwasm/full/bufwasm_web_bg.wasm";
import { endOf } from "corpus.js";

export default {
  async fetch(request) {
    if (request.method !== "POST") {
      return new Response("POST a case\n", { status: 405, headers: { Allow: "POST" } });
    }
    const form = await request.formData();
    const [wasm, stdin] = await Promise.all(["wasm", "stdin"].map((name) => form.get(name).arrayBuffer()));
    return Response.json(await endOf(await load({ engine, full }), JSON.parse(form.get("row")), wasm, stdin));
  },
};
