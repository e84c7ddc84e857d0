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

use self::ast::File;
use self::check::Round;
use self::fault::Fault;
use self::interpret::{Known, Moved, Turn};
use self::mistakes::{Mistakes, path};
use self::pool::{FileInfo, Pool};
use crate::compiler::DescriptorSet;
use crate::error::ProtoError;

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
    for (at, name) in names.iter().enumerate() {
        if compiler.begun.contains_key(name) {
            continue;
        }
        compiler.asked = names;
        if let Err(errors) = compiler.open(name) {
            return Err(with_more(errors, compiler.find, (&built_in, &described), &names[at + 1..]));
        }
    }
    let Compiler { pool, mut files, warnings, .. } = compiler;
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

/// `errors`, and those of the files `names`. After each file that is wrong the compiler begins anew: what was begun would mislead.
fn with_more(
    mut errors: Vec<ProtoError>,
    find: &mut Find<'_>,
    (built_in, described): (&Pool, &Described),
    names: &[String],
) -> Vec<ProtoError> {
    let mut names = names.iter().peekable();
    while names.peek().is_some() {
        let mut compiler = Compiler::new(find, built_in, described);
        let unseen = |compiler: &Compiler<'_, '_>, name: &String| !compiler.begun.contains_key(name);
        let more = names.by_ref().find_map(|name| unseen(&compiler, name).then(|| compiler.open(name).err())?);
        for error in more.into_iter().flatten() {
            if !errors.contains(&error) {
                errors.push(error);
            }
        }
    }
    errors
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
            warnings: Vec::new(),
        }
    }

    /// Compiles `name` and what it imports. A chain of imports may be long, so the files that wait are kept in a list.
    fn open(&mut self, name: &str) -> Result<(), Vec<ProtoError>> {
        let Some(file) = self.parse(name)? else {
            let message = "no such file".to_owned();
            return Err(vec![ProtoError { file: Some(name.to_owned()), position: None, message }]);
        };
        let mut waiting = vec![(file, 0)];
        while let Some((file, next)) = waiting.last_mut() {
            let Some(import) = file.dependencies.get(*next).cloned() else {
                let Some((file, _)) = waiting.pop() else { break };
                self.build(file)?;
                continue;
            };
            let at = [path::file::DEPENDENCY, *next as i32];
            *next += 1;
            let imported = match self.begun.get(&import) {
                Some(Progress::Done(_)) => continue,
                Some(Progress::Begun) => {
                    let (file, _) = &waiting[waiting.len() - 1];
                    let chain = waiting.iter().map(|(file, _)| &*file.name).skip_while(|name| *name != import);
                    let chain = chain.chain([&*import]).collect::<Vec<_>>().join(" -> ");
                    return Err(Self::mistake(file, &at, format!("File recursively imports itself: {chain}")));
                }
                None => self.parse(&import)?,
            };
            match imported {
                Some(imported) => waiting.push((imported, 0)),
                None => {
                    let (file, _) = &waiting[waiting.len() - 1];
                    return Err(Self::mistake(file, &at, format!("import '{import}' not found")));
                }
            }
        }
        Ok(())
    }

    fn mistake(file: &File, at: &[i32], message: String) -> Vec<ProtoError> {
        let mut mistakes = Mistakes::in_file(&file.locations);
        mistakes.add(at, message);
        Self::told(&file.name, mistakes.faults)
    }

    fn told(name: &str, faults: Vec<Fault>) -> Vec<ProtoError> {
        faults.into_iter().map(|fault| fault.in_file(name)).collect()
    }

    /// Takes the file apart; `None` if there is none.
    fn parse(&mut self, name: &str) -> Result<Option<File>, Vec<ProtoError>> {
        let found = (self.find)(name).map_err(|error| vec![error])?;
        if found.is_none()
            && let Some(file) = self.described.get(name)
        {
            self.begun.insert(name.to_owned(), Progress::Begun);
            return Ok(Some(File { is_described: true, ..file.clone() }));
        }
        let (text, is_ours) = match (found, well_known::text(name)) {
            (Some(text), _) => (text, false),
            (None, Some(text)) => (text.as_bytes().to_vec(), true),
            (None, None) => return Ok(None),
        };
        let mut file = parser::parse(name, &text).map_err(|faults| Self::told(name, faults))?;
        if is_ours {
            // Where something stands in our own text is nobody's business.
            file.locations.clear();
        }
        self.begun.insert(name.to_owned(), Progress::Begun);
        Ok(Some(file))
    }

    /// Makes a descriptor of `file`, all of whose imports are there.
    fn build(&mut self, mut file: File) -> Result<(), Vec<ProtoError>> {
        let index = self.files.len();
        let locations = std::mem::take(&mut file.locations);
        let mut mistakes = Mistakes::in_file(&locations);
        self.imports(index, &file, &mut mistakes);
        let mut moved = Moved::new();
        match file.is_described {
            true => adopt::one(&mut self.pool, index, &mut file, &mut mistakes),
            false => build(&mut self.pool, self.built_in, index, &mut file, &mut moved, &mut mistakes),
        }
        if !mistakes.faults.is_empty() {
            return Err(Self::told(&file.name, mistakes.faults));
        }
        self.unused_imports(index, &file, &mut mistakes);
        self.warnings.extend(Self::told(&file.name, mistakes.warnings));
        file.locations = locations;
        interpret::move_locations(&mut file.locations, &moved);
        self.begun.insert(file.name.clone(), Progress::Done(index));
        self.files.push(file);
        Ok(())
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

/// The steps from a file that is taken apart to one whose names and options are known; they end where one finds mistakes.
fn build(
    pool: &mut Pool,
    built_in: &Pool,
    index: usize,
    file: &mut File,
    moved: &mut Moved,
    mistakes: &mut Mistakes<'_>,
) {
    declare::declare(pool, index, file, mistakes);
    if !mistakes.faults.is_empty() {
        return;
    }
    link::link(pool, index, file, mistakes);
    check::check(pool, index, file, Round::Declared, mistakes);
    if !mistakes.faults.is_empty() {
        return;
    }
    for turn in [Turn::Plain, Turn::Extensions] {
        interpret::interpret(Known { pool, built_in, file: index }, file, turn, moved, mistakes);
        if !mistakes.faults.is_empty() {
            return;
        }
        if turn == Turn::Plain {
            settle::note_options(pool, index, file);
        }
    }
    interpret::settle(Known { pool, built_in, file: index }, file);
    check::check(pool, index, file, Round::Options, mistakes);
}
