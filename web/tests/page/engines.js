// A plugin on both engines: what it writes, how it ends, and what it spends are the same.

import * as small from "./bufwasm/engine/bufwasm_web.js";
import * as full from "./bufwasm/full/bufwasm_web.js";

export default async function engines(_, { wasm, stdin, limits }) {
  const module_or_path = (kind) => new URL(`./bufwasm/${kind}/bufwasm_web_bg.wasm`, import.meta.url);
  await small.default({ module_or_path: module_or_path("engine") });
  await full.default({ module_or_path: module_or_path("full") });
  const text = (bytes) => new TextDecoder().decode(bytes);
  return [small, full].map((engine) => {
    const plugin = new engine.Plugin("plugin", wasm, undefined, undefined, JSON.parse(text(limits)));
    const files = { paths: [], contents: [] };
    const ended = plugin.run({ stdin, args: [], env: [], files, watch: () => false });
    return { stdout: text(ended.stdout()), stderr: ended.stderr(), error: ended.error(), stats: ended.stats() };
  });
}
