// Every kind of error that a page can bring about, in the page itself.

import { Engine } from "./bufwasm/engine.js";

// An engine whose calls end as a panic does, with a memory that has `initial` pages and may have `maximum`.
function broken(initial, maximum) {
  const memory = new WebAssembly.Memory({ initial, maximum });
  const engine = new Engine({ linear_memory: () => memory, __wbg_reset_state: () => {} });
  return new Promise(() => engine.call(() => { throw new WebAssembly.RuntimeError("unreachable"); }));
}

export default async function errors({ startWorker }, { prost, hog }) {
  const bufwasm = await startWorker();
  const plugin = await bufwasm.compile(prost, { name: "protoc-gen-prost" });
  const hungry = await bufwasm.compile(hog);
  const kind = async (promise) => (await window.failure(promise)).kind;
  const wrong = { "a.proto": 'syntax = "proto3";\nmessage A { B b = 1; }' };
  const proto = await window.failure(bufwasm.generate({ files: wrong, plugins: [{ plugin }] }));
  const stopped = new AbortController();
  stopped.abort();
  const kinds = {
    nothing: await kind(bufwasm.compile(new Uint8Array([1, 2, 3]))),
    empty: await kind(bufwasm.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))),
    hog: await kind(hungry.run({ limits: { memoryBytes: 32 * 2 ** 20 } })),
    fuel: await kind(plugin.run({ limits: { fuel: 1000 } })),
    proto: `${proto.kind} ${proto.line}:${proto.column}`,
    answer: await kind(bufwasm.generate({ files: { "a.proto": "" }, plugins: [{ plugin, parameter: "no_such_option" }] })),
    limits: await kind(hungry.run({ limits: { memoryBytes: "64MiB" } })),
    highest: (await window.failure(hungry.run({ limits: { memoryBytes: 4 * 2 ** 30, fuel: 1 } }))).hint,
    panic: await kind(broken(1, 2)),
    exhausted: await kind(broken(2, 3)),
    aborted: await kind(plugin.run({ signal: stopped.signal })),
  };
  bufwasm.close();
  return kinds;
}
