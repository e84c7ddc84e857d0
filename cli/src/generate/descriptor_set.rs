//! Descriptor sets that `generate` takes files from, and those that it writes.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use bufwasm::ErrorKind;
use bufwasm_codegen::{CompiledSet, DescriptorSet, Job, SetFormat};

use super::plan::SetOutput;
use crate::compile::Chosen;
use crate::compression::Compression;
use crate::failure::{Failure, Result};
use crate::message;
use crate::output;
use crate::session::Session;

/// The sets in the files at `paths`, each of which may be several, joined as in `PATH`.
///
/// # Errors
///
/// One of them cannot be read, or is no descriptor set.
pub(crate) fn read_sets(paths: &[PathBuf]) -> Result<Vec<DescriptorSet>> {
    let paths: Vec<_> = paths.iter().flat_map(std::env::split_paths).collect();
    if paths.iter().filter(|path| *path == Path::new(output::STDIO)).count() > 1 {
        return Err(Failure::usage("stdin can be one descriptor set, and is named as several"));
    }
    paths.iter().map(|path| read_set(path)).collect()
}

impl SetOutput {
    /// The encoded set of the files that `job` asks for. Warnings are passed on if it `warns`.
    ///
    /// # Errors
    ///
    /// The files do not compile.
    pub(super) fn make(&self, compiler: &Chosen, session: &mut Session, job: &Job<'_>, warns: bool) -> Result<Vec<u8>> {
        let CompiledSet { encoded, warnings } = compiler.descriptor_set(session, job, self.contents)?;
        if warns {
            warnings.iter().for_each(message::warning);
        }
        Ok(encoded)
    }

    /// Whether it goes to a file, which can take its place with all others, and to nothing else, such as stdout.
    pub(super) fn is_file(&self) -> bool {
        !self.is_stdout() && fs::metadata(&self.path).map_or(true, |other| other.is_file() || other.is_dir())
    }

    pub(super) fn is_stdout(&self) -> bool {
        self.path == Path::new(output::STDIO)
    }

    /// Writes the `set` to what is no file.
    ///
    /// # Errors
    ///
    /// It cannot be written.
    pub(super) fn write(&self, set: &[u8]) -> Result<()> {
        if self.is_stdout() { output::print_whole(set) } else { output::write_file(&self.path, set) }
    }
}

/// The set in the file at `path`, whatever it is written and compressed with: its name says so, as for buf, or its contents.
///
/// # Errors
///
/// It cannot be read, or is no descriptor set.
pub(crate) fn read_set(path: &Path) -> Result<DescriptorSet> {
    let bytes = read(path).map_err(|error| Failure::io("read", path, &error))?;
    let shown = if path == Path::new(output::STDIO) { "stdin".into() } else { path.display().to_string() };
    let wrong = |why: String| Failure::new(ErrorKind::ProtoError, format_args!("{shown}: {why}"));
    let (name, named) = Compression::split_name(path);
    let compression = named.unwrap_or_else(|| Compression::of(&bytes));
    let bytes = compression.undo(bytes).map_err(wrong)?;
    let format = match name.extension().and_then(|extension| extension.to_str()) {
        Some("json") => SetFormat::Json,
        Some("txtpb" | "textproto" | "pbtxt") => SetFormat::Text,
        Some("binpb") => SetFormat::Binary,
        Some("yaml" | "yml") => {
            let hint = "buf writes the same as .binpb, .json or .txtpb".to_owned();
            return Err(wrong("images in YAML are not read".to_owned()).hint(hint));
        }
        _ => SetFormat::of(&bytes),
    };
    let encoded = format.read(bytes).map_err(|error| wrong(error.to_string()))?;
    Ok(DescriptorSet { encoded, shown })
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    if path != Path::new(output::STDIO) {
        return fs::read(path);
    }
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}
