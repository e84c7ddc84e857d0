// Running plugins again and again, on the page's own thread or in its worker. Plugins stay compiled between the calls.

export default async function repeat({ load, startWorker }, { wasm, options }) {
  const { place, plugin, runs } = JSON.parse(new TextDecoder().decode(options));
  window[place] ??= await (place === "worker" ? startWorker() : load());
  const compiled = (window[`${place} ${plugin}`] ??= await window[place].compile(wasm));
  for (let run = 0; run < runs; run += 1) {
    await compiled.run({ stdin: "hello" });
  }
}
