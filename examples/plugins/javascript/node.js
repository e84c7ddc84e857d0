// What plugins written for Node use of it, over the `host` of quickjs.c. esbuild puts it in front of a plugin:
// `esbuild PLUGIN --bundle --platform=node --format=iife --inject:./node.js`.
//
// Streams are read at once and written at once, and a timer is due as soon as nothing else is left to do: a plugin
// waits for nobody. Whatever is not here is undefined, and a module that is neither here nor in the bundle throws when
// it is first used.

const utf8 = (text) => new Uint8Array(host.encode(String(text)));

class TextEncoder {
  encoding = "utf-8";
  encode(text = "") {
    return utf8(text);
  }
  encodeInto(text, target) {
    const bytes = utf8(text).subarray(0, target.length);
    target.set(bytes);
    return { read: text.length, written: bytes.length };
  }
}

class TextDecoder {
  encoding = "utf-8";
  #fatal;
  #keepsMark;
  constructor(label = "utf-8", { fatal = false, ignoreBOM = false } = {}) {
    if (!/^(unicode-1-1-)?utf-?8$/i.test(label)) throw new RangeError(`the encoding ${label} is not supported`);
    this.#fatal = fatal;
    this.#keepsMark = ignoreBOM;
  }
  decode(input = new Uint8Array()) {
    const bytes = bytesOf(input);
    const text = host.decode(bytes);
    if (this.#fatal && text.includes("\ufffd") && !sameBytes(utf8(text), bytes)) {
      throw new TypeError("the encoded data was not valid for encoding utf-8");
    }
    return !this.#keepsMark && text.startsWith("\ufeff") ? text.slice(1) : text;
  }
}

/** The bytes of a buffer or of a view of one. */
function bytesOf(input) {
  if (input instanceof Uint8Array) return input;
  return ArrayBuffer.isView(input) ? new Uint8Array(input.buffer, input.byteOffset, input.byteLength) : new Uint8Array(input);
}

function sameBytes(one, other) {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

// Base64

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function toBase64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const [one, two = 0, three = 0] = bytes.subarray(at, at + 3);
    const bits = (one << 16) | (two << 8) | three;
    const digits = [18, 12, 6, 0].map((shift) => DIGITS[(bits >> shift) & 63]);
    text += digits.slice(0, Math.min(4, bytes.length - at + 1)).join("");
  }
  return text.padEnd(Math.ceil(text.length / 4) * 4, "=");
}

function fromBase64(text) {
  const bytes = [];
  let bits = 0;
  let count = 0;
  for (const character of text.replace(/-/g, "+").replace(/_/g, "/")) {
    const digit = DIGITS.indexOf(character);
    if (digit < 0) continue;
    bits = ((bits << 6) | digit) & 0xffffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes.push((bits >> count) & 255);
    }
  }
  return Uint8Array.from(bytes);
}

