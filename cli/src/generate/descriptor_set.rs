//! Descriptor sets that `generate` takes files from, and those that it writes.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use bufwasm_codegen::{Job, SetContents};

use crate::args::SetArgs;
use crate::compile::Chosen;
use crate::failure::{Failure, Result};
use crate::output;
use crate::session::Session;

fn read(path: &Path) -> io::Result<Vec<u8>> {
    if path != Path::new(output::STDIO) {
        return fs::read(path);
    }
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}

impl SetArgs {
    /// The sets to take files from, read.
    ///
    /// # Errors
    ///
    /// One of them cannot be read.
    pub(super) fn read(&self) -> Result<Vec<Vec<u8>>> {
        let files = self.sets.iter().flat_map(std::env::split_paths);
        files.map(|path| read(&path).map_err(|error| Failure::io("read", &path, &error))).collect()
    }

    /// The encoded set of the files that `job` asks for, if one is to be written.
    ///
    /// # Errors
    ///
    /// The files do not compile.
    pub(super) fn make(&self, compiler: &Chosen, session: &mut Session, job: &Job<'_>) -> Result<Option<Vec<u8>>> {
        let contents = SetContents {
            imports: self.imports,
            source_info: self.source_info,
            retained_options: self.retained_options,
        };
        let wanted = self.descriptor_set_out.is_some();
        wanted.then(|| compiler.descriptor_set(session, job, contents)).transpose()
    }

    /// Writes what was made.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub(super) fn write(&self, set: Option<Vec<u8>>) -> Result<()> {
        match (&self.descriptor_set_out, set) {
            (Some(path), Some(set)) => output::write(path, &set),
            _ => Ok(()),
        }
    }
}
