//! The two hosts.

use std::sync::LazyLock;

use bufwasm::fs::File;
use bufwasm::{Error, Limits, PluginExecutor, RunOptions};
use tempfile::TempDir;
use wasmi::{Engine, Linker, Module, Store};
use wasmi_wasi::WasiCtx;
use wasmi_wasi::wasi_common::pipe::{ReadPipe, WritePipe};
use wasmi_wasi::wasi_common::sync::{Dir, WasiCtxBuilder, ambient_authority};

/// What a guest sees under both hosts. Every directory has one entry, as their order is a file system's own affair.
const ARGUMENTS: [&str; 3] = ["plugin", "--opt", ""];
const ENVIRONMENT: [(&str, &str); 2] = [("KEY", "VALUE"), ("EMPTY", "")];
const STDIN: &[u8] = b"stdin";
const FILE: (&str, &str) = ("dir/nested/file.txt", "The quick brown fox");

/// What a guest writes to stdout under bufwasm; `None` if a call ends the run.
pub(super) fn bufwasm(wasm: &[u8]) -> Option<Vec<u8>> {
    let limits = Limits { stdout_bytes: Some(1 << 24), stderr_bytes: Some(1 << 24), ..Default::default() };
    let executor = PluginExecutor::builder().limits(limits).build();
    let plugin = executor.compile(ARGUMENTS[0], wasm).expect("the guest can be run");
    let options = RunOptions {
        args: ARGUMENTS[1..].iter().map(ToString::to_string).collect(),
        env: ENVIRONMENT.iter().map(|(key, value)| format!("{key}={value}")).collect(),
        files: vec![File::new(FILE.0, FILE.1.as_bytes())],
        ..Default::default()
    };
    let mut stdout = Vec::new();
    match plugin.run(&mut &*STDIN, &mut stdout, &mut std::io::sink(), options) {
        Ok(()) => Some(stdout),
        Err(Error::Exit(_) | Error::OutputLimit { .. }) => None,
        Err(error) => panic!("{error}"),
    }
}

/// What a guest writes to stdout under wasi-common, over a directory of the machine.
pub(super) fn wasi_common(wasm: &[u8]) -> Option<Vec<u8>> {
    static ROOT: LazyLock<TempDir> = LazyLock::new(directory);
    let stdout = WritePipe::new_in_memory();
    let mut context = WasiCtxBuilder::new();
    context.args(&ARGUMENTS.map(String::from)).expect("the arguments are few");
    for (key, value) in ENVIRONMENT {
        context.env(key, value).expect("the environment is small");
    }
    context.stdin(Box::new(ReadPipe::from(STDIN))).stdout(Box::new(stdout.clone()));
    let root = Dir::open_ambient_dir(ROOT.path(), ambient_authority()).expect("the directory can be opened");
    context.preopened_dir(root, "/").expect("the directory is one");
    start(wasm, context.build())?;
    Some(stdout.try_into_inner().ok()?.into_inner())
}

fn directory() -> TempDir {
    let root = tempfile::tempdir().expect("a temporary directory");
    let path = root.path().join(FILE.0);
    std::fs::create_dir_all(path.parent().unwrap_or(&path)).expect("a directory");
    std::fs::write(path, FILE.1).expect("a file");
    root
}

/// Runs the guest's `_start`; `None` if a call ends the run.
fn start(wasm: &[u8], context: WasiCtx) -> Option<()> {
    let engine = Engine::default();
    let module = Module::new(&engine, wasm).expect("the guest is valid");
    let mut store = Store::new(&engine, context);
    let mut linker = Linker::new(&engine);
    wasmi_wasi::add_to_linker(&mut linker, |context| context).expect("no name is there twice");
    let instance = linker.instantiate_and_start(&mut store, &module).expect("the guest imports what there is");
    let start = instance.get_typed_func::<(), ()>(&store, "_start").expect("the guest exports it");
    start.call(&mut store, ()).ok()
}
