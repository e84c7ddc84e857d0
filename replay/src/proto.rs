//! The messages of `proto/bufwasm/replay/v1/replay.proto`, which says what each field means.
//!
//! They are written out, so that building needs no compiler of .proto files. A test holds them to the file.

use prost::Message;

/// What `--record` writes.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct Recording {
    #[prost(string, tag = "1")]
    pub(crate) format: String,
    #[prost(string, tag = "2")]
    pub(crate) recorded_by: String,
    #[prost(message, repeated, tag = "3")]
    pub(crate) runs: Vec<Run>,
}

/// One run of a plugin.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct Run {
    #[prost(message, optional, tag = "1")]
    pub(crate) module: Option<Module>,
    #[prost(string, tag = "2")]
    pub(crate) name: String,
    #[prost(string, repeated, tag = "3")]
    pub(crate) args: Vec<String>,
    #[prost(string, repeated, tag = "4")]
    pub(crate) env: Vec<String>,
    #[prost(message, repeated, tag = "5")]
    pub(crate) files: Vec<File>,
    #[prost(bytes = "vec", tag = "6")]
    pub(crate) stdin: Vec<u8>,
    #[prost(string, tag = "7")]
    pub(crate) abi: String,
    #[prost(message, repeated, tag = "8")]
    pub(crate) limits: Vec<Limit>,
    #[prost(string, tag = "9")]
    pub(crate) optimise: String,
    #[prost(string, tag = "10")]
    pub(crate) go_gc: String,
    #[prost(message, optional, tag = "11")]
    pub(crate) ended: Option<Ended>,
}

/// A plugin's module, which is not in the recording.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct Module {
    #[prost(string, tag = "1")]
    pub(crate) path: String,
    #[prost(bytes = "vec", tag = "2")]
    pub(crate) sha256: Vec<u8>,
    #[prost(uint64, tag = "3")]
    pub(crate) size: u64,
}

/// A file that the plugin could read.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct File {
    #[prost(string, tag = "1")]
    pub(crate) path: String,
    #[prost(bytes = "vec", tag = "2")]
    pub(crate) contents: Vec<u8>,
}

/// A limit of the run.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct Limit {
    #[prost(string, tag = "1")]
    pub(crate) name: String,
    #[prost(uint64, tag = "2")]
    pub(crate) value: u64,
}

/// How a run ended.
#[derive(Clone, PartialEq, Message)]
pub struct Ended {
    /// The kind of error, such as "trap"; empty if the run succeeded.
    #[prost(string, tag = "1")]
    pub error: String,
    /// What the error said.
    #[prost(string, tag = "2")]
    pub message: String,
    /// The code that the plugin exited with, if it exited by itself.
    #[prost(uint32, optional, tag = "3")]
    pub exit_code: Option<u32>,
    /// What the plugin wrote to stdout.
    #[prost(bytes = "vec", tag = "4")]
    pub stdout: Vec<u8>,
    /// What the plugin wrote to stderr.
    #[prost(bytes = "vec", tag = "5")]
    pub stderr: Vec<u8>,
    /// The units of fuel that it took.
    #[prost(uint64, tag = "6")]
    pub fuel: u64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;
    use std::process::Command;

    /// All fields, each with a value of its own, as protoc's text format has them.
    const TEXT: &str = r#"format: "a"
recorded_by: "b"
runs {
  module {
    path: "c"
    sha256: "\377"
    size: 18446744073709551615
  }
  name: "d"
  args: "e"
  args: "f"
  env: "g"
  env: "h"
  files {
    path: "i"
    contents: "\376"
  }
  files {
    path: "j"
  }
  stdin: "\375"
  abi: "k"
  limits {
    name: "l"
    value: 2
  }
  limits {
    name: "m"
  }
  optimise: "n"
  go_gc: "o"
  ended {
    error: "p"
    message: "q"
    exit_code: 0
    stdout: "\374"
    stderr: "\373"
    fuel: 3
  }
}
"#;

    fn recording() -> Recording {
        let two = |first: &str, second: &str| vec![first.to_owned(), second.to_owned()];
        let file = |path: &str, contents: &[u8]| File { path: path.into(), contents: contents.into() };
        let limit = |name: &str, value| Limit { name: name.into(), value };
        let run = Run {
            module: Some(Module { path: "c".into(), sha256: vec![0xff], size: u64::MAX }),
            name: "d".into(),
            args: two("e", "f"),
            env: two("g", "h"),
            files: vec![file("i", b"\xfe"), file("j", b"")],
            stdin: vec![0xfd],
            abi: "k".into(),
            limits: vec![limit("l", 2), limit("m", 0)],
            optimise: "n".into(),
            go_gc: "o".into(),
            ended: Some(Ended {
                error: "p".into(),
                message: "q".into(),
                exit_code: Some(0),
                stdout: vec![0xfc],
                stderr: vec![0xfb],
                fuel: 3,
            }),
        };
        Recording { format: "a".into(), recorded_by: "b".into(), runs: vec![run] }
    }

    #[test]
    fn the_messages_are_those_of_the_proto_file() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let protoc = root.join("../target/tools/python/bin/protoc");
        assert!(protoc.is_file(), "target/tools/python/bin/protoc is missing: run `cargo xtask setup`");
        let room = tempfile::tempdir().unwrap();
        let encoded = room.path().join("recording.binpb");
        std::fs::write(&encoded, recording().encode_to_vec()).unwrap();
        let mut protoc = Command::new(protoc);
        protoc.arg("-I").arg(root.join("proto")).arg("--decode=bufwasm.replay.v1.Recording");
        protoc.arg("bufwasm/replay/v1/replay.proto").stdin(std::fs::File::open(encoded).unwrap());
        let output = protoc.output().unwrap();
        let printed = String::from_utf8_lossy(&output.stdout);
        assert_eq!(printed, TEXT, "{}", String::from_utf8_lossy(&output.stderr));
    }
}
