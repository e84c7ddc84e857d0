//! What a plugin carries in its `.bufplugin` sections: the messages of `proto/buf/alpha/wasmplugin/v1/wasmplugin.proto`.
//!
//! They are written out, so that building needs no compiler of .proto files. A test of `codegen` holds them to the file.

use prost::{Enumeration, Message};

use crate::fs;

/// The binary interface a plugin was built for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Enumeration)]
#[repr(i32)]
pub enum WasmAbi {
    /// Not said: the ABI is detected from the module's exports.
    Unspecified = 0,
    /// WASI preview 1; the module exports `_start`.
    WasiSnapshotPreview1 = 1,
    /// Go's js/wasm ABI; the module exports `run` and `resume`.
    Gojs = 2,
}

/// A file the plugin can read.
#[derive(Clone, PartialEq, Eq, Hash, Message)]
pub struct File {
    /// Where the plugin finds it; a leading `/` is dropped.
    #[prost(string, tag = "1")]
    pub path: String,
    /// What it holds.
    #[prost(bytes = "vec", tag = "2")]
    pub contents: Vec<u8>,
}

/// How a plugin wants to be run.
#[derive(Clone, PartialEq, Message)]
pub struct ExecConfig {
    /// The ABI, when detection is not to decide.
    #[prost(enumeration = "WasmAbi", tag = "1")]
    pub wasm_abi: i32,
    /// Arguments that come right after the plugin's name.
    #[prost(string, repeated, tag = "2")]
    pub args: Vec<String>,
    /// The files of the read-only file system.
    #[prost(message, repeated, tag = "3")]
    pub files: Vec<File>,
    /// The function that a library's run consists of, which is called after `_initialize`; nothing for a program.
    #[prost(string, tag = "4")]
    pub call: String,
    /// The environment, as `KEY=VALUE`; of two entries with one key, the later counts.
    #[prost(string, repeated, tag = "5")]
    pub env: Vec<String>,
    /// Directories that are there although no file lies in them.
    #[prost(string, repeated, tag = "6")]
    pub directories: Vec<String>,
}

impl ExecConfig {
    /// What the plugin can read, as a file system is built of it.
    pub fn tree(&self) -> impl Iterator<Item = fs::File> + '_ {
        let files = self.files.iter().map(|file| fs::File::new(&file.path, &*file.contents));
        files.chain(self.directories.iter().map(fs::File::directory))
    }

    /// Carries `files`, too.
    pub fn carry(&mut self, files: impl IntoIterator<Item = fs::File>) {
        for fs::File { path, contents } in files {
            match path.strip_suffix('/') {
                // Whoever does not know of directories can still read the rest.
                Some(directory) if contents.is_empty() => self.directories.push(directory.into()),
                _ => self.files.push(File { path, contents: contents.to_vec() }),
            }
        }
    }

    /// The function to [`call`](Self::call), if the plugin is a library.
    pub fn called_function(&self) -> Option<&str> {
        Some(&*self.call).filter(|function| !function.is_empty())
    }
}
