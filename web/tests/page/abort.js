// Stopping a guest that never ends, in the page itself.

export default async function abort({ startWorker }, { spin, echo }) {
  const bufwasm = await startWorker();
  const [spinning, echoing] = [await bufwasm.compile(spin), await bufwasm.compile(echo)];
  let progress = 0;
  const stop = async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 500);
    return (await window.failure(spinning.run({ signal: controller.signal, onProgress: () => (progress += 1) }))).kind;
  };
  const start = performance.now();
  const kinds = [await stop(), await stop()];
  const stoppedAfterMs = performance.now() - start - 1000;
  kinds.push((await window.failure(spinning.run({ limits: { timeoutMs: 200 } }))).kind);
  const { stdout } = await echoing.run({ stdin: "still here" });
  bufwasm.close();
  return { isolated: crossOriginIsolated, kinds, stoppedAfterMs, progress, echo: new TextDecoder().decode(stdout) };
}
