//! Compares requests with those of the real protoc, which `cargo xtask setup` installs.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use prost::Message;
use prost_types::compiler::CodeGeneratorRequest;
use prost_types::{FileDescriptorProto, SourceCodeInfo};

use crate::protos::Protos;
use crate::sources::Sources;

/// What there is in the language, as far as protoc 3.21 knows it; without default values that have an exponent, which
/// protox writes out.
const EVERYTHING: &str = r#"
// Detached.

// Before the syntax.
syntax = "proto2"; // After it.

package every.thing;

import "google/protobuf/descriptor.proto";
import public "google/protobuf/any.proto";
import "second.proto";

option java_package = "every.thing";
option optimize_for = CODE_SIZE;
option (note) = { text: "a \"quoted\" \303\251", level: HIGH, tags: ["x", "y"], [every.thing.more]: -1 };

extend google.protobuf.FileOptions { optional Note note = 50001; }
extend google.protobuf.FieldOptions { optional bool hidden = 50002; repeated int32 ids = 50003; }
extend Note { optional sint32 more = 100; }

/* A block
 * comment. */
message Note {
  optional string text = 1 [default = "none\n\001"];
  optional Level level = 2 [default = LOW];
  repeated string tags = 3;
  extensions 100 to 199, 500 to max;
  reserved 10, 12 to 14;
  reserved "old", "older";
}

enum Level {
  option allow_alias = true;
  LOW = 0;
  BASE = 0 [deprecated = true];
  HIGH = 2;
  BELOW = -1;
  reserved 5 to 9;
}

message Everything {
  // Leading.
  required int32 snake_case_name = 1; // Trailing.
  optional double infinite = 2 [default = -inf];
  optional float real = 3 [default = 1.5];
  optional bytes raw = 4 [default = "\x00\xff"];
  repeated uint64 packed = 5 [packed = true, (hidden) = true, (ids) = 1, (ids) = 2];
  optional fixed32 renamed = 6 [json_name = "other"];
  map<string, Note> notes = 7;
  oneof choice {
    Everything self = 8;
    .second.Second second = 9 [deprecated = true];
  }
  optional group Part = 10 { optional int32 inner = 1; }
  message Nested { message Deeper { optional bool flag = 1 [default = true]; } }
  optional Nested.Deeper deeper = 11;
  optional google.protobuf.Any any = 12;
  extend Note { optional string nested_extension = 101; }
}

service Things {
  option deprecated = true;
  rpc Get(Note) returns (Everything);
  rpc Watch(stream Note) returns (stream Everything) { option idempotency_level = NO_SIDE_EFFECTS; }
}
"#;

const SECOND: &str = r#"
syntax = "proto3";
package second;
message Second { optional int32 maybe = 1; repeated int32 list = 2; string plain_text = 3; }
"#;

/// The request that protoc sends to a plugin.
fn from_protoc(directory: &Path, files: &[&str], parameter: &str) -> CodeGeneratorRequest {
    let (plugin, recorded) = (directory.join("protoc-gen-record"), directory.join("request.bin"));
    let script = format!("#!/bin/sh\ncat > '{}' && printf '\\020\\001'\n", recorded.display());
    fs::write(&plugin, script).unwrap();
    fs::set_permissions(&plugin, fs::Permissions::from_mode(0o755)).unwrap();
    let mut protoc = Command::new("protoc");
    protoc.arg(format!("--plugin={}", plugin.display())).arg(format!("--record_opt={parameter}"));
    protoc.arg(format!("--record_out={}", directory.display())).arg("-I").arg(directory).args(files);
    let output = protoc.output().expect("protoc is missing: run `cargo xtask setup`");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    CodeGeneratorRequest::decode(&*fs::read(recorded).unwrap()).unwrap()
}

fn from_bufwasm(files: &[&str], parameter: &str) -> CodeGeneratorRequest {
    let sources = Sources::from_iter([("every.proto", EVERYTHING), ("second.proto", SECOND)]);
    let protos = Protos::compile(sources, files).unwrap();
    CodeGeneratorRequest::decode(&*protos.request(parameter)).unwrap()
}

#[test]
fn a_request_is_what_protoc_would_ask() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("every.proto"), EVERYTHING).unwrap();
    fs::write(directory.path().join("second.proto"), SECOND).unwrap();
    for files in [&["every.proto"][..], &["second.proto", "every.proto"], &["every.proto", "second.proto"]] {
        let theirs = from_protoc(directory.path(), files, "a=1,b");
        let ours = from_bufwasm(files, "a=1,b");
        assert_eq!(ours.file_to_generate, theirs.file_to_generate);
        assert_eq!(ours.parameter, theirs.parameter);
        assert_eq!(names(&ours), names(&theirs));
        // The well-known types are of another release.
        let pairs = ours.proto_file.iter().zip(&theirs.proto_file);
        pairs.filter(|(ours, _)| !ours.name().starts_with("google/")).for_each(|(ours, theirs)| compare(ours, theirs));
    }
}

fn names(request: &CodeGeneratorRequest) -> Vec<&str> {
    request.proto_file.iter().map(FileDescriptorProto::name).collect()
}

/// Compares places in the source apart from the rest, so that a difference is small enough to read.
fn compare(ours: &FileDescriptorProto, theirs: &FileDescriptorProto) {
    let without = |file: &FileDescriptorProto| FileDescriptorProto { source_code_info: None, ..file.clone() };
    similar_asserts::assert_eq!(ours: without(ours), theirs: without(theirs));
    let (ours, theirs) = (places(ours.source_code_info.as_ref()), places(theirs.source_code_info.as_ref()));
    similar_asserts::assert_eq!(ours: ours, theirs: theirs);
}

/// Every place as a line of text, sorted: plugins look them up by their paths.
fn places(info: Option<&SourceCodeInfo>) -> String {
    let locations = info.into_iter().flat_map(|info| &info.location);
    let mut lines: Vec<_> = locations
        .map(|place| {
            let comments = (&place.leading_detached_comments, &place.leading_comments, &place.trailing_comments);
            format!("{:?} at {:?}: {comments:?}\n", place.path, place.span)
        })
        .collect();
    lines.sort();
    lines.concat()
}
