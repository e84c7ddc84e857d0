//! What is kept: what is asked for, and what that needs.

mod named;
mod options;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::elements::{Elements, FIELD_OPTIONS, Kind};
use super::{FilterError, TypeFilter};
use crate::builtin::ast::{Field, Message, Method, Type};

type Result<T> = std::result::Result<T, FilterError>;

/// What is known of all elements.
pub(super) struct Closure<'c> {
    pub(super) elements: &'c Elements<'c>,
    filter: &'c TypeFilter,
    modes: Vec<Mode>,
    /// Oneofs that lose all their fields: of which message, and which.
    pub(super) empty_oneofs: HashSet<(usize, usize)>,
    /// The files that are kept, and what each imports.
    pub(super) imports: BTreeMap<usize, BTreeSet<usize>>,
    /// How deep one thing that is needed has led to the next.
    depth: usize,
    /// What is to be included when that is not so deep any more.
    pending: Vec<(usize, Option<usize>, bool)>,
}

/// How deep one thing that is needed leads to the next at once: a chain of types may be as long as it likes.
const DEPTH: usize = 100;

/// Why an element is kept, if it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Unknown,
    Excluded,
    /// It is asked for, or needed.
    Explicit,
    /// Something in it is kept.
    Enclosing,
    /// It is what an option is.
    Implicit,
}

impl<'c> Closure<'c> {
    pub(super) fn new(elements: &'c Elements<'c>, filter: &'c TypeFilter) -> Self {
        let modes = vec![Mode::Unknown; elements.all.len()];
        Self {
            elements,
            filter,
            modes,
            empty_oneofs: HashSet::new(),
            imports: BTreeMap::new(),
            depth: 0,
            pending: Vec::new(),
        }
    }

    /// Finds out what is kept.
    pub(super) fn find(&mut self) -> Result<()> {
        for name in &self.filter.exclude {
            self.exclude_named(name)?;
        }
        for name in &self.filter.include {
            self.include_named(name)?;
        }
        if self.filter.include.is_empty() {
            for at in (0..self.elements.files.len()).filter(|at| !self.elements.files[*at].is_import) {
                self.include_file(at)?;
            }
            self.include_files_around_extensions()?;
        }
        self.include_extensions()
    }

    pub(super) fn mode(&self, id: usize) -> Mode {
        self.modes[id]
    }

    /// Whether the element is kept.
    pub(super) fn has(&self, id: usize) -> bool {
        match self.modes[id] {
            Mode::Explicit | Mode::Enclosing | Mode::Implicit => true,
            Mode::Excluded => false,
            Mode::Unknown => self.filter.include.is_empty(),
        }
    }

    /// Whether a file may be kept.
    pub(super) fn has_file(&self, at: usize) -> bool {
        self.imports.contains_key(&at)
    }

    /// Whether the option with this `number` is kept, of options that are the `message`.
    pub(super) fn has_option(&self, message: &str, number: u32) -> bool {
        self.elements.extension(message, number).is_none_or(|id| self.modes[id] != Mode::Excluded)
    }

    /// Includes all of the file, unless it is excluded.
    fn include_file(&mut self, at: usize) -> Result<bool> {
        let Some(id) = self.elements.at(at, &[]).filter(|id| self.modes[*id] != Mode::Excluded) else {
            return Ok(false);
        };
        self.include(id, None, false).map(|()| true)
    }

    /// Includes the element, which is needed by something in the file `by`, and what it needs itself.
    fn include(&mut self, id: usize, by: Option<usize>, is_option: bool) -> Result<()> {
        if self.depth == DEPTH {
            self.pending.push((id, by, is_option));
            return Ok(());
        }
        self.depth += 1;
        let mut done = self.include_now(id, by, is_option);
        while self.depth == 1 && done.is_ok() {
            let Some((id, by, is_option)) = self.pending.pop() else { break };
            done = self.include_now(id, by, is_option);
        }
        self.depth -= 1;
        done
    }

    fn include_now(&mut self, id: usize, by: Option<usize>, is_option: bool) -> Result<()> {
        let file = self.elements.all[id].file;
        match self.modes[id] {
            Mode::Excluded => return Ok(()),
            Mode::Explicit | Mode::Implicit => {
                self.import(by, file);
                if !is_option {
                    self.modes[id] = Mode::Explicit;
                }
                return Ok(());
            }
            Mode::Unknown | Mode::Enclosing => {}
        }
        self.modes[id] = if is_option { Mode::Implicit } else { Mode::Explicit };
        match self.elements.all[id].kind {
            Kind::File(_) => {
                let inside =
                    (id + 1..self.elements.all.len()).take_while(|other| self.elements.all[*other].file == file);
                for other in inside {
                    self.include(other, None, false)?;
                }
            }
            Kind::Message(message) => self.include_parts(id, message, file)?,
            Kind::Enum(an_enum) => {
                for value in &an_enum.values {
                    self.explore(&value.options, "google.protobuf.EnumValueOptions", file)?;
                }
            }
            Kind::Service(service) => self.include_methods(id, &service.methods)?,
            Kind::Method(method) => {
                for name in [&method.input, &method.output] {
                    let part = self.find_type(Some(name))?;
                    if self.modes[part] == Mode::Excluded {
                        return Err(FilterError::Excluded(self.elements.all[id].name.clone()));
                    }
                }
                for name in [&method.input, &method.output] {
                    self.include(self.find_type(Some(name))?, Some(file), false)?;
                }
            }
            Kind::Extension(field) => {
                let extended = self.find_type(field.extendee.as_deref())?;
                if self.modes[extended] == Mode::Excluded {
                    self.modes[id] = Mode::Excluded;
                    return Ok(());
                }
                self.include(extended, Some(file), is_option)?;
                if !self.include_type_of(field, file)? {
                    self.modes[id] = Mode::Excluded;
                    return Ok(());
                }
            }
        }
        self.import(by, file);
        self.enclose(self.elements.all[id].parent, file)?;
        let (options, message) = self.elements.all[id].kind.options();
        self.explore(options, message, file)
    }

