//! Real plugins of real toolchains give the bytes that the same plugins give natively.
//!
//! `cargo xtask guests` and `cargo xtask requests` build what these tests run.

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

fn read(path: &str) -> Vec<u8> {
    std::fs::read(built(path)).unwrap_or_else(|error| panic!("target/{path}: {error}"))
}

/// What the plugins are called by, which some of them write down.
const NAME: &str = "plugin";

/// What the native plugin answers.
fn native(plugin: &str, request: &[u8]) -> Vec<u8> {
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

fn compile(guest: &str) -> CompiledPlugin {
    PluginExecutor::new().compile(NAME, &read(&format!("guests/{guest}.wasm"))).expect("the plugin compiles")
}

fn run(plugin: &CompiledPlugin, mut request: &[u8]) -> Vec<u8> {
    let mut stdout = Vec::new();
    let result = plugin.run(&mut request, &mut stdout, &mut std::io::stderr(), RunOptions::default());
    result.expect("the plugin succeeds");
    stdout
}

/// What a plugin answers, file by file.
///
/// protoc-gen-prost keeps its packages in a hash map, so that the order of its files changes from run to run natively;
/// under bufwasm it does not, as randomness is the same in every run.
fn files(response: &[u8]) -> BTreeMap<String, String> {
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
fn assert_same(guest: &str, native: &str, request: &str, order: Order) {
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
enum Order {
    Same,
    Any,
}

macro_rules! same_bytes {
    ($($test:ident: $guest:literal like $native:literal on $($request:literal),+ in $order:expr;)*) => {$(
        #[test]
        fn $test() {
            for request in [$($request),+] {
                assert_same($guest, $native, request, $order);
            }
        }
    )*};
}

same_bytes! {
    protoc_gen_go_of_go_1_21: "go-wasip1/protoc-gen-go-1.21" like "protoc-gen-go-1.21" on "small", "medium", "1mb" in Order::Same;
    protoc_gen_go_of_go_1_24: "go-wasip1/protoc-gen-go-1.24" like "protoc-gen-go-1.24" on "small", "medium", "1mb" in Order::Same;
    protoc_gen_go_of_go_1_27: "go-wasip1/protoc-gen-go-1.27" like "protoc-gen-go-1.27" on "small", "medium", "1mb", "4mb" in Order::Same;
    protoc_gen_go_grpc: "go-wasip1/protoc-gen-go-grpc" like "protoc-gen-go-grpc" on "small", "medium", "1mb", "4mb" in Order::Same;
    protoc_gen_go_of_go_1_18_as_js: "go-js/protoc-gen-go-1.18" like "protoc-gen-go-1.18" on "small", "1mb" in Order::Same;
    protoc_gen_go_of_go_1_19_as_js: "go-js/protoc-gen-go-1.19" like "protoc-gen-go-1.19" on "small", "1mb" in Order::Same;
    protoc_gen_go_of_go_1_20_as_js: "go-js/protoc-gen-go-1.20" like "protoc-gen-go-1.20" on "small", "1mb" in Order::Same;
    protoc_gen_go_of_go_1_21_4_as_js: "go-js/protoc-gen-go-1.21.4" like "protoc-gen-go-1.21.4" on "small", "1mb" in Order::Same;
    protoc_gen_go_of_go_1_21_as_js: "go-js/protoc-gen-go-1.21" like "protoc-gen-go-1.21" on "small", "1mb" in Order::Same;
    protoc_gen_go_of_go_1_22_as_js: "go-js/protoc-gen-go-1.22" like "protoc-gen-go-1.22" on "small", "1mb" in Order::Same;
    protoc_gen_go_of_go_1_23_as_js: "go-js/protoc-gen-go-1.23" like "protoc-gen-go-1.23" on "small", "1mb" in Order::Same;
    protoc_gen_go_of_go_1_24_as_js: "go-js/protoc-gen-go-1.24" like "protoc-gen-go-1.24" on "small", "1mb" in Order::Same;
    protoc_gen_go_of_go_1_25_as_js: "go-js/protoc-gen-go-1.25" like "protoc-gen-go-1.25" on "small", "1mb" in Order::Same;
    protoc_gen_go_of_go_1_26_as_js: "go-js/protoc-gen-go-1.26" like "protoc-gen-go-1.26" on "small", "1mb" in Order::Same;
    protoc_gen_go_of_go_1_27_as_js: "go-js/protoc-gen-go-1.27" like "protoc-gen-go-1.27" on "small", "1mb", "4mb" in Order::Same;
    protoc_gen_go_grpc_as_js: "go-js/protoc-gen-go-grpc" like "protoc-gen-go-grpc" on "small", "1mb" in Order::Same;
    protoc_gen_connect_go_as_js: "go-js/protoc-gen-connect-go" like "protoc-gen-connect-go" on "small", "1mb" in Order::Same;
    protoc_gen_prost: "rust/protoc-gen-prost" like "protoc-gen-prost" on "small", "medium", "1mb", "4mb" in Order::Any;
    protoc_gen_prost_serde: "rust/protoc-gen-prost-serde" like "protoc-gen-prost-serde" on "small", "1mb" in Order::Any;
    protoc_gen_tonic: "rust/protoc-gen-tonic" like "protoc-gen-tonic" on "small", "1mb" in Order::Any;
}

#[test]
fn one_hundred_runs_at_the_same_time_give_the_same_bytes() {
    let plugin = compile("rust/protoc-gen-prost");
    let request = read("requests/small.bin");
    let expected = run(&plugin, &request);
    assert_eq!(files(&expected), files(&native("protoc-gen-prost", &request)));
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..100).map(|_| scope.spawn(|| run(&plugin, &request))).collect();
        for run in runs {
            assert!(run.join().expect("the run ends") == expected);
        }
    });
}
