# `cargo xtask web --test` serves this.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "corpus", worker = .corpus)],
  sockets = [(name = "http", address = "127.0.0.1:8787", http = (), service = "corpus")],
);

const corpus :Workerd.Worker = (
  compatibilityDate = "2026-01-01",
  modules = [
    (name = "worker.js", esModule = embed "worker.js"),
    (name = "corpus.js", esModule = embed "../page/corpus.js"),
    (name = "bufwasm/index.js", esModule = embed "../../../target/web/package/index.js"),
    (name = "bufwasm/local.js", esModule = embed "../../../target/web/package/local.js"),
    (name = "bufwasm/given.js", esModule = embed "../../../target/web/package/given.js"),
    (name = "bufwasm/limits.js", esModule = embed "../../../target/web/package/limits.js"),
    (name = "bufwasm/client.js", esModule = embed "../../../target/web/package/client.js"),
    (name = "bufwasm/error.js", esModule = embed "../../../target/web/package/error.js"),
    (name = "bufwasm/binding.js", esModule = embed "../../../target/web/package/binding.js"),
    (name = "bufwasm/download.js", esModule = embed "../../../target/web/package/download.js"),
    (name = "bufwasm/protoc.js", esModule = embed "../../../target/web/package/protoc.js"),
    (name = "bufwasm/generators.js", esModule = embed "../../../target/web/package/generators.js"),
    (name = "bufwasm/usage.js", esModule = embed "../../../target/web/package/usage.js"),
    (name = "bufwasm/rules.js", esModule = embed "../../../target/web/package/rules.js"),
    (name = "bufwasm/bytes.js", esModule = embed "../../../target/web/package/bytes.js"),
    (name = "bufwasm/modules.js", esModule = embed "../../../target/web/package/modules.js"),
    (name = "bufwasm/engine.js", esModule = embed "../../../target/web/package/engine.js"),
    (name = "bufwasm/generate.js", esModule = embed "../../../target/web/package/generate.js"),
    (name = "bufwasm/engine/bufwasm_web.js", esModule = embed "../../../target/web/package/engine/bufwasm_web.js"),
    (name = "bufwasm/engine/bufwasm_web_bg.wasm", wasm = embed "../../../target/web/package/engine/bufwasm_web_bg.wasm"),
    (name = "bufwasm/full/bufwasm_web.js", esModule = embed "../../../target/web/package/full/bufwasm_web.js"),
    (name = "bufwasm/full/bufwasm_web_bg.wasm", wasm = embed "../../../target/web/package/full/bufwasm_web_bg.wasm"),
  ],
);
