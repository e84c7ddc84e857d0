// Plugins that the small engine cannot run, and which modules the page has loaded by then.

const loaded = () => performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname)
  .filter((path) => path.endsWith(".wasm"));

export default async function beyond({ load }, { echo, vectors, go }) {
  const bufwasm = await load();
  const seen = {};
  const note = async (what, work) => (seen[what] = [await work(), loaded()]);
  const run = async (wasm) => {
    const plugin = await bufwasm.compile(wasm);
    const { stdout } = await plugin.run({ stdin: "hello" });
    return `${plugin.abi}: ${new TextDecoder().decode(stdout)}`;
  };
  await note("a WASI plugin", () => run(echo));
  await note("its inspection", async () => (await bufwasm.inspect(echo)).abi.name);
  await note("vectors", () => run(vectors));
  await note("their inspection", async () => (await bufwasm.inspect(vectors)).features.join());
  await note("a Go plugin", () => run(go));
  await note("its imports", async () => (await bufwasm.inspect(go)).imports.every(({ provided }) => provided));
  await note("what is none", async () => (await window.failure(bufwasm.compile(new Uint8Array(8)))).kind);
  return seen;
}
