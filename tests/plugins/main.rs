//! Real plugins of real toolchains give the bytes that the same plugins give natively.
//!
//! `cargo xtask guests` and `cargo xtask requests` build what these tests run. `go_releases.rs` has the other releases of Go,
//! and large requests for all of them.

mod alike;

use alike::{compile, files, native, read, run, same_bytes};

same_bytes! {
    protoc_gen_go_of_go_1_21: "go-wasip1/protoc-gen-go-1.21" like "protoc-gen-go-1.21" on "small", "medium" in Same;
    protoc_gen_go_of_go_1_24: "go-wasip1/protoc-gen-go-1.24" like "protoc-gen-go-1.24" on "small", "medium" in Same;
    protoc_gen_go_of_go_1_27: "go-wasip1/protoc-gen-go-1.27" like "protoc-gen-go-1.27" on "small", "medium", "1mb", "4mb" in Same;
    protoc_gen_go_grpc: "go-wasip1/protoc-gen-go-grpc" like "protoc-gen-go-grpc" on "small", "1mb" in Same;
    protoc_gen_go_of_go_1_18_as_js: "go-js/protoc-gen-go-1.18" like "protoc-gen-go-1.18" on "small", "medium" in Same;
    protoc_gen_go_of_go_1_21_as_js: "go-js/protoc-gen-go-1.21" like "protoc-gen-go-1.21" on "small", "medium" in Same;
    protoc_gen_go_of_go_1_24_as_js: "go-js/protoc-gen-go-1.24" like "protoc-gen-go-1.24" on "small", "medium" in Same;
    protoc_gen_go_of_go_1_27_as_js: "go-js/protoc-gen-go-1.27" like "protoc-gen-go-1.27" on "small", "1mb" in Same;
    protoc_gen_go_grpc_as_js: "go-js/protoc-gen-go-grpc" like "protoc-gen-go-grpc" on "small", "1mb" in Same;
    protoc_gen_connect_go_as_js: "go-js/protoc-gen-connect-go" like "protoc-gen-connect-go" on "small", "1mb" in Same;
    protoc_gen_prost: "rust/protoc-gen-prost" like "protoc-gen-prost" on "small", "medium", "1mb", "4mb" in Any;
    protoc_gen_prost_serde: "rust/protoc-gen-prost-serde" like "protoc-gen-prost-serde" on "small", "1mb" in Any;
    protoc_gen_tonic: "rust/protoc-gen-tonic" like "protoc-gen-tonic" on "small", "1mb" in Any;
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
