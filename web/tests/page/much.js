// A run that is given much, and which modules the page has loaded by then.

export default async function much({ load }, { echo }) {
  const bufwasm = await load();
  const plugin = await bufwasm.compile(echo);
  const { stdout } = await plugin.run({ stdin: "x".repeat(16 * 1024) });
  const loaded = performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname);
  return [stdout.length, loaded.filter((path) => path.endsWith(".wasm"))];
}
