//! The life of handles, as C leads it, for miri to watch: `cargo +nightly miri test -p bufwasm-capi`.
//!
//! `tests/c` covers more, with the tools that C has.

use std::ffi::{CStr, c_void};
use std::mem::MaybeUninit;
use std::ptr;

use bufwasm_c::*;

/// Writes `hello` to stdout, and exits with the number of its arguments beside its name.
const HELLO: &str = r#"(module
    (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "args_sizes_get" (func $args (param i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory (export "memory") 1)
    (data (i32.const 0) "\08\00\00\00\05\00\00\00hello")
    (func (export "_start")
        (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 100)))
        (drop (call $args (i32.const 100) (i32.const 104)))
        (call $exit (i32.sub (i32.load (i32.const 100)) (i32.const 1)))))"#;

const NOTHING: Writer = Writer { write: None, context: ptr::null_mut() };
const NO_OPTIONS: RunOptions = RunOptions {
    struct_size: size_of::<RunOptions>(),
    args: ptr::null(),
    arg_count: 0,
    env: ptr::null(),
    env_count: 0,
    files: ptr::null(),
    file_count: 0,
    stdin_bytes: Bytes { data: ptr::null(), len: 0 },
    stdin_reader: Reader { read: None, context: ptr::null_mut() },
    stdout_writer: NOTHING,
    stderr_writer: NOTHING,
    trace_writer: NOTHING,
    cancel_token: ptr::null(),
    canceller: Canceller { is_cancelled: None, context: ptr::null_mut() },
    stats: ptr::null_mut(),
};

fn bytes(slice: &[u8]) -> Bytes {
    Bytes { data: slice.as_ptr(), len: slice.len() }
}

fn text(text: &str) -> Text {
    Text { data: text.as_ptr().cast(), len: text.len() }
}

/// What a function gave through its last parameter.
fn created<T>(
    create: impl FnOnce(&mut MaybeUninit<Option<Box<T>>>) -> Option<Box<Error>>,
) -> Result<Box<T>, Box<Error>> {
    let mut out = MaybeUninit::uninit();
    let error = create(&mut out);
    // SAFETY: functions write it whether they succeed or not.
    let out = unsafe { out.assume_init() };
    assert_eq!(error.is_none(), out.is_some());
    error.map_or_else(|| Ok(out.unwrap()), Err)
}

fn compile(wasm: &[u8]) -> Result<Box<Plugin>, Box<Error>> {
    // SAFETY: NULL stands for the defaults.
    let executor = created(|out| unsafe { bufwasm_executor_new(ptr::null(), Some(out)) })?;
    // SAFETY: the arguments are of this function.
    let plugin =
        created(|out| unsafe { bufwasm_executor_compile(Some(&executor), text("hello"), bytes(wasm), 0, Some(out)) });
    bufwasm_executor_free(Some(executor));
    plugin
}

fn run(plugin: &Plugin, options: &RunOptions) -> Option<Box<Error>> {
    // SAFETY: what the options point to is of the tests that call this.
    unsafe { bufwasm_plugin_run(Some(plugin), options) }
}

/// Appends to the vector that is the context.
unsafe extern "C" fn append(context: *mut c_void, data: *const u8, len: usize) -> i32 {
    // SAFETY: tests pass a vector, and the library bytes.
    unsafe { (*context.cast::<Vec<u8>>()).extend(std::slice::from_raw_parts(data, len)) };
    0
}

unsafe extern "C" fn refuse(_: *mut c_void, _: *const u8, _: usize) -> i32 {
    7
}

unsafe extern "C" fn always(_: *mut c_void) -> i32 {
    1
}

#[test]
fn a_plugin_outlives_its_executor_and_runs_on_threads() {
    let plugin = compile(&wat::parse_str(HELLO).unwrap()).ok().unwrap();
    assert_eq!(bufwasm_plugin_abi(Some(&plugin)), Abi::Wasi);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let mut response = Vec::<u8>::new();
                let writer = Writer { write: Some(append), context: (&raw mut response).cast() };
                assert!(run(&plugin, &RunOptions { stdout_writer: writer, ..NO_OPTIONS }).is_none());
                assert_eq!(response, b"hello");
            });
        }
    });
    bufwasm_plugin_free(Some(plugin));
}

