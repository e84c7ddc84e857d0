// What takes the optimiser, and which modules the page has loaded by then.

const loaded = () => performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname)
  .filter((path) => path.endsWith(".wasm"));

export default async function optimise({ load }, { echo, go, what }) {
  const bufwasm = await load();
  if (what === "inspected") {
    const { optimised } = await bufwasm.inspect(go);
    return [optimised.optimised > 1000, loaded()];
  }
  const plugin = await bufwasm.compile(echo, { optimise: "always" });
  return [new TextDecoder().decode((await plugin.run({ stdin: "hello" })).stdout), loaded()];
}
