//! Descriptor sets that `generate` writes, beside generated code or instead of it.

use std::path::Path;

use bufwasm_codegen::{Job, SetContents};

use crate::args::SetArgs;
use crate::compile::Chosen;
use crate::failure::Result;
use crate::output;
use crate::session::Session;

/// The name of stdout in the place of a file.
const STDOUT: &str = "-";

impl SetArgs {
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
            (Some(path), Some(set)) if path == Path::new(STDOUT) => output::print(&set),
            (Some(path), Some(set)) => output::write_file(path, &set),
            _ => Ok(()),
        }
    }
}
