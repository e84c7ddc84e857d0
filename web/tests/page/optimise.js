// What takes the optimiser, and which modules the page has loaded by then: running `echo` optimised, or else inspecting `go`.

const loaded = () => performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname)
  .filter((path) => path.endsWith(".wasm"));

export default async function optimise({ load }, { echo, go }) {
  const bufwasm = await load();
  if (go) {
    const { optimised } = await bufwasm.inspect(go);
    return [optimised.optimised > 1000, loaded()];
  }
  const plugin = await bufwasm.compile(echo, { optimise: "always" });
  return [new TextDecoder().decode((await plugin.run({ stdin: "hello" })).stdout), loaded()];
}
