//! The requests that a campaign begins with.

use std::fs;
use std::path::Path;

use bufwasm_codegen::Protos;
use bufwasm_plugfuzz as plugfuzz;
use walkdir::WalkDir;

use crate::compile::Includes;
use crate::failure::{Failure, Result};
use crate::fuzz::FuzzArgs;
use crate::message;

/// The seeds that `args` ask for: what is in their directory, else the built-in ones.
///
/// # Errors
///
/// There is no such directory, it holds no seed, or a file in it cannot be read.
pub(super) fn read(args: &FuzzArgs, quiet: bool) -> Result<Vec<Vec<u8>>> {
    match &args.seed_dir {
        Some(directory) => below(directory, &args.parameter, quiet),
        None => plugfuzz::built_in(&args.parameter).map_err(|error| Failure::from(vec![error])),
    }
}

/// A request for each .proto file below `directory`, and the requests and descriptor sets there; other files are left
/// alone. A .proto file that does not compile is left out, and noted unless told to be `quiet`.
fn below(directory: &Path, parameter: &str, quiet: bool) -> Result<Vec<Vec<u8>>> {
    let mut seeds = Vec::new();
    for entry in WalkDir::new(directory).follow_links(true).sort_by_file_name() {
        let entry = entry.map_err(|error| unreadable(directory, error))?;
        let path = entry.path();
        if !entry.file_type().is_file() {
            continue;
        }
        if path.extension().is_some_and(|extension| extension == "proto") {
            seeds.extend(compile(directory, path, parameter, quiet));
        } else {
            let bytes = fs::read(path).map_err(|error| Failure::io("read", path, &error))?;
            seeds.extend(plugfuzz::from_bytes(&bytes, parameter));
        }
    }
    if seeds.is_empty() {
        let message = format!("there is no seed in {}", directory.display());
        let hint = "put .proto files there, or CodeGeneratorRequests, or the output of protoc --descriptor_set_out";
        return Err(Failure::usage(message).hint(hint.to_owned()));
    }
    Ok(seeds)
}

/// The request for the .proto file at `path`, if it compiles.
fn compile(directory: &Path, path: &Path, parameter: &str, quiet: bool) -> Option<Vec<u8>> {
    let name = path.strip_prefix(directory).unwrap_or(path).components().map(|part| part.as_os_str().to_string_lossy());
    let protos = Protos::compile(&Includes::below(directory), [name.collect::<Vec<_>>().join("/")]);
    match protos {
        Ok(protos) => Some(protos.request(parameter)),
        Err(error) => {
            if !quiet {
                message::note(&format!("left out: {error}"));
            }
            None
        }
    }
}

fn unreadable(directory: &Path, error: walkdir::Error) -> Failure {
    let path = error.path().unwrap_or(directory).to_owned();
    match error.into_io_error() {
        Some(error) => Failure::io("read", &path, &error),
        None => Failure::usage(format_args!("cannot read {}: a symbolic link there leads back to it", path.display())),
    }
}
