// Every kind of error that a page can bring about, in the page itself.

export default async function errors({ startWorker }, { prost, hog }) {
  const bufwasm = await startWorker();
  const plugin = await bufwasm.compile(prost, { name: "protoc-gen-prost" });
  const hungry = await bufwasm.compile(hog);
  const kind = async (promise) => (await window.failure(promise)).kind;
  const broken = { "a.proto": 'syntax = "proto3";\nmessage A { B b = 1; }' };
  const proto = await window.failure(bufwasm.generate({ files: broken, plugins: [{ plugin }] }));
  const stopped = new AbortController();
  stopped.abort();
  const kinds = {
    nothing: await kind(bufwasm.compile(new Uint8Array([1, 2, 3]))),
    empty: await kind(bufwasm.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))),
    hog: await kind(hungry.run({ limits: { memoryBytes: 32 * 2 ** 20 } })),
    fuel: await kind(plugin.run({ limits: { fuel: 1000 } })),
    proto: `${proto.kind} ${proto.line}:${proto.column}`,
    answer: await kind(bufwasm.generate({ files: { "a.proto": "" }, plugins: [{ plugin, parameter: "no_such_option" }] })),
    aborted: await kind(plugin.run({ signal: stopped.signal })),
  };
  bufwasm.close();
  return kinds;
}
