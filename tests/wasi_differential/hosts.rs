//! The two hosts.

use std::path::Path;

use bufwasm::fs::File;
use bufwasm::{Error, FilesLeft, PluginExecutor, RunOptions};
use wasmi::{Engine, Linker, Module, Store};
use wasmi_wasi::WasiCtx;
use wasmi_wasi::wasi_common::pipe::{ReadPipe, WritePipe};
use wasmi_wasi::wasi_common::sync::{Dir, WasiCtxBuilder, ambient_authority};

/// What a guest sees of the world.
pub(crate) struct World<'a> {
    /// The first is the program's name.
    pub(crate) arguments: &'a [&'a str],
    pub(crate) environment: &'a [(&'a str, &'a str)],
    pub(crate) stdin: &'a [u8],
    /// Paths and contents.
    pub(crate) files: &'a [(String, String)],
    /// Bytes of the layer that our files may be changed in; theirs can always be.
    pub(crate) scratch: u64,
}

/// What a guest wrote to stdout, its exit code, and the files that it left.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ended {
    pub(crate) stdout: Vec<u8>,
    pub(crate) code: u32,
    pub(crate) left: Vec<(String, Vec<u8>)>,
}

/// Runs a guest under bufwasm, over `MapFs`.
pub(crate) fn bufwasm(wasm: &[u8], world: &World<'_>) -> Ended {
    let executor = PluginExecutor::builder().scratch_bytes(world.scratch).build();
    let plugin = executor.compile(world.arguments[0], wasm).unwrap();
    let mut left = Vec::new();
    let mut look = |files: FilesLeft<'_>| left = files.below("/").unwrap();
    let options = RunOptions {
        args: world.arguments[1..].iter().map(ToString::to_string).collect(),
        env: world.environment.iter().map(|(key, value)| format!("{key}={value}")).collect(),
        files: world.files.iter().map(|(path, text)| File::new(path, text.as_bytes())).collect(),
        on_exit: Some(&mut look),
        ..Default::default()
    };
    let mut stdout = Vec::new();
    let code = match plugin.run(&mut &*world.stdin, &mut stdout, &mut std::io::sink(), options) {
        Ok(()) => 0,
        Err(Error::Exit(exit)) => exit.exit_code,
        Err(error) => panic!("{:?}: {error}", world.arguments),
    };
    let left = left.into_iter().map(|file| (file.path, file.contents.to_vec())).collect();
    Ended { stdout, code, left }
}

/// Runs a guest under wasi-common, over a directory of the machine.
pub(crate) fn wasi_common(wasm: &[u8], world: &World<'_>) -> Ended {
    let root = tempfile::tempdir().unwrap();
    for (path, text) in world.files {
        let path = root.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let stdout = WritePipe::new_in_memory();
    let mut context = WasiCtxBuilder::new();
    context.args(&world.arguments.iter().map(ToString::to_string).collect::<Vec<_>>()).unwrap();
    for (key, value) in world.environment {
        context.env(key, value).unwrap();
    }
    context.stdin(Box::new(ReadPipe::from(world.stdin))).stdout(Box::new(stdout.clone()));
    let directory = Dir::open_ambient_dir(root.path(), ambient_authority()).unwrap();
    context.preopened_dir(directory, "/").unwrap();
    let code = start(wasm, context.build());
    Ended { stdout: stdout.try_into_inner().unwrap().into_inner(), code, left: files_below(root.path()) }
}

/// The files below `root`, those that symbolic links lead to, and directories in which there is nothing, with a slash behind
/// their paths; sorted by them.
fn files_below(root: &Path) -> Vec<(String, Vec<u8>)> {
    let (mut files, mut directories) = (Vec::new(), vec![root.to_owned()]);
    while let Some(directory) = directories.pop() {
        let name = |path: &Path| path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
        let entries: Vec<_> = std::fs::read_dir(&directory).unwrap().map(Result::unwrap).collect();
        if entries.is_empty() && directory != root {
            files.push((name(&directory) + "/", Vec::new()));
        }
        for entry in entries {
            let path = entry.path();
            if entry.file_type().unwrap().is_dir() {
                directories.push(path);
            } else if path.is_file() {
                files.push((name(&path), std::fs::read(path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

/// Runs a guest's `_start`, and gives its exit code.
fn start(wasm: &[u8], context: WasiCtx) -> u32 {
    let engine = Engine::default();
    let module = Module::new(&engine, wasm).unwrap();
    let mut store = Store::new(&engine, context);
    let mut linker = Linker::new(&engine);
    wasmi_wasi::add_to_linker(&mut linker, |context| context).unwrap();
    let instance = linker.instantiate_and_start(&mut store, &module).unwrap();
    let start = instance.get_typed_func::<(), ()>(&store, "_start").unwrap();
    match start.call(&mut store, ()) {
        Ok(()) => 0,
        Err(error) => error.i32_exit_status().unwrap_or_else(|| panic!("{error}")) as u32,
    }
}
