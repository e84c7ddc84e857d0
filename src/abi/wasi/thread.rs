//! Threads, as wasi-threads has them: there is one, and it cannot have another.

use wasmi::ValType;

use super::bind::{self, Answer};
use super::errno::Errno;
use super::{Call, HostFunction, WasiState};
use crate::run::Stop;

/// The function of the import module `wasi`, whose name is none in Rust.
pub(super) const FUNCTIONS: &[HostFunction<WasiState>] = &[HostFunction {
    name: "thread-spawn",
    params: &["start_arg"],
    ty: || bind::ty(thread_spawn),
    link: |store, index| bind::link(thread_spawn, store, index, "thread-spawn", &["start_arg"]),
}];

/// The number of a thread, or why there is none.
struct Spawned(Errno);

impl Answer for Spawned {
    type Wasm = i32;
    const TYPES: &'static [ValType] = &[ValType::I32];

    fn refuse(errno: Errno) -> Self {
        Self(errno)
    }

    fn encode(self) -> Result<i32, Stop> {
        Ok(-(self.0 as i32))
    }

    fn show(&self) -> Result<String, String> {
        Err(self.0.to_string())
    }
}

/// Starts a thread with `start_arg`, in vain: answers the negative of `EAGAIN`, by which a program knows that there can be no
/// more threads.
///
/// Specification: <https://github.com/WebAssembly/wasi-threads/blob/main/wasi-threads.abi.md>
fn thread_spawn(_: &mut Call<'_, '_>, _start_arg: u32) -> Spawned {
    Spawned(Errno::Again)
}

#[cfg(test)]
mod tests {
    use crate::{PluginExecutor, RunOptions};

    #[test]
    fn no_thread_can_be_had() {
        let text = r#"(module
            (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
            (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
            (memory (export "memory") 1)
            (func (export "_start") (call $exit (i32.sub (i32.const 0) (call $spawn (i32.const 7))))))"#;
        let plugin = PluginExecutor::new().compile("", &wat::parse_str(text).unwrap()).unwrap();
        let mut trace = Vec::new();
        let options = RunOptions { trace: Some(&mut trace), ..Default::default() };
        let ended = plugin.run(&mut &b""[..], &mut std::io::sink(), &mut std::io::sink(), options);
        assert_eq!(ended.unwrap_err().exit_code(), Some(6));
        assert!(trace.starts_with(b"thread-spawn(start_arg=7) = EAGAIN\n"), "{}", String::from_utf8_lossy(&trace));
    }
}
