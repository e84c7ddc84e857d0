//! Plugins beside their native builds.

use std::collections::BTreeMap;
use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use bufwasm::{CompiledPlugin, PluginExecutor, RunOptions};
use prost::Message;
use prost_types::compiler::CodeGeneratorResponse;

/// What `cargo xtask` built at `path` below `target/`.
fn built(path: &str) -> PathBuf {
    let full = Path::new(env!("CARGO_MANIFEST_DIR")).join("target").join(path);
    let command = if path.starts_with("requests") { "requests" } else { "guests" };
    assert!(full.is_file(), "target/{path} is missing: run `cargo xtask {command}`");
    full
}

pub(crate) fn read(path: &str) -> Vec<u8> {
    std::fs::read(built(path)).unwrap_or_else(|error| panic!("target/{path}: {error}"))
}

/// What the plugins are called by, which some of them write down.
const NAME: &str = "plugin";

/// What the native plugin answers.
pub(crate) fn native(plugin: &str, request: &[u8]) -> Vec<u8> {
    let mut child = Command::new(built(&format!("guests/native/{plugin}")))
        .arg0(NAME)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the native plugin starts");
    let mut stdin = child.stdin.take().expect("stdin is piped");
    std::thread::scope(|scope| {
        scope.spawn(move || stdin.write_all(request).expect("the native plugin reads its request"));
        let output = child.wait_with_output().expect("the native plugin ends");
        assert!(output.status.success(), "{plugin} failed natively");
        output.stdout
    })
}

pub(crate) fn compile(guest: &str) -> CompiledPlugin {
    PluginExecutor::new().compile(NAME, &read(&format!("guests/{guest}.wasm"))).expect("the plugin compiles")
}

pub(crate) fn run(plugin: &CompiledPlugin, mut request: &[u8]) -> Vec<u8> {
    let mut stdout = Vec::new();
    let result = plugin.run(&mut request, &mut stdout, &mut std::io::stderr(), RunOptions::default());
    result.expect("the plugin succeeds");
    stdout
}

/// What a plugin answers, file by file.
///
/// protoc-gen-prost keeps its packages in a hash map, so that the order of its files changes from run to run natively;
/// under bufwasm it does not, as randomness is the same in every run.
pub(crate) fn files(response: &[u8]) -> BTreeMap<String, String> {
    let response = CodeGeneratorResponse::decode(response).expect("the response is a message");
    assert_eq!(response.error, None);
    let mut files = BTreeMap::<String, String>::new();
    for file in response.file {
        let name = format!("{}@{}", file.name(), file.insertion_point());
        files.entry(name).or_default().push_str(file.content());
    }
    files
}

/// Runs the plugin under bufwasm and natively, and compares without printing megabytes.
pub(crate) fn assert_same(guest: &str, native: &str, request: &str, order: Order) {
    let bytes = read(&format!("requests/{request}.bin"));
    let (expected, actual) = (self::native(native, &bytes), run(&compile(guest), &bytes));
    assert!(!expected.is_empty(), "{native} answers {request} with something");
    let first = expected.iter().zip(&actual).position(|(expected, actual)| expected != actual);
    let same = match order {
        Order::Same => expected == actual,
        Order::Any => expected.len() == actual.len() && files(&expected) == files(&actual),
    };
    assert!(
        same,
        "{guest} on {request}: {} bytes natively, {} here, first difference at {first:?}",
        expected.len(),
        actual.len()
    );
}

/// Whether the native plugin's files come in the same order every time.
#[derive(Clone, Copy)]
pub(crate) enum Order {
    Same,
    Any,
}

/// A test for each plugin, by the native one and the requests that it is compared on.
macro_rules! same_bytes {
    ($($test:ident: $guest:literal like $native:literal on $($request:literal),+ in $order:ident;)*) => {$(
        #[test]
        fn $test() {
            for request in [$($request),+] {
                $crate::alike::assert_same($guest, $native, request, $crate::alike::Order::$order);
            }
        }
    )*};
}

pub(crate) use same_bytes;
