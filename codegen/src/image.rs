//! Files as buf hands them from part to part: an image, complete in itself, in which each file is asked about or only imported.
//!
//! What buf asks plugins is not what protoc asks them: files are in the image's order, comments and places of imported files
//! stay, and the compiler's version is left out.

mod described;
mod filter;
pub mod managed;
mod question;

use std::collections::{BTreeMap, HashMap, HashSet};

pub use described::{DescribedFile, image_files};
pub use filter::{FilterError, TypeFilter};
pub use question::ImageQuestion;

use crate::builtin::ast::File;
use crate::builtin::{self, descriptor};
use crate::error::ProtoError;
use crate::job::DescriptorSet;
use crate::protos::Protos;

/// Compiled files, those that are imported before those that import them.
#[derive(Clone, Debug)]
pub struct Image {
    pub(crate) files: Vec<ImageFile>,
}

/// A file of an image.
#[derive(Clone, Debug)]
pub(crate) struct ImageFile {
    /// Its descriptor, with all options.
    pub(crate) whole: File,
    /// The same without those that are for the source alone.
    pub(crate) stripped: File,
    /// Whether it is there because others import it.
    pub(crate) is_import: bool,
    /// The full name of the module that it is part of, such as `buf.build/acme/weather`.
    pub(crate) module: Option<String>,
}

impl ImageFile {
    pub(crate) fn name(&self) -> &str {
        &self.whole.name
    }

    /// The same change to both descriptors.
    pub(crate) fn change(&mut self, mut change: impl FnMut(&mut File)) {
        change(&mut self.whole);
        change(&mut self.stripped);
    }
}

impl Image {
    /// The image of `protos`, with the names of the modules that files are part of.
    ///
    /// # Errors
    ///
    /// A compiler's descriptors cannot be read.
    pub fn new(protos: &Protos, modules: &BTreeMap<String, String>) -> Result<Self, ProtoError> {
        let files = protos.described()?.into_iter().map(|(whole, stripped)| ImageFile {
            is_import: !protos.to_generate.contains(&whole.name),
            module: modules.get(&whole.name).cloned(),
            whole,
            stripped,
        });
        Ok(Self { files: files.collect() })
    }

    /// The names of all files.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(ImageFile::name)
    }
}

impl Protos {
    /// Each file's descriptor with all options, and without those that are for the source alone; in the order in which buf has
    /// them.
    fn described(&self) -> Result<Vec<(File, File)>, ProtoError> {
        let read = |encoded: &[u8]| {
            let message = "the compiler's descriptor cannot be read".to_owned();
            descriptor::read_compiled(encoded).ok_or(ProtoError { file: None, position: None, message })
        };
        if self.asked.is_none() {
            return self.files.iter().map(|file| Ok((read(file.whole())?, read(file.stripped())?))).collect();
        }
        // protoc tells only of files to generate what both of these are.
        let set = DescriptorSet { encoded: self.whole_set(), shown: "protoc's descriptors".to_owned() };
        let compiled = builtin::compile(&mut |_| Ok(None), &self.to_generate, &[set]).map_err(|errors| {
            let none = || ProtoError { file: None, position: None, message: "they do not link".into() };
            errors.into_iter().next().unwrap_or_else(none)
        })?;
        compiled.files.iter().map(|file| Ok((read(&file.whole)?, read(&file.stripped)?))).collect()
    }
}

/// Whether buf takes the file for one that protobuf itself brings: it has no code generated for those unless told to, and
/// leaves their options alone.
pub(crate) fn is_well_known(name: &str) -> bool {
    const NAMES: [&str; 20] = [
        "any",
        "api",
        "c_sharp_features",
        "compiler/plugin",
        "cpp_features",
        "cpp_file_options",
        "cpp_options",
        "descriptor",
        "duration",
        "empty",
        "field_mask",
        "go_features",
        "java_features",
        "json_enumvalue_options",
        "json_options",
        "source_context",
        "struct",
        "timestamp",
        "type",
        "wrappers",
    ];
    let short = name.strip_prefix("google/protobuf/").and_then(|name| name.strip_suffix(".proto"));
    short.is_some_and(|name| NAMES.contains(&name))
}

/// Where the files of an image are, by their names.
pub(crate) struct Places<'i> {
    files: &'i [ImageFile],
    by_name: HashMap<&'i str, usize>,
}

impl<'i> Places<'i> {
    pub(crate) fn of(files: &'i [ImageFile]) -> Self {
        Self { files, by_name: files.iter().enumerate().map(|(at, file)| (file.name(), at)).collect() }
    }

    /// The files at the places `wanted`, and what they import: that comes before them.
    pub(crate) fn with_imports(&self, wanted: &[usize]) -> Vec<usize> {
        let (mut ordered, mut seen) = (Vec::new(), HashSet::new());
        // A file waits until what it imports has been named.
        let mut pending: Vec<_> = wanted.iter().rev().map(|at| (*at, false)).collect();
        while let Some((at, has_waited)) = pending.pop() {
            if has_waited {
                ordered.push(at);
            } else if seen.insert(at) {
                pending.push((at, true));
                let File { dependencies, option_dependencies, .. } = &self.files[at].whole;
                let imported = dependencies.iter().chain(option_dependencies);
                let imported: Vec<_> = imported.filter_map(|name| self.by_name.get(&**name)).collect();
                pending.extend(imported.into_iter().rev().map(|at| (*at, false)));
            }
        }
        ordered
    }
}
