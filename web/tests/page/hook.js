// Tells the console of every module that is handed to the browser's WebAssembly, by its size. Pages and workers take it.

{
  const tell = async (source) => {
    const given = await source;
    const bytes = given instanceof Response ? await given.clone().arrayBuffer() : given;
    if (!(bytes instanceof WebAssembly.Module)) {
      console.log(`compiled ${bytes.byteLength}`);
    }
    return given;
  };
  for (const name of ["compile", "compileStreaming", "instantiate", "instantiateStreaming", "validate"]) {
    const original = WebAssembly[name];
    WebAssembly[name] = (source, ...rest) =>
      name === "validate" ? (tell(source), original(source)) : tell(source).then((given) => original(given, ...rest));
  }
  WebAssembly.Module = new Proxy(WebAssembly.Module, {
    construct(target, [bytes]) {
      console.log(`compiled ${bytes.byteLength}`);
      return new target(bytes);
    },
  });
}
