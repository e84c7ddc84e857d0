//! The compiler that is part of this crate: .proto files to descriptors, as protoc makes them.
//!
//! A file is taken apart ([`parser`], or [`descriptor`] where it comes compiled), what it declares is put into a [`pool`], names are looked up there ([`link`]), options
//! are interpreted ([`interpret`]), and rules are checked ([`check`]). What it does not know, editions above all, it refuses.

mod adopt;
pub(crate) mod ast;
mod bare;
mod check;
mod comments;
mod declare;
pub(crate) mod descriptor;
mod edition_features;
mod encode;
mod fault;
mod image;
mod interpret;
mod json_format;
mod limits;
mod link;
mod literal;
mod mistakes;
mod parser;
mod pool;
mod record;
mod retention;
mod settle;
mod targets;
mod text_format;
mod token;
mod visit;
mod well_known;
pub(crate) mod wire;

use std::collections::{HashMap, HashSet};

pub(crate) use self::bare::without_json_names;
pub(crate) use self::image::{Format, is_set, read_image};
pub(crate) use self::mistakes::{below, path};

use self::ast::File;
use self::check::Round;
use self::fault::Fault;
use self::interpret::{Known, Moved, Turn};
use self::mistakes::Mistakes;
use self::pool::{FileInfo, Pool};
use crate::error::ProtoError;
use crate::job::DescriptorSet;

/// A compiled file.
pub(crate) struct CompiledFile {
    /// Its name.
    pub(crate) name: String,
    /// Its encoded descriptor, with all options.
    pub(crate) whole: Vec<u8>,
    /// The same without those that are for the source alone.
    pub(crate) stripped: Vec<u8>,
    /// The paths of fields whose JSON names the source gives, sorted.
    pub(crate) written_json_names: Vec<Vec<i32>>,
}

/// What comes of files that are right.
pub(crate) struct Outcome {
    pub(crate) files: Vec<CompiledFile>,
    /// What protoc would warn of.
    pub(crate) warnings: Vec<ProtoError>,
}

/// Finds the text of the file that imports call by a name.
pub(crate) type Find<'f> = dyn FnMut(&str) -> Result<Option<Vec<u8>>, ProtoError> + 'f;

/// Compiles the files `names`, which `find` finds, and all that they import; dependencies come before those that import them.
/// What is not found is taken from the first of `sets` that has it.
///
/// # Errors
///
/// What is wrong with each of the files, as far as it can be told: never empty.
pub(crate) fn compile(
    find: &mut Find<'_>,
    names: &[String],
    sets: &[DescriptorSet],
) -> Result<Outcome, Vec<ProtoError>> {
    let built_in = well_known::options();
    let described = described(sets)?;
    let mut compiler = Compiler::new(find, &built_in, &described);
    compiler.asked = names;
    for name in names {
        compiler.open(name);
    }
    let Compiler { pool, mut files, errors, warnings, .. } = compiler;
    if !errors.is_empty() {
        return Err(errors);
    }
    for (index, file) in files.iter_mut().enumerate().filter(|(_, file)| names.contains(&file.name)) {
        targets::check(Known { pool: &pool, built_in: &built_in, file: index }, file)?;
    }
    let finished = files.into_iter().enumerate().map(|(index, mut file)| {
        let written_json_names = settle::give_json_names(&mut file);
        let whole = file.encode();
        retention::strip(Known { pool: &pool, built_in: &built_in, file: index }, &mut file);
        CompiledFile { whole, stripped: file.encode(), name: file.name, written_json_names }
    });
    Ok(Outcome { files: finished.collect(), warnings })
}

/// Files that come as descriptors, by their names.
type Described = HashMap<String, File>;

/// The files of all `sets`.
fn described(sets: &[DescriptorSet]) -> Result<Described, Vec<ProtoError>> {
    let mut described = Described::new();
    for set in sets {
        let files = image::files(&set.encoded).ok_or_else(|| {
            let message = "Unable to parse.".to_owned();
            vec![ProtoError { file: Some(set.shown.clone()), position: None, message }]
        })?;
        for file in files {
            described.entry(file.name.clone()).or_insert(file);
        }
    }
    Ok(described)
}

/// The names of the files that are there without being given.
#[cfg(test)]
pub(crate) fn well_known_names() -> impl Iterator<Item = &'static str> {
    well_known::names()
}

/// How far a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Progress {
    /// Its imports are being compiled.
    Begun,
    /// It is the pool's with this index.
    Done(usize),
    /// It is wrong, or not there, which has been told.
    Failed,
}