const latin1 = (bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
const fromLatin1 = (text) => Uint8Array.from(text, (character) => character.charCodeAt(0));

// Buffer

const ENCODINGS = {
  utf8: [utf8, (bytes) => host.decode(bytes)],
  hex: [
    (text) => Uint8Array.from(text.match(/[\da-f]{2}/gi) ?? [], (pair) => parseInt(pair, 16)),
    (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(""),
  ],
  base64: [fromBase64, toBase64],
  base64url: [fromBase64, (bytes) => toBase64(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "")],
  latin1: [fromLatin1, latin1],
  ascii: [fromLatin1, (bytes) => latin1(bytes.map((byte) => byte & 127))],
};

function encoding(name = "utf8") {
  const known = ENCODINGS[String(name).toLowerCase().replace("utf-8", "utf8").replace("binary", "latin1")];
  if (!known) throw new TypeError(`unknown encoding: ${name}`);
  return known;
}

class Buffer extends Uint8Array {
  static from(source, second, length) {
    if (typeof source === "string") return Buffer.#over(encoding(second)[0](source));
    if (source instanceof ArrayBuffer) return new Buffer(source, second, length);
    return new Buffer(source);
  }
  static #over(bytes) {
    return new Buffer(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  static alloc(size, fill = 0) {
    return new Buffer(size).fill(fill);
  }
  static allocUnsafe(size) {
    return new Buffer(size);
  }
  static isBuffer(value) {
    return value instanceof Buffer;
  }
  static byteLength(value, name) {
    return typeof value === "string" ? encoding(name)[0](value).length : value.byteLength;
  }
  static concat(list, length = list.reduce((sum, bytes) => sum + bytes.length, 0)) {
    const all = Buffer.alloc(length);
    let at = 0;
    for (const bytes of list) {
      all.set(bytes.subarray(0, Math.max(0, length - at)), at);
      at += bytes.length;
    }
    return all;
  }
  toString(name, start = 0, end = this.length) {
    return encoding(name)[1](this.subarray(start, end));
  }
  slice(start, end) {
    return this.subarray(start, end);
  }
  equals(other) {
    return sameBytes(this, other);
  }
}

// process

class Events {
  #listeners = {};
  on(event, listener) {
    (this.#listeners[event] ??= []).push(listener);
    return this;
  }
  once(event, listener) {
    const only = (...values) => {
      this.off(event, only);
      listener.apply(this, values);
    };
    return this.on(event, only);
  }
  off(event, listener) {
    this.#listeners[event] = this.#listeners[event]?.filter((other) => other !== listener);
    return this;
  }
  emit(event, ...values) {
    const listeners = this.#listeners[event] ?? [];
    for (const listener of [...listeners]) listener.apply(this, values);
    return listeners.length > 0;
  }
  addListener(event, listener) {
    return this.on(event, listener);
  }
  removeListener(event, listener) {
    return this.off(event, listener);
  }
}

/** stdin, which is read when somebody begins to listen. */
class Input extends Events {
  fd = 0;
  isTTY = false;
  #encoding;
  #left;
  #isAwaited = false;
  setEncoding(name) {
    this.#encoding = name;
    return this;
  }
  on(event, listener) {
    super.on(event, listener);
    if (!this.#isAwaited && ["data", "readable", "end"].includes(event)) {
      this.#isAwaited = true;
      queueMicrotask(() => this.#deliver());
    }
    return this;
  }
  #deliver() {
    this.#left = this.#all();
    if (this.#left.length > 0) {
      this.emit("readable");
      if (this.#left !== null) this.emit("data", this.read());
    }
    this.emit("end");
    this.emit("close");
  }
  #all() {
    const bytes = Buffer.from(host.stdin());
    return this.#encoding ? bytes.toString(this.#encoding) : bytes;
  }
  read() {
    const left = this.#left ?? null;
    this.#left = null;
    return left;
  }
  resume() {
    return this;
  }
  pause() {
    return this;
  }
  async *[Symbol.asyncIterator]() {
    const all = this.#all();
    if (all.length > 0) yield all;
  }
}

class Output extends Events {
  isTTY = false;
  constructor(fd) {
    super();
    this.fd = fd;
  }
  write(data, name, done = name) {
    host.write(this.fd, typeof data === "string" ? encoding(typeof name === "string" ? name : "utf8")[0](data) : bytesOf(data));
    if (typeof done === "function") queueMicrotask(done);
    return true;
  }
  end(data, name, done) {
    if (data !== undefined && typeof data !== "function") this.write(data, name);
    const last = [data, name, done].find((value) => typeof value === "function");
    if (last) queueMicrotask(last);
    return this;
  }
}

const process = Object.assign(new Events(), {
  argv: ["node", ...host.args],
  argv0: "node",
  execArgv: [],
  env: Object.fromEntries(host.env.map((entry) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)])),
  version: "v20.0.0",
  versions: { node: "20.0.0" },
  platform: "linux",
  arch: "wasm32",
  pid: 1,
  exitCode: undefined,
  stdin: new Input(),
  stdout: new Output(1),
  stderr: new Output(2),
  cwd: () => "/",
  exit: (code = process.exitCode ?? 0) => host.exit(code),
  nextTick: (task, ...values) => queueMicrotask(() => task(...values)),
  emitWarning: (warning) => console.error(String(warning)),
  hrtime: Object.assign(() => [Math.floor(Date.now() / 1000), 0], { bigint: () => BigInt(Date.now()) * 1_000_000n }),
  memoryUsage: () => ({ heapUsed: 0, heapTotal: 0, rss: 0, external: 0 }),
  uptime: () => 0,
});

// Timers

let timers = [];
let lastTimer = 0;

function setTimeout(task, delay = 0, ...values) {
  const timer = { id: ++lastTimer, due: Date.now() + Math.max(0, Number(delay) || 0), run: () => task(...values), ref: () => timer, unref: () => timer };
  timers.push(timer);
  return timer;
}

function clearTimeout(timer) {
  timers = timers.filter((other) => other !== timer);
}

host.idle = () => {
  const next = timers.reduce((first, timer) => (first && first.due <= timer.due ? first : timer), undefined);
  if (next) {
    clearTimeout(next);
    next.run();
    return true;
  }
  if (process.exitCode) host.exit(process.exitCode);
  return false;
};

// Modules

const util = {
  TextDecoder,
  TextEncoder,
  promisify: (call) => function (...values) {
    return new Promise((resolve, reject) => {
      call.call(this, ...values, (error, result) => (error ? reject(error) : resolve(result)));
    });
  },
  inspect: Object.assign((value) => (typeof value === "string" ? `'${value}'` : shown(value)), { custom: Symbol.for("nodejs.util.inspect.custom") }),
  format: (first, ...rest) => {
    if (typeof first !== "string") return [first, ...rest].map(shown).join(" ");
    const text = first.replace(/%[sdifjoO%]/g, (mark) => (mark === "%%" ? "%" : rest.length > 0 ? shown(rest.shift()) : mark));
    return [text, ...rest.map(shown)].join(" ");
  },
  inherits: (type, base) => Object.setPrototypeOf(type.prototype, base.prototype),
  deprecate: (call) => call,
  types: {},
};

function shown(value) {
  if (value instanceof Error) return `${value}\n${value.stack}`;
  if (typeof value !== "object" || value === null) return String(value);
  try {
    return JSON.stringify(value, (_, part) => (typeof part === "bigint" ? `${part}n` : part));
  } catch {
    return String(value);
  }
}

const normalized = (path, isAbsolute) => path.split("/").reduce((names, name) => {
  if (name === "" || name === ".") return names;
  if (name === ".." && names.length > 0 && names.at(-1) !== "..") return names.slice(0, -1);
  return name === ".." && isAbsolute ? names : [...names, name];
}, []).join("/");

const path = {
  sep: "/",
  delimiter: ":",
  isAbsolute: (path) => path.startsWith("/"),
  normalize: (path) => {
    const isAbsolute = path.startsWith("/");
    const names = normalized(path, isAbsolute);
    const end = names !== "" && path.endsWith("/") ? "/" : "";
    return (isAbsolute ? "/" : "") + names + end || ".";
  },
  join: (...paths) => path.normalize(paths.filter((part) => part !== "").join("/")),
  resolve: (...paths) => {
    const from = paths.reduceRight((behind, part) => (behind.startsWith("/") || part === "" ? behind : `${part}/${behind}`), "");
    return `/${normalized(from, true)}`;
  },
  relative: (from, to) => {
    const [here, there] = [from, to].map((part) => path.resolve(part).split("/").filter((name) => name !== ""));
    let same = 0;
    while (same < here.length && same < there.length && here[same] === there[same]) same++;
    return [...here.slice(same).map(() => ".."), ...there.slice(same)].join("/");
  },
  dirname: (path) => {
    const at = path.replace(/\/+$/, "").lastIndexOf("/");
    return at < 0 ? (path.startsWith("/") ? "/" : ".") : path.slice(0, at).replace(/\/+$/, "") || "/";
  },
  basename: (path, ending = "") => {
    const name = path.replace(/\/+$/, "").split("/").at(-1) ?? "";
    return ending !== "" && name !== ending && name.endsWith(ending) ? name.slice(0, -ending.length) : name;
  },
  extname: (file) => /[^.](\.[^.]*)$/.exec(path.basename(file))?.[1] ?? "",
  parse: (file) => {
    const [base, ext, dir] = [path.basename(file), path.extname(file), path.dirname(file)];
    const root = file.startsWith("/") ? "/" : "";
    return { root, dir: file.includes("/") ? dir : "", base, ext, name: ext === "" ? base : base.slice(0, -ext.length) };
  },
};
path.posix = path;

const fs = {
  readFileSync: (file, options) => {
    const name = typeof options === "string" ? options : options?.encoding;
    const contents = file === 0 || file === "/dev/stdin" ? host.stdin() : host.readFile(String(file));
    if (contents === null) {
      throw Object.assign(new Error(`ENOENT: no such file or directory, open '${file}'`), { code: "ENOENT", path: file });
    }
    return name ? Buffer.from(contents).toString(name) : Buffer.from(contents);
  },
  writeSync: (fd, data, ...rest) => {
    const bytes = typeof data === "string" ? encoding(rest[1])[0](data) : bytesOf(data).subarray(rest[0], rest[1] && (rest[0] ?? 0) + rest[1]);
    host.write(fd, bytes);
    return bytes.length;
  },
  writeFileSync: (file, data, name) => {
    const fd = { "/dev/stdout": 1, "/dev/stderr": 2 }[file] ?? file;
    if (fd !== 1 && fd !== 2) throw Object.assign(new Error(`EROFS: read-only file system, open '${file}'`), { code: "EROFS" });
    fs.writeSync(fd, typeof data === "string" ? encoding(name?.encoding ?? name)[0](data) : data);
  },
  existsSync: (file) => host.readFile(String(file)) !== null,
  realpathSync: (file) => path.resolve(file),
};

const os = { EOL: "\n", platform: () => "linux", arch: () => "wasm32", tmpdir: () => "/tmp", homedir: () => "/", cpus: () => [], type: () => "Linux" };

/** What forms and parameters of plugins are written in: `name=value`, between them `&` or another separator. */
const querystring = {
  parse: (text, separator = "&", equals = "=") => {
    const query = Object.create(null);
    const decoded = (part) => decodeURIComponent(part.replaceAll("+", " "));
    for (const pair of text.split(separator).filter((pair) => pair !== "")) {
      const [name, ...value] = pair.split(equals);
      const [key, one] = [decoded(name), decoded(value.join(equals))];
      query[key] = key in query ? [query[key], one].flat() : one;
    }
    return query;
  },
};

const EVENTS = Object.assign(Events, { EventEmitter: Events });
const MODULES = { buffer: { Buffer }, events: EVENTS, fs, os, path, process, querystring, util };

/** One of Node's modules, or what a file of JSON beside the script holds; any other is an object that throws when it is used. */
function require(name) {
  const own = MODULES[name.replace(/^node:/, "")];
  if (own) return own;
  if (name.startsWith(".")) {
    const contents = host.readFile(path.resolve(path.dirname(host.args[0]), name));
    if (contents === null) throw absent(name);
    return JSON.parse(host.decode(new Uint8Array(contents)));
  }
  const get = (_, property) => {
    if (typeof property === "symbol" || ["__esModule", "default", "then"].includes(property)) return undefined;
    throw absent(name);
  };
  return new Proxy({}, { get });
}

const absent = (name) =>
  Object.assign(new Error(`Cannot find module '${name}': it is not part of the bundle`), { code: "MODULE_NOT_FOUND" });

const print = (stream) => (...values) => stream.write(`${util.format(...values)}\n`);
const [out, err] = [print(process.stdout), print(process.stderr)];

Object.assign(globalThis, {
  __dirname: path.dirname(host.args[0]),
  __filename: host.args[0],
  Buffer,
  TextDecoder,
  TextEncoder,
  atob: (text) => latin1(fromBase64(text)),
  btoa: (text) => toBase64(fromLatin1(text)),
  clearImmediate: clearTimeout,
  clearTimeout,
  console: { log: out, info: out, debug: out, error: err, warn: err, trace: err, assert: () => {} },
  global: globalThis,
  process,
  require,
  setImmediate: (task, ...values) => setTimeout(task, 0, ...values),
  setTimeout,
});
