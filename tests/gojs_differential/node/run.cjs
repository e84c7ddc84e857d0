// Runs a GOJS guest under Node, over a read-only directory: the oracle of bufwasm's own host.
//
// node --stack-size=8192 run.cjs WASM_EXEC ROOT WASM [KEY=VALUE...] -- NAME [ARG...]
//
// WASM_EXEC is the `lib/wasm/wasm_exec.js` of a Go release; that of Go 1.24 and later runs the guests of every release
// since 1.18. ROOT is a directory, which the guest sees as `/`, and which is its working directory.

"use strict";

const [wasmExec, root, wasm, ...rest] = process.argv.slice(2);
const end = rest.indexOf("--");
const { readOnly } = require("./read_only.cjs");
const realFs = require("node:fs");
const world = readOnly(realFs.realpathSync(root));

const module_ = realFs.readFileSync(wasm);

// What `wasm_exec.js` and the guest look for. Node has the rest, such as `process`, already.
globalThis.require = require;
globalThis.fs = world.fs;
globalThis.path = require("node:path");
process.cwd = world.cwd;
process.chdir = world.chdir;
require(require("node:path").resolve(wasmExec));

const go = new Go();
go.argv = rest.slice(end + 1);
go.env = Object.fromEntries(rest.slice(0, end).map((entry) => {
	const at = entry.indexOf("=");
	return [entry.slice(0, at), entry.slice(at + 1)];
}));
go.exit = process.exit;
// Go up to 1.20 calls its imports `go`.
go.importObject.go = go.importObject.gojs;

// Node ends when nothing is left to wait for. If the guest has not, it is blocked for good, which its runtime reports
// when it is resumed without an event.
process.on("exit", (code) => {
	if (code === 0 && !go.exited) {
		go._pendingEvent = { id: 0 };
		go._resume();
	}
});

WebAssembly.instantiate(module_, go.importObject)
	.then(({ instance }) => go.run(instance))
	.catch((error) => {
		console.error(error);
		process.exit(1);
	});
