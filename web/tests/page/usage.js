// Calls that are given values of wrong types, in a page and in Node.

/** Values of every type. What is in the object and the array is nowhere right. */
const VALUES = {
  string: "x", number: 5, NaN: NaN, bigint: 5n, boolean: true, null: null, object: { x: null }, array: [null], function: () => 1,
  symbol: Symbol("x"), bytes: new Uint8Array(1), Map: new Map(), Date: new Date(0), Promise: Promise.resolve("x"),
};

/** What is called so may be of these types; the others may be of none. */
const RIGHT = {
  name: ["string"], call: ["string"], parameter: ["string"], replace: ["boolean"], backtrace: ["boolean"], onProgress: ["function"],
  stdin: ["string", "bytes"], "compiler.url": ["string"], "compiler.bytes": ["bytes"], "files[\"/a\"]": ["string", "bytes"],
  "files[\"a proto\"]": ["string"], "env.A": ["string"], "args[0]": ["string"], "toGenerate[0]": ["string"],
  "plugins[0].parameter": ["string"], "plugins[0].files[\"/a\"]": ["string", "bytes"], "plugins[0].env.A": ["string"],
};

/** Sets what is at `place`, such as `plugins[0].limits`, in a copy of `options`. */
function withValue(options, place, value) {
  const keys = place.match(/(?<=\[")[^"]+|[A-Za-z_]\w*|(?<=\[)\d+/g);
  const root = { ...options };
  let at = root;
  for (const [index, key] of keys.slice(0, -1).entries()) {
    at[key] = Array.isArray(at[key]) ? [...at[key]] : at[key] !== undefined ? { ...at[key] } : /^\d/.test(keys[index + 1]) ? [] : {};
    at = at[key];
  }
  at[keys.at(-1)] = value;
  return root;
}

/**
 * What each of `bufwasm`'s calls makes of wrong values, one after another: `undefined` where it is an error of the kind `usage`
 * that names the place; and how many calls there were.
 */
export async function refusals(bufwasm, echo) {
  const plugin = await bufwasm.compile(echo);
  const generate = { files: { "a.proto": "" }, plugins: [{ plugin }] };
  const calls = {
    compile: [{}, (options) => bufwasm.compile(echo, options), ["name", "abi", "optimise"]],
    run: [{}, (options) => plugin.run(options), [
      "stdin", "args", "args[0]", "env", "env.A", "files", 'files["/a"]', "limits", "limits.fuel", "signal", "backtrace", "onProgress",
    ]],
    pack: [{}, (options) => bufwasm.pack(echo, options), [
      "abi", "call", "args", "args[0]", "env", "env.A", "files", 'files["/a"]', "replace",
    ]],
    generate: [generate, (options) => bufwasm.generate(options), [
      "files", 'files["a proto"]', "toGenerate", "toGenerate[0]", "compiler", "compiler.url", "compiler.bytes", "compiler.plugin",
      "plugins", "plugins[0]", "plugins[0].plugin", "plugins[0].parameter", "plugins[0].generator", "plugins[0].env",
      "plugins[0].env.A", "plugins[0].files", 'plugins[0].files["/a"]', "plugins[0].limits", "plugins[0].limits.timeoutMs",
      "limits", "limits.memoryBytes", "signal", "backtrace", "onProgress",
    ]],
  };
  const seen = { calls: 0, wrong: [] };
  const note = async (what, named, call) => {
    const error = await call().then(() => undefined, (error) => error);
    seen.calls += 1;
    if (error?.kind !== "usage" || !error.message.includes(named)) {
      seen.wrong.push(`${what}: ${error?.kind}: ${error?.message}`);
    }
  };
  for (const [name, [options, call, places]] of Object.entries(calls)) {
    for (const [type, value] of Object.entries(VALUES)) {
      if (type !== "object") {
        await note(`${name}(${type})`, `the options of ${name}`, () => call(value));
      }
      for (const place of places.filter((place) => !RIGHT[place]?.includes(type) && !(isLimit(place) && type === "number"))) {
        // Which numbers a limit may be, the engine knows, and not whose it is; the error then has the plugin's name.
        const named = isLimit(place) && type === "NaN" ? place.replace(/^plugins\[0\]\./, "") : place;
        await note(`${name}({ ${place}: ${type} })`, named, () => call(withValue(options, place, value)));
      }
    }
  }
  for (const [type, value] of Object.entries(VALUES).filter(([type]) => type !== "bytes")) {
    for (const call of ["compile", "inspect", "pack"]) {
      await note(`${call}(${type})`, "the module", () => bufwasm[call](value, {}));
    }
    await note(`inspect(…, ${type})`, "limits", () => bufwasm.inspect(echo, value));
  }
  plugin.free();
  return seen;
}

const isLimit = (place) => /limits\.\w+$/.test(place);

/** The same for limits that are numbers and no limits; for each property, the values that were let pass. */
export async function limits(bufwasm, echo) {
  const plugin = await bufwasm.compile(echo);
  const passed = {};
  for (const property of ["memoryBytes", "stackBytes", "fuel", "outputBytes", "timeoutMs", "scratchBytes"]) {
    for (const value of [NaN, -1, "5", Infinity, -Infinity, null, 1e400, 1e300, 2 ** 24 + 0.5, 5n, "64MiB", {}, []]) {
      for (const call of [(limits) => plugin.run({ limits }), (limits) => bufwasm.inspect(echo, limits)]) {
        const error = await call({ [property]: value }).then(() => undefined, (error) => error);
        if (error?.kind !== "usage" || !error.message.startsWith(`limits.${property}`)) {
          (passed[property] ??= []).push(String(value));
        }
      }
    }
  }
  plugin.free();
  return passed;
}

/** Both, in a worker of this page's. */
export default async function inWorker({ startWorker }, { echo }) {
  const bufwasm = await startWorker();
  const seen = [await refusals(bufwasm, echo), await limits(bufwasm, echo)];
  // What no rule is about, and no message between threads can carry.
  const plugin = await bufwasm.compile(echo);
  const error = await window.failure(plugin.run({ unheardOf: () => 1 }));
  bufwasm.close();
  return [...seen, `${error.kind}: ${error.message}`];
}
