//! `bufwasm_generate` with protoc as the compiler, beside the native protoc of the same version: the same files, and the same
//! complaints at the same places.
//!
//! `cargo xtask protoc` builds the guest and installs the native one.
#![cfg(all(target_os = "linux", not(miri)))]

use std::collections::BTreeMap;
use std::fs;
use std::mem::MaybeUninit;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::ptr;

use bufwasm_c::*;

/// A file of an edition, which the built-in compiler does not know.
const SHOP: &str = r#"// Things for sale.
edition = "2023";
package shop;
import "google/protobuf/timestamp.proto";
message Item {
  string name = 1 [features.field_presence = IMPLICIT];
  google.protobuf.Timestamp for_sale_since = 2;
}
"#;

fn built(path: &str) -> PathBuf {
    let full = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target").join(path);
    assert!(full.exists(), "target/{path} is missing: run `cargo xtask protoc`");
    full
}

fn text(text: &str) -> Text {
    Text { data: text.as_ptr().cast(), len: text.len() }
}

fn bytes(bytes: &[u8]) -> Bytes {
    Bytes { data: bytes.as_ptr(), len: bytes.len() }
}

/// The module `name` of those that `cargo xtask protoc` builds, compiled.
fn module(name: &str) -> Box<Plugin> {
    let wasm = fs::read(built("protoc").join(name)).unwrap();
    let (mut executor, mut plugin) = (MaybeUninit::uninit(), MaybeUninit::uninit());
    // SAFETY: NULL stands for the defaults, and the arguments are of this function.
    unsafe {
        assert!(bufwasm_executor_new(ptr::null(), Some(&mut executor)).is_none());
        let executor = executor.assume_init();
        let name = text(name.trim_end_matches(".wasm"));
        let error = bufwasm_executor_compile(executor.as_deref(), name, bytes(&wasm), 0, Some(&mut plugin));
        assert!(error.is_none());
        bufwasm_executor_free(executor);
        plugin.assume_init().unwrap()
    }
}

fn owned(text: Text) -> String {
    // SAFETY: what the library gives out is UTF-8 of that length.
    unsafe { String::from_utf8(std::slice::from_raw_parts(text.data.cast::<u8>(), text.len).to_vec()).unwrap() }
}

/// What the generator `name` makes of `shop.proto`, compiled by protoc; or the error.
fn generate(shop: &str, name: &str) -> Result<BTreeMap<String, Vec<u8>>, Box<Error>> {
    let (protoc, plugin) = (module("protoc.wasm"), module("protoc-gen-builtin.wasm"));
    let source = File { path: text("shop.proto"), contents: bytes(shop.as_bytes()) };
    let request = PluginRequest {
        struct_size: size_of::<PluginRequest>(),
        plugin: &raw const *plugin,
        parameter: text(""),
        generator: text(name),
        env: ptr::null(),
        env_count: 0,
        files: ptr::null(),
        file_count: 0,
    };
    let requests = [&raw const request];
    let options = GenerateOptions {
        struct_size: size_of::<GenerateOptions>(),
        sources: &raw const source,
        source_count: 1,
        to_generate: ptr::null(),
        to_generate_count: 0,
        protoc: &raw const *protoc,
        plugins: requests.as_ptr(),
        plugin_count: 1,
        stderr_writer: Writer { write: None, context: ptr::null_mut() },
        cancel_token: ptr::null(),
        canceller: Canceller { is_cancelled: None, context: ptr::null_mut() },
    };
    let mut generated = MaybeUninit::uninit();
    // SAFETY: all that the options point to is of this function.
    if let Some(error) = unsafe { bufwasm_generate(&raw const options, Some(&mut generated)) } {
        return Err(error);
    }
    // SAFETY: it is written when there is no error; and its files are an array of that length.
    let (generated, files) = unsafe {
        let generated = generated.assume_init().unwrap();
        let files = std::slice::from_raw_parts(generated.files, generated.file_count).to_vec();
        (generated, files)
    };
    let contents = |file: &File| {
        // SAFETY: the contents live as long as `generated`.
        unsafe { std::slice::from_raw_parts(file.contents.data, file.contents.len) }.to_vec()
    };
    let files = files.iter().map(|file| (owned(file.path), contents(file))).collect();
    bufwasm_generated_free(Some(generated));
    Ok(files)
}

/// A directory with `shop.proto`, and what the native protoc makes of it there.
fn native(shop: &str, arguments: &[&str]) -> (tempfile::TempDir, String) {
    let room = tempfile::tempdir().unwrap();
    fs::write(room.path().join("shop.proto"), shop).unwrap();
    let mut protoc = Command::new(built("tools/protoc-guest/bin/protoc"));
    let output = protoc.current_dir(room.path()).args(arguments).arg("shop.proto").output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    (room, stderr)
}

#[test]
fn generated_code_is_what_the_native_protoc_makes() {
    for (name, path) in
        [("java", "shop/Shop.java"), ("csharp", "Shop.cs"), ("python", "shop_pb2.py"), ("objc", "Shop.pbobjc.m")]
    {
        let (room, stderr) = native(SHOP, &[&format!("--{name}_out=.")]);
        let made = generate(SHOP, name).map_err(|error| owned(error.message)).unwrap();
        assert_eq!(made.get(path), fs::read(room.path().join(path)).ok().as_ref(), "{name}: {:?}{stderr}", made.keys());
    }
}

#[test]
fn complaints_are_protocs_own() {
    let wrong = SHOP.replace("string name", "Text name");
    let (_room, stderr) = native(&wrong, &["--java_out=."]);
    let error = generate(&wrong, "java").unwrap_err();
    assert_eq!(error.kind, ErrorKind::ProtoError);
    assert_eq!(owned(error.message) + "\n", stderr);
    // SAFETY: the diagnostics live as long as the error.
    let diagnostics = unsafe { std::slice::from_raw_parts(error.diagnostics, error.diagnostic_count) };
    let first = diagnostics.first().unwrap();
    assert_eq!((&*owned(first.file), first.line, first.column), ("shop.proto", 6, 3));
    bufwasm_error_free(Some(error));
}
