// A plugin on both engines: what it writes, how it ends, and what it spends are the same.

import * as small from "./bufwasm/engine/bufwasm_web.js";
import * as full from "./bufwasm/full/bufwasm_web.js";

export default async function engines(_, { wasm, stdin, limits }) {
  await Promise.all([small.default(), full.default()]);
  const text = (bytes) => new TextDecoder().decode(bytes);
  return [small, full].map((engine) => {
    const plugin = new engine.Plugin("plugin", wasm, undefined, undefined, JSON.parse(text(limits)));
    const files = { paths: [], contents: [] };
    const ended = plugin.run({ stdin, args: [], env: [], files, watch: () => false });
    return { stdout: text(ended.stdout()), stderr: ended.stderr(), error: ended.error(), stats: ended.stats() };
  });
}
