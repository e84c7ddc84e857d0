// What a page and its worker hold on to: JavaScript's heap, and the memories of the engines.

/** A function that measures the page's own thread, or its worker, in bytes. */
export async function measureOf(context, page, place) {
  const session = await context.newCDPSession(page);
  if (place === "page") {
    return () => measure((method) => session.send(method), page);
  }
  const [worker] = page.workers();
  const send = await workerSession(session, worker.url());
  return () => measure(send, worker);
}

async function measure(send, thread) {
  const engines = await thread.evaluate(async () => {
    const bytes = {};
    for (const engine of ["engine", "full"]) {
      const { linear_memory } = await import(`/bufwasm/${engine}/bufwasm_web.js`);
      bytes[engine] = linear_memory().buffer.byteLength;
    }
    return bytes;
  });
  await send("HeapProfiler.collectGarbage");
  const { usedSize } = await send("Runtime.getHeapUsage");
  return { heap: usedSize, ...engines };
}

/** Speaks the DevTools protocol with a worker: Playwright has sessions of pages alone. */
async function workerSession(session, url) {
  const attached = new Promise((resolve) => {
    session.on("Target.attachedToTarget", (event) => event.targetInfo.url === url && resolve(event.sessionId));
  });
  await session.send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  const sessionId = await attached;
  const waiting = new Map();
  let last = 0;
  session.on("Target.receivedMessageFromTarget", (event) => {
    const { id, result, error } = JSON.parse(event.message);
    waiting.get(id)?.(error ? Promise.reject(new Error(error.message)) : result);
  });
  return (method) =>
    new Promise((resolve) => {
      const id = (last += 1);
      waiting.set(id, resolve);
      session.send("Target.sendMessageToTarget", { sessionId, message: JSON.stringify({ id, method }) });
    });
}
