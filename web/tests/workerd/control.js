// What workerd refuses: a Worker tries to compile the module that is posted to it, and code from text.

export default {
  async fetch(request) {
    const wasm = await request.arrayBuffer();
    const attempts = {
      "new WebAssembly.Module": () => new WebAssembly.Module(wasm),
      "WebAssembly.compile": () => WebAssembly.compile(wasm),
      "WebAssembly.instantiate": () => WebAssembly.instantiate(wasm),
      eval: () => globalThis.eval("1"),
      Function: () => new Function("return 1")(),
    };
    const ends = {};
    for (const [name, attempt] of Object.entries(attempts)) {
      try {
        await attempt();
        ends[name] = "done";
      } catch (error) {
        ends[name] = `${error.name}: ${error.message}`;
      }
    }
    return Response.json(ends);
  },
};
