//! `cargo xtask web`: the npm package `@bufwasm/web` and its playground.

mod build;
mod corpus;
mod ready;
mod serve;

use crate::cargo::cargo_once;
use crate::guests::Selection;
use crate::process::run;
use crate::requests;
use crate::setup::Need;
use crate::tools::Tools;
use crate::workspace::Workspace;
use anyhow::Result;
use serve::Server;
use std::path::PathBuf;

pub(crate) use build::build;

/// What building takes, and with `plugins` also running them in the browser and elsewhere.
pub(crate) fn needs(plugins: bool) -> &'static [Need] {
    let all = &[Need::Node, Need::RustTargets, Need::Browser, Need::Clang, Need::Go, Need::Protoc, Need::Zig];
    if plugins { all } else { &all[..2] }
}

/// What `target/web` holds once everything is built.
pub(crate) struct Built {
    /// The playground's files, to be served as they are.
    playground: PathBuf,
}

/// Plugins that the browser tests run, beside the playground's own.
const TEST_GUESTS: [&str; 8] = [
    "rust/protoc-gen-prost",
    "go-wasip1/protoc-gen-go-1.27",
    "go-js/protoc-gen-go-1.27",
    "go-js/stdio",
    "rust-local/echo",
    "rust-local/hog",
    "rust-local/recurse",
    "rust-local/spin",
];

/// Plugins that are compared with their own run in the browser's WebAssembly.
const BENCH_GUESTS: [&str; 2] = ["rust/protoc-gen-prost", "go-wasip1/protoc-gen-go-1.27"];

/// The scripts of `web/tests` that test.
const TESTS: [&str; 11] = [
    "browser.mjs",
    "playground.mjs",
    "playground_files.mjs",
    "playground_keeps.mjs",
    "playground_looks.mjs",
    "protoc.mjs",
    "packed.mjs",
    "readme.mjs",
    "node.mjs",
    "worker.mjs",
    "corpus.mjs",
];

/// A plugin that runs until it is stopped, for a picture of a run.
const SLOW: &str = "rust-local/spin.wasm";

impl Built {
    /// Serves the playground until the process is ended.
    pub(crate) fn serve(&self, port: u16) -> Result<()> {
        let server = Server::open(std::slice::from_ref(&self.playground), port)?;
        println!("the playground is at {}", server.url());
        server.run();
        Ok(())
    }

    /// Runs the tests of the playground and the package in Debian's Chromium, those of `examples/worker` in wrangler, and the
    /// corpus of `tests/corpus` in Chromium, in workerd and in Node.
    pub(crate) fn test(&self, workspace: &Workspace, name: &str) -> Result<()> {
        Selection::new(&TEST_GUESTS.map(Into::into), &[])?.build(workspace)?;
        requests::record_all(workspace)?;
        corpus::run_natively(workspace)?;
        build_command_line(workspace)?;
        // A test that failed may have left a browser open, for which Node would wait.
        let arguments = ["--test-reporter=spec", "--test-force-exit", "--test-name-pattern", name];
        for script in TESTS {
            self.serving(workspace, script, &arguments)?;
        }
        Ok(())
    }

    /// Prints tables of the package's speed beside the native build's and the browser's own, and of compiling .proto files.
    pub(crate) fn bench(&self, workspace: &Workspace) -> Result<()> {
        Selection::new(&BENCH_GUESTS.map(Into::into), &[])?.build(workspace)?;
        requests::record_all(workspace)?;
        let mut cargo = Tools::of(workspace).command("cargo")?;
        cargo.args(["build", "--quiet", "--release", "--package", "bufwasm-cli", "--target-dir"]);
        run(cargo.arg(workspace.target()).current_dir(workspace.root()))?;
        self.serving(workspace, "bench.mjs", &[])?;
        self.serving(workspace, "bench_protos.mjs", &[])
    }

    /// Leaves pictures of the playground in all its states in `target/web/screenshots`, to be looked at.
    pub(crate) fn screenshots(&self, workspace: &Workspace) -> Result<()> {
        Selection::only(SLOW)?.build(workspace)?;
        self.serving(workspace, "screenshots.mjs", &[])
    }

    /// Runs a script of `web/tests` with the playground served, and the rest of the package's world in its environment.
    fn serving(&self, workspace: &Workspace, script: &str, arguments: &[&str]) -> Result<()> {
        let tools = Tools::of(workspace);
        let tests = workspace.root().join("web/tests");
        let shim = tools.npm().join("node_modules/@bjorn3/browser_wasi_shim");
        let server = Server::open(&[self.playground.clone(), tests.join("page"), shim], 0)?;
        let mut node = tools.command("node")?;
        node.args(arguments).arg(tests.join(script));
        node.env("BUFWASM_PLAYGROUND", server.url()).env("BUFWASM_TARGET", workspace.target());
        node.env("BUFWASM_MODULES", tools.npm().join("node_modules"));
        server.run_beside();
        run(node.current_dir(workspace.root()))
    }
}

/// Builds what the page's generated code is compared with.
fn build_command_line(workspace: &Workspace) -> Result<()> {
    let build = ["build", "--quiet", "--workspace", "--bin", "bufwasm", "--target-dir"];
    run(cargo_once(workspace)?.args(build).arg(workspace.target()))
}
