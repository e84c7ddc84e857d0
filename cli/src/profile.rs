//! Profiles of a command's runs, and the file that they are written to.

use std::io::Write;
use std::path::PathBuf;
use std::str::FromStr;

use bufwasm::profile::Profile;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::failure::Result;
use crate::output;

/// Where a profile is written, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ProfileFile {
    path: PathBuf,
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    /// A line for each call path, for programs that draw flame graphs.
    Folded,
    /// pprof's, compressed as its tools write it.
    Pprof,
}

impl FromStr for ProfileFile {
    type Err = &'static str;

    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        let ends_in = |endings: &[&str]| endings.iter().any(|ending| text.ends_with(ending));
        let format = match () {
            () if ends_in(&[".folded", ".txt"]) => Format::Folded,
            () if ends_in(&[".pb.gz", ".pprof"]) => Format::Pprof,
            () => return Err("it must end in .folded or .txt for folded stacks, or in .pb.gz or .pprof for pprof"),
        };
        Ok(Self { path: text.into(), format })
    }
}

/// What the runs of a command have spent so far.
#[derive(Clone, Debug)]
pub(crate) struct Profiling {
    file: ProfileFile,
    profile: Profile,
}

impl Profiling {
    pub(crate) fn new(file: ProfileFile) -> Self {
        Self { file, profile: Profile::default() }
    }

    /// The same, of runs that are yet to come.
    pub(crate) fn empty(&self) -> Self {
        Self::new(self.file.clone())
    }

    /// Adds a run of the plugin `name`.
    pub(crate) fn add(&mut self, name: &str, run: &Profile) {
        self.profile.add(&run.named(name, demangled));
    }

    /// Adds what other runs have spent.
    pub(crate) fn add_all(&mut self, other: &Self) {
        self.profile.add(&other.profile);
    }

    /// Writes the profile.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub(crate) fn write(&self) -> Result<()> {
        let bytes = match self.file.format {
            Format::Folded => self.profile.folded().into_bytes(),
            Format::Pprof => compressed(&self.profile.pprof()),
        };
        output::write_file(&self.file.path, &bytes)
    }
}

/// The name of a function as its language writes it: Rust's are mangled in a module.
pub(crate) fn demangled(name: &str) -> String {
    format!("{:#}", rustc_demangle::demangle(name))
}

/// The same bytes each time: no name and no time is written beside them.
fn compressed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // A vector takes all of it.
    encoder.write_all(bytes).and_then(|()| encoder.finish()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_files_name_tells_its_format() {
        for (text, format) in [
            ("a.folded", Some(Format::Folded)),
            ("b/a.b.txt", Some(Format::Folded)),
            ("a.pb.gz", Some(Format::Pprof)),
            ("a.pprof", Some(Format::Pprof)),
            ("a.gz", None),
            ("a.svg", None),
            ("folded", None),
        ] {
            assert_eq!(text.parse::<ProfileFile>().ok().map(|file| file.format), format, "{text}");
        }
    }

    #[test]
    fn names_are_those_of_the_source() {
        assert_eq!(demangled("_ZN4core9panicking5panic17h0123456789abcdefE"), "core::panicking::panic");
        assert_eq!(demangled("runtime.mallocgc"), "runtime.mallocgc");
    }
}
