//! What is to be generated, as data, wherever it was written: on the command line or in a file.

use std::collections::BTreeMap;
use std::path::PathBuf;

use bufwasm_codegen::managed::Managed;
use bufwasm_codegen::{DescriptorSet, FindSource, Job, ProtoError, SetContents, Strategy, TypeFilter};

use crate::failure::Failure;
use crate::plugin::Plugin;

/// What is to be generated.
pub(crate) struct Plan {
    /// What plugins are asked about, one after the other.
    pub(crate) inputs: Vec<Input>,
    /// Whom to ask about each of them, in this order.
    pub(crate) generators: Vec<Generator>,
    /// Whether directories and archives are to hold nothing but what is generated.
    pub(crate) clean: bool,
}

/// Files that belong together: they are compiled at once, and their names are unique.
pub(crate) struct Input {
    /// Where .proto files and their imports are found.
    pub(crate) sources: Box<dyn FindSource>,
    /// The directories that these lie in.
    pub(crate) directories: Vec<PathBuf>,
    /// Files that are not among the sources; of several with one name, the first counts.
    pub(crate) sets: Vec<DescriptorSet>,
    /// The names of the files to generate code for, in the order in which plugins are to see them.
    pub(crate) files: Vec<String>,
    /// The descriptor set of these files that is to be written, if one is.
    pub(crate) set: Option<SetOutput>,
    /// What becomes of the files before plugins are asked about them as buf asks; `None` if they are asked as protoc asks.
    pub(crate) image: Option<ImageRules>,
    /// Where imports that are not found may be expected: dependencies that a registry would have.
    pub(crate) unread: Vec<ProtoError>,
}

/// What becomes of compiled files before plugins are asked about them.
pub(crate) struct ImageRules {
    /// The full names of the modules that files are part of, by the files' names.
    pub(crate) modules: BTreeMap<String, String>,
    /// What stays of them.
    pub(crate) types: TypeFilter,
    /// The rules of managed mode, if it is on.
    pub(crate) managed: Option<Managed>,
}

impl Input {
    /// The failure of a compiler, with what may be behind it.
    pub(crate) fn explained(&self, failure: Failure) -> Failure {
        let is_missing = |mistake: &ProtoError| mistake.message.contains("not found");
        if self.unread.is_empty() || !failure.mistakes.iter().any(is_missing) {
            return failure;
        }
        let mistakes = failure.mistakes.iter().chain(&self.unread).cloned().collect();
        let hint =
            "`buf export MODULE -o DIR`, and -I DIR here; or `buf build -o image.binpb`, and image.binpb as the input";
        Failure { mistakes, ..failure }.hint(hint.to_owned())
    }

    /// What a compiler is asked for.
    pub(crate) fn job(&self) -> Job<'_> {
        Job { sources: &*self.sources, files: &self.files, sets: &self.sets }
    }
}

/// A descriptor set to write.
pub(crate) struct SetOutput {
    /// The file, or - for stdout.
    pub(crate) path: PathBuf,
    pub(crate) contents: SetContents,
}

/// A plugin to ask.
pub(crate) struct Generator {
    pub(crate) plugin: Plugin,
    /// Its options, as protoc passes them; may be empty.
    pub(crate) parameter: String,
    /// The directory or the archive that its files go to.
    pub(crate) out: PathBuf,
    /// What it is asked about at a time.
    pub(crate) strategy: Strategy,
    /// Of an image: whether it is asked about imported files, too.
    pub(crate) include_imports: bool,
    /// Whether about those, too, that protobuf itself brings.
    pub(crate) include_wkt: bool,
    /// What it sees of an image.
    pub(crate) types: TypeFilter,
}