    /// Includes what the fields of a message need, and its options but for those of the message itself.
    fn include_parts(&mut self, id: usize, message: &Message, file: usize) -> Result<()> {
        let mut kept = vec![0; message.oneofs.len()];
        for field in &message.fields {
            if !self.include_type_of(field, file)? {
                continue;
            }
            if let Some(count) = field.oneof.and_then(|index| kept.get_mut(index as usize)) {
                *count += 1;
            }
            self.explore(&field.options, FIELD_OPTIONS, file)?;
        }
        for (index, oneof) in message.oneofs.iter().enumerate() {
            if kept[index] == 0 {
                self.empty_oneofs.insert((id, index));
            } else {
                self.explore(&oneof.options, "google.protobuf.OneofOptions", file)?;
            }
        }
        for range in &message.extension_ranges {
            self.explore(&range.options, "google.protobuf.ExtensionRangeOptions", file)?;
        }
        Ok(())
    }

    /// Includes those methods of a service that what is excluded does not make impossible.
    fn include_methods(&mut self, id: usize, methods: &[Method]) -> Result<()> {
        let children: Vec<_> = self.elements.children(id).collect();
        for (method, child) in methods.iter().zip(children) {
            let input = self.find_type(Some(&method.input))?;
            let output = self.find_type(Some(&method.output))?;
            if [input, output].iter().any(|part| self.modes[*part] == Mode::Excluded) {
                // As buf does: with the output, the input goes too.
                self.modes[input] = Mode::Excluded;
            } else {
                self.include(child, None, false)?;
            }
        }
        Ok(())
    }

    /// Includes the type of the field; `false` if that is excluded, and so the field is.
    fn include_type_of(&mut self, field: &Field, file: usize) -> Result<bool> {
        if !matches!(field.kind, Some(Type::Enum | Type::Message | Type::Group)) {
            return Ok(true);
        }
        let id = self.find_type(field.type_name.as_deref())?;
        if self.modes[id] == Mode::Excluded {
            return Ok(false);
        }
        self.include(id, Some(file), false).map(|()| true)
    }

    fn find_type(&self, name: Option<&str>) -> Result<usize> {
        let name = name.unwrap_or_default();
        self.elements.named(name).ok_or_else(|| FilterError::Missing(name.trim_start_matches('.').to_owned()))
    }

    /// Notes that `from` imports `to`, which is kept.
    fn import(&mut self, from: Option<usize>, to: usize) {
        self.imports.entry(to).or_default();
        if let Some(from) = from.filter(|from| *from != to) {
            self.imports.entry(from).or_default().insert(to);
        }
    }

    /// Keeps what is around something that is.
    fn enclose(&mut self, mut parent: Option<usize>, file: usize) -> Result<()> {
        while let Some(id) = parent.filter(|id| self.modes[*id] == Mode::Unknown) {
            self.modes[id] = Mode::Enclosing;
            let (options, message) = self.elements.all[id].kind.options();
            self.explore(options, message, file)?;
            parent = self.elements.all[id].parent;
        }
        Ok(())
    }

    /// Includes all extensions of the messages that are needed.
    fn include_extensions(&mut self) -> Result<()> {
        let is_needed =
            |id: &usize| self.modes[*id] == Mode::Explicit && matches!(self.elements.all[*id].kind, Kind::Message(_));
        let needed: Vec<_> = (0..self.elements.all.len()).filter(is_needed).collect();
        for id in needed {
            let elements = self.elements;
            for extension in elements.extensions_of(&elements.all[id].name) {
                self.include(*extension, None, false)?;
            }
        }
        Ok(())
    }

    /// Where nothing is said to be included: imported files that are only there around extensions need what all of them needs.
    fn include_files_around_extensions(&mut self) -> Result<()> {
        while let Some(at) = (0..self.elements.files.len()).find(|at| self.is_half_kept(*at)) {
            if let Some(id) = self.elements.at(at, &[]) {
                self.include(id, None, false)?;
            }
        }
        Ok(())
    }

    /// Whether an imported file is there around something, and does not import all that it says it does.
    fn is_half_kept(&self, at: usize) -> bool {
        let file = &self.elements.files[at];
        let is_around = self.elements.at(at, &[]).is_some_and(|id| self.modes[id] == Mode::Enclosing);
        let imports = self.imports.get(&at);
        let has = |name: &String| {
            imports.is_some_and(|imports| imports.iter().any(|other| self.elements.files[*other].name() == name))
        };
        file.is_import && is_around && !file.whole.dependencies.iter().all(has)
    }
}
