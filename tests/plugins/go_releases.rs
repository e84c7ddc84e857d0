//! Plugins built by the releases of Go that every other test leaves out, and what takes long of those that it does not:
//! `cargo xtask go-releases` builds and runs them.
#![allow(dead_code)] // the other plugins need all of it

mod alike;
#[path = "../../xtask/src/go.rs"]
mod go;

use bufwasm::module::ModuleSummary;

use alike::{read, same_bytes};

same_bytes! {
    protoc_gen_go_of_go_1_19_as_js: "go-js/protoc-gen-go-1.19" like "protoc-gen-go-1.19" on "small", "1mb" in Same;
    protoc_gen_go_of_go_1_20_as_js: "go-js/protoc-gen-go-1.20" like "protoc-gen-go-1.20" on "small", "1mb" in Same;
    protoc_gen_go_of_go_1_21_4_as_js: "go-js/protoc-gen-go-1.21.4" like "protoc-gen-go-1.21.4" on "small", "1mb" in Same;
    protoc_gen_go_of_go_1_22_as_js: "go-js/protoc-gen-go-1.22" like "protoc-gen-go-1.22" on "small", "1mb" in Same;
    protoc_gen_go_of_go_1_23_as_js: "go-js/protoc-gen-go-1.23" like "protoc-gen-go-1.23" on "small", "1mb" in Same;
    protoc_gen_go_of_go_1_25_as_js: "go-js/protoc-gen-go-1.25" like "protoc-gen-go-1.25" on "small", "1mb" in Same;
    protoc_gen_go_of_go_1_26_as_js: "go-js/protoc-gen-go-1.26" like "protoc-gen-go-1.26" on "small", "1mb" in Same;
    large_requests_to_go_1_21: "go-wasip1/protoc-gen-go-1.21" like "protoc-gen-go-1.21" on "1mb" in Same;
    large_requests_to_go_1_24: "go-wasip1/protoc-gen-go-1.24" like "protoc-gen-go-1.24" on "1mb" in Same;
    large_requests_to_go_grpc: "go-wasip1/protoc-gen-go-grpc" like "protoc-gen-go-grpc" on "medium", "4mb" in Same;
    large_requests_to_go_1_18_as_js: "go-js/protoc-gen-go-1.18" like "protoc-gen-go-1.18" on "1mb" in Same;
    large_requests_to_go_1_21_as_js: "go-js/protoc-gen-go-1.21" like "protoc-gen-go-1.21" on "1mb" in Same;
    large_requests_to_go_1_24_as_js: "go-js/protoc-gen-go-1.24" like "protoc-gen-go-1.24" on "1mb" in Same;
    large_requests_to_go_1_27_as_js: "go-js/protoc-gen-go-1.27" like "protoc-gen-go-1.27" on "4mb" in Same;
}

/// docs/compatibility.md names these releases.
#[test]
fn the_modules_are_of_these_releases() {
    for (name, release) in [
        ("1.19", go::V1_19),
        ("1.20", go::V1_20),
        ("1.21.4", go::V1_21_4),
        ("1.22", go::V1_22),
        ("1.23", go::V1_23),
        ("1.25", go::V1_25),
        ("1.26", go::V1_26),
    ] {
        let wasm = read(&format!("guests/go-js/protoc-gen-go-{name}.wasm"));
        let summary = ModuleSummary::parse(&wasm).expect("the module can be read");
        assert_eq!(summary.go_version(), Some(&*format!("go{release}")), "{name}");
    }
}
