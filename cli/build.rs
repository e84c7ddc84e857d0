//! With `embed-protoc`: tells where what is embedded lies.

use std::env;
use std::path::PathBuf;

/// A directory of `cargo xtask protoc`, in the place of the one that it links to from `target/protoc`.
const DIRECTORY_ENV: &str = "BUFWASM_PROTOC";

fn main() {
    println!("cargo:rerun-if-env-changed={DIRECTORY_ENV}");
    if env::var_os("CARGO_FEATURE_EMBED_PROTOC").is_none() {
        return;
    }
    let given = env::var_os(DIRECTORY_ENV).map(PathBuf::from);
    let built = given.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target/protoc"));
    let Ok(directory) = built.canonicalize().map_err(|_| ()) else {
        panic!("{} is missing: run `cargo xtask protoc`", built.display());
    };
    println!("cargo:rerun-if-changed={}", directory.display());
    println!("cargo:rustc-env={DIRECTORY_ENV}={}", directory.display());
}
