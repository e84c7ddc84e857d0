//! Descriptor sets as files, whose descriptors stay encoded.

use anyhow::{Context, Result};
use prost::Message;
use std::fs;
use std::path::Path;
use std::process::Command;

/// `google.protobuf.FileDescriptorSet`, whose files stay encoded.
#[derive(Clone, PartialEq, Message)]
struct EncodedSet {
    #[prost(bytes = "vec", repeated, tag = "1")]
    file: Vec<Vec<u8>>,
}

/// What tells a `google.protobuf.FileDescriptorProto`'s name.
#[derive(Clone, PartialEq, Message)]
struct Named {
    #[prost(string, optional, tag = "1")]
    name: Option<String>,
}

/// Adds the option that writes a set to `out`.
pub(super) fn set_of<'c>(command: &'c mut Command, out: &Path) -> &'c mut Command {
    command.arg(format!("--descriptor_set_out={}", out.display()))
}

/// The names and encoded descriptors in the set at `path`, in its order.
pub(super) fn read_set(path: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let about = || format!("cannot read {}", path.display());
    let set = EncodedSet::decode(&*fs::read(path).with_context(about)?).with_context(about)?;
    set.file.into_iter().map(|file| Ok((Named::decode(&*file)?.name.unwrap_or_default(), file))).collect()
}