#[test]
fn errors_own_their_texts() {
    let plugin = compile(&wat::parse_str(HELLO).unwrap()).ok().unwrap();
    let args = [text("one"), text("two")];
    let options = RunOptions { args: args.as_ptr(), arg_count: 2, ..NO_OPTIONS };
    let error = run(&plugin, &options).unwrap();
    bufwasm_plugin_free(Some(plugin));
    assert_eq!((error.kind, error.has_exit_code, error.exit_code), (ErrorKind::PluginExit, true, 2));
    assert!(error.hint.data.is_null() && error.stderr_text.len == 0);
    // SAFETY: the error's texts live as long as it does, and end with NUL.
    let (message, stderr) = unsafe { (CStr::from_ptr(error.message.data), CStr::from_ptr(error.stderr_text.data)) };
    assert_eq!((message, stderr), (c"plugin exited with code 2", c""));
    bufwasm_error_free(Some(error));
}

#[test]
fn what_fails_gives_null() {
    let error = compile(b"no module").err().unwrap();
    assert_eq!(error.kind, ErrorKind::BadModule);
    bufwasm_error_free(Some(error));
    // SAFETY: NULL is allowed.
    let error = unsafe { bufwasm_plugin_run(None, ptr::null()) };
    assert_eq!(error.unwrap().kind, ErrorKind::Usage);
}

#[test]
fn callbacks_end_runs_and_stats_tell_of_it() {
    let plugin = compile(&wat::parse_str(HELLO).unwrap()).ok().unwrap();
    let mut stats = MaybeUninit::<Stats>::zeroed();
    // SAFETY: numbers may be 0.
    unsafe { (*stats.as_mut_ptr()).struct_size = size_of::<Stats>() };
    let stdout_writer = Writer { write: Some(refuse), ..NOTHING };
    let error = run(&plugin, &RunOptions { stdout_writer, stats: stats.as_mut_ptr(), ..NO_OPTIONS }).unwrap();
    assert_eq!(error.kind, ErrorKind::Io);
    // SAFETY: it was so from the beginning.
    let stats = unsafe { stats.assume_init() };
    assert_eq!((stats.stdout_bytes, stats.peak_pages), (5, 1));
    let canceller = Canceller { is_cancelled: Some(always), context: ptr::null_mut() };
    assert_eq!(run(&plugin, &RunOptions { canceller, ..NO_OPTIONS }).unwrap().kind, ErrorKind::Cancelled);
}

#[test]
fn tokens_share_a_state_that_outlives_each() {
    let token = bufwasm_cancel_token_new().unwrap();
    let clone = bufwasm_cancel_token_clone(Some(&token)).unwrap();
    std::thread::spawn(move || {
        bufwasm_cancel_token_cancel(Some(&clone));
        bufwasm_cancel_token_free(Some(clone));
    });
    while !bufwasm_cancel_token_is_cancelled(Some(&token)) {
        std::thread::yield_now();
    }
    let plugin = compile(&wat::parse_str(HELLO).unwrap()).ok().unwrap();
    let options = RunOptions { cancel_token: &raw const *token, ..NO_OPTIONS };
    assert_eq!(run(&plugin, &options).unwrap().kind, ErrorKind::Cancelled);
    bufwasm_cancel_token_free(Some(token));
}

#[test]
fn configurations_are_given_out_and_taken_back() {
    let file = File { path: text("/etc/rules"), contents: bytes(b"strict") };
    let (arg, entry) = (text("--fast"), text("MODE=fast"));
    let config = PluginConfig {
        struct_size: size_of::<PluginConfig>(),
        abi: Abi::Wasi as u32,
        args: &raw const arg,
        arg_count: 1,
        files: &raw const file,
        file_count: 1,
        call: text(""),
        env: &raw const entry,
        env_count: 1,
    };
    let wasm = wat::parse_str(HELLO).unwrap();
    // SAFETY: the arguments are of this function, here and below.
    let packed = created(|out| unsafe { bufwasm_section_append(bytes(&wasm), &raw const config, Some(out)) }).ok();
    let packed = packed.unwrap();
    // SAFETY: see above.
    let inspection = created(|out| unsafe { bufwasm_inspect(bufwasm_buffer_bytes(Some(&packed)), Some(out)) }).ok();
    let inspection = inspection.unwrap();
    assert_eq!((inspection.abi, inspection.import_count, inspection.export_count), (Abi::Wasi, 3, 2));
    // SAFETY: see above.
    let section = created(|out| unsafe { bufwasm_section_encode(inspection.config, Some(out)) }).ok().unwrap();
    bufwasm_inspection_free(Some(inspection));
    let (packed_bytes, section_bytes) = (bufwasm_buffer_bytes(Some(&packed)), bufwasm_buffer_bytes(Some(&section)));
    assert_eq!(packed_bytes.len, wasm.len() + section_bytes.len);
    bufwasm_buffer_free(Some(packed));
    bufwasm_buffer_free(Some(section));
}
