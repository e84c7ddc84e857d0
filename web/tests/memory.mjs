// What a page and its worker hold on to: JavaScript's heap, and the memories of the engines.

/** A measure of the page's own thread, and one of its worker, each in bytes. */
export async function measures(context, page) {
  const session = await context.newCDPSession(page);
  const inPage = () => measure((method) => session.send(method), page);
  const inWorker = async () => {
    const [worker] = page.workers();
    const send = await workerSession(session, worker.url());
    return measure(send, worker);
  };
  return { page: inPage, worker: inWorker };
}

async function measure(send, thread) {
  const engines = await thread.evaluate(async () => {
    const bytes = {};
    for (const engine of ["engine", "full"]) {
      const { linear_memory } = await import(`/bufwasm/${engine}/bufwasm_web.js`);
      // There is none while the engine is not loaded.
      bytes[engine] = ((memory) => memory?.buffer.byteLength ?? 0)(attempt(linear_memory));
    }
    function attempt(work) {
      try {
        return work();
      } catch {
        return undefined;
      }
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
  session.on("Target.receivedMessageFromTarget", (event) => {
    const { id, result, error } = JSON.parse(event.message);
    waiting.get(id)?.(error ? Promise.reject(new Error(error.message)) : result);
  });
  return (method) =>
    new Promise((resolve) => {
      const id = waiting.size + 1;
      waiting.set(id, resolve);
      session.send("Target.sendMessageToTarget", { sessionId, message: JSON.stringify({ id, method }) });
    });
}
