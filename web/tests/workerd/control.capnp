# A Worker that only tries what bufwasm does without: the control of the tests of examples/worker.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "control", worker = (
    compatibilityDate = "2026-01-01",
    modules = [(name = "control.js", esModule = embed "control.js")],
  ))],
  sockets = [(name = "http", address = "127.0.0.1:8787", http = (), service = "control")],
);
