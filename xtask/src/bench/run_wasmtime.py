"""Runs a WASI program under wasmtime: `run_wasmtime.py jit|pulley MODULE.wasm`.

Its machine code, or the code of its interpreter Pulley, is kept beside the module, as it is by hosts that run a program often.
"""

import os
import sys

import wasmtime

kind, path = sys.argv[1:]
config = wasmtime.Config()
if kind == "pulley":
    config.target = "pulley64"
engine = wasmtime.Engine(config)
kept = os.path.join(os.environ["KEPT"], f"{os.path.basename(path)}.{kind}")
if os.path.exists(kept):
    module = wasmtime.Module.deserialize_file(engine, kept)
else:
    module = wasmtime.Module.from_file(engine, path)
    with open(kept, "wb") as file:
        file.write(module.serialize())
wasi = wasmtime.WasiConfig()
wasi.argv = ["plugin"]
wasi.inherit_stdin()
wasi.inherit_stdout()
wasi.inherit_stderr()
store = wasmtime.Store(engine)
store.set_wasi(wasi)
linker = wasmtime.Linker(engine)
linker.define_wasi()
try:
    linker.instantiate(store, module).exports(store)["_start"](store)
except wasmtime.ExitTrap as end:
    sys.exit(end.code)
