// Runs of a page that cannot have the full engine, and how often the page has asked for it by then.

const MINUTE_MS = 60_000;

export default async function without({ load }, { echo, vectors }) {
  const bufwasm = await load();
  const plugin = await bufwasm.compile(echo);
  const large = async () => (await plugin.run({ stdin: "x".repeat(16 * 1024) })).stdout.length;
  const seen = {};
  const note = async (what, work) => (seen[what] = [await work(), await window.asked()]);
  await note("a large run", large);
  await note("two more", async () => (await large()) + (await large()));
  const refused = await window.failure(bufwasm.compile(vectors).then((plugin) => plugin.run()));
  await note("a plugin that needs it", () => refused.kind);
  const now = performance.now.bind(performance);
  performance.now = () => now() + MINUTE_MS;
  await note("a large run, a minute later", large);
  await window.serve();
  await note("the plugin that needs it, once it is there", async () => (await (await bufwasm.compile(vectors)).run()).stdout.length);
  await note("a large run then", large);
  return { seen, hint: refused.hint };
}