struct Compiler<'f, 'c> {
    find: &'c mut Find<'f>,
    described: &'c Described,
    built_in: &'c Pool,
    /// The files that are asked for: in these alone, imports have to be used.
    asked: &'c [String],
    pool: Pool,
    files: Vec<File>,
    begun: HashMap<String, Progress>,
    errors: Vec<ProtoError>,
    warnings: Vec<ProtoError>,
}

impl<'f, 'c> Compiler<'f, 'c> {
    fn new(find: &'c mut Find<'f>, built_in: &'c Pool, described: &'c Described) -> Self {
        Self {
            find,
            described,
            built_in,
            asked: &[],
            pool: Pool::default(),
            files: Vec::new(),
            begun: HashMap::new(),
            errors: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// Compiles `name` and what it imports. A chain of imports may be long, so the files that wait are kept in a list.
    fn open(&mut self, name: &str) {
        if self.begun.contains_key(name) {
            return;
        }
        let mut waiting: Vec<_> = self.parse(name, "no such file").map(|file| (file, 0)).into_iter().collect();
        while let Some((file, next)) = waiting.last_mut() {
            let Some(import) = file.dependencies.get(*next).cloned() else {
                let Some((file, _)) = waiting.pop() else { break };
                self.build(file);
                continue;
            };
            *next += 1;
            match self.begun.get(&import) {
                Some(Progress::Done(_) | Progress::Failed) => {}
                Some(Progress::Begun) => {
                    let circle = waiting.iter().map(|(file, _)| file).skip_while(|file| file.name != import);
                    self.tell_circle(&circle.collect::<Vec<_>>());
                }
                None => waiting.extend(self.parse(&import, not_found(&import)).map(|file| (file, 0))),
            }
        }
    }

    /// Each of these files imports the next, and the last of them the first. It is told where the first does so.
    fn tell_circle(&mut self, files: &[&File]) {
        let Some((first, others)) = files.split_first() else { return };
        let chain = files.iter().chain([first]).map(|file| &*file.name).collect::<Vec<_>>().join(" -> ");
        let next = others.first().unwrap_or(first);
        let at = first.dependencies.iter().position(|name| *name == next.name).unwrap_or_default();
        let mut mistakes = Mistakes::in_file(&first.locations);
        mistakes.add(&[path::file::DEPENDENCY, at as i32], format!("File recursively imports itself: {chain}"));
        self.errors.extend(Self::told(&first.name, mistakes.faults));
    }

    fn told(name: &str, faults: Vec<Fault>) -> impl Iterator<Item = ProtoError> {
        faults.into_iter().map(move |fault| fault.in_file(name))
    }

    /// Takes the file apart; `None` if it is wrong, or is not there, for which there is a `message`.
    fn parse(&mut self, name: &str, message: &str) -> Option<File> {
        let parsed = self.parsed(name, message);
        let progress = if parsed.is_ok() { Progress::Begun } else { Progress::Failed };
        self.begun.insert(name.to_owned(), progress);
        parsed.map_err(|errors| self.errors.extend(errors)).ok()
    }

    fn parsed(&mut self, name: &str, message: &str) -> Result<File, Vec<ProtoError>> {
        let found = (self.find)(name).map_err(|error| vec![error])?;
        if found.is_none()
            && let Some(file) = self.described.get(name)
        {
            return Ok(File { is_described: true, ..file.clone() });
        }
        let (text, is_ours) = match (found, well_known::text(name)) {
            (Some(text), _) => (text, false),
            (None, Some(text)) => (text.as_bytes().to_vec(), true),
            (None, None) => return Err(Self::told(name, vec![Fault::of_file(message)]).collect()),
        };
        let mut file = parser::parse(name, &text).map_err(|faults| Self::told(name, faults).collect::<Vec<_>>())?;
        if is_ours {
            // Where something stands in our own text is nobody's business.
            file.locations.clear();
        }
        Ok(file)
    }

    /// Makes a descriptor of `file`, all of whose imports have been compiled.
    fn build(&mut self, mut file: File) {
        let mark = self.pool.mark();
        let index = self.files.len();
        let locations = std::mem::take(&mut file.locations);
        let mut mistakes = Mistakes::in_file(&locations);
        let mut moved = Moved::new();
        self.imports(index, &file, &mut mistakes);
        // As has been told.
        let imports_itself = file.dependencies.contains(&file.name);
        match file.is_described {
            _ if imports_itself => {}
            true => adopt::one(&mut self.pool, index, &mut file, &mut mistakes),
            false => build(&mut self.pool, self.built_in, index, &mut file, &mut moved, &mut mistakes),
        }
        if imports_itself || !mistakes.faults.is_empty() {
            self.pool.undo(&mark);
            self.errors.extend(Self::told(&file.name, mistakes.faults));
            self.begun.insert(file.name, Progress::Failed);
            return;
        }
        self.unused_imports(index, &file, &mut mistakes);
        self.warnings.extend(Self::told(&file.name, mistakes.warnings));
        file.locations = locations;
        interpret::move_locations(&mut file.locations, &moved);
        self.begun.insert(file.name.clone(), Progress::Done(index));
        self.files.push(file);
    }

    /// Warns of imports that no name in the file needs. What imports publicly may be there for that.
    fn unused_imports(&self, index: usize, file: &File, mistakes: &mut Mistakes<'_>) {
        if !self.asked.contains(&file.name) || file.is_described {
            return;
        }
        for (at, name) in file.dependencies.iter().enumerate() {
            let Some(Progress::Done(imported)) = self.begun.get(name) else { continue };
            let is_public = file.public_dependencies.contains(&(at as u32));
            let is_needed = self.pool.uses(index, *imported) || !self.pool.files[*imported].public.is_empty();
            if !is_public && !is_needed {
                mistakes.warn(&[path::file::DEPENDENCY, at as i32], format!("Import {name} is unused."));
            }
        }
    }

    /// Adds the file to the pool, with what it sees.
    fn imports(&mut self, index: usize, file: &File, mistakes: &mut Mistakes<'_>) {
        let done = |name: &String| match self.begun.get(name) {
            Some(Progress::Done(index)) => Some(*index),
            _ => None,
        };
        let imported: Vec<_> = file.dependencies.iter().map(done).collect();
        let mut seen = HashSet::new();
        for (at, name) in file.dependencies.iter().enumerate() {
            if !seen.insert(name) {
                let message = format!("Import \"{name}\" was listed twice.");
                mistakes.add(&[path::file::DEPENDENCY, at as i32], message);
            }
            if *name == file.name {
                break;
            }
            if done(name).is_none() {
                let message = format!("Import \"{name}\" was not found or had errors.");
                mistakes.add(&[path::file::DEPENDENCY, at as i32], message);
            }
        }
        let mut visible = HashSet::from([index]);
        let mut pending: Vec<_> = imported.iter().flatten().copied().collect();
        while let Some(next) = pending.pop() {
            if visible.insert(next) {
                pending.extend(&self.pool.files[next].public);
            }
        }
        self.pool.files.push(FileInfo {
            name: file.name.clone(),
            package: file.package.clone().unwrap_or_default(),
            is_lite: false,
            visible,
            public: file.public_dependencies.iter().filter_map(|at| *imported.get(*at as usize)?).collect(),
        });
    }
}

/// Why the file that is imported as `name` is not there.
fn not_found(name: &str) -> &'static str {
    let parts: Vec<_> = name.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    let mut canonical = parts.join("/");
    if name.starts_with('/') {
        canonical.insert(0, '/');
    }
    if name.ends_with('/') && !canonical.ends_with('/') {
        canonical.push('/');
    }
    if canonical == name && !parts.contains(&"..") {
        "File not found."
    } else {
        "Backslashes, consecutive slashes, \".\", or \"..\" are not allowed in the virtual path"
    }
}

/// The steps from a file that is taken apart to one whose names and options are known; they end where one finds mistakes.
fn build(
    pool: &mut Pool,
    built_in: &Pool,
    index: usize,
    file: &mut File,
    moved: &mut Moved,
    mistakes: &mut Mistakes<'_>,
) {
    interpret::check_names(file, mistakes);
    declare::declare(pool, index, file, mistakes);
    let suggestions = check::check(pool, index, file, Round::Declared, mistakes);
    link::link(pool, index, file, mistakes);
    suggestions.tell(file, mistakes);
    if !mistakes.faults.is_empty() {
        return;
    }
    for turn in [Turn::Plain, Turn::Extensions] {
        interpret::interpret(Known { pool, built_in, file: index }, file, turn, moved, mistakes);
        if turn == Turn::Plain {
            settle::note_options(pool, index, file);
        }
    }
    if !mistakes.faults.is_empty() {
        return;
    }
    interpret::settle(Known { pool, built_in, file: index }, file);
    check::check(pool, index, file, Round::Options, mistakes);
}
