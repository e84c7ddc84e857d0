"""Runs programs under wasmtime, all in one process.

Reads a JSON list of programs from stdin: for each the files `wasm`, `stdin` (or null), `stdout` and `stderr`, of which the last
two are written, and the variable `env`. Writes a line of JSON for each: the exit code, or null, and the words of the trap.
"""

import json
import sys

import wasmtime

engine = wasmtime.Engine()
linker = wasmtime.Linker(engine)
linker.define_wasi()


def run(program):
    wasi = wasmtime.WasiConfig()
    wasi.argv = ["program"]
    wasi.env = [program["env"]]
    if program["stdin"]:
        wasi.stdin_file = program["stdin"]
    wasi.stdout_file = program["stdout"]
    wasi.stderr_file = program["stderr"]
    store = wasmtime.Store(engine)
    store.set_wasi(wasi)
    try:
        module = wasmtime.Module.from_file(engine, program["wasm"])
        instance = linker.instantiate(store, module)
        instance.exports(store)["_start"](store)
    except wasmtime.ExitTrap as end:
        return {"code": end.code, "message": ""}
    except (wasmtime.Trap, wasmtime.WasmtimeError) as error:
        return {"code": None, "message": str(error)}
    return {"code": 0, "message": ""}


for program in json.load(sys.stdin):
    print(json.dumps(run(program)), flush=True)
