//! What is declared, by its full name.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use super::ast::{Label, Range, Type};

/// Everything that the files compiled so far declare.
#[derive(Debug, Default)]
pub(super) struct Pool {
    pub(super) files: Vec<FileInfo>,
    pub(super) symbols: HashMap<String, Symbol>,
    pub(super) messages: Vec<MessageInfo>,
    pub(super) enums: Vec<EnumInfo>,
    pub(super) fields: Vec<FieldInfo>,
    /// Extensions by the message they extend and their number.
    pub(super) extensions: HashMap<(usize, i32), usize>,
    /// Which file has found a name in which.
    used: RefCell<HashSet<(usize, usize)>>,
    /// What the last file has added to `symbols` and `extensions`.
    added: (Vec<String>, Vec<(usize, i32)>),
}

/// How much is in a pool.
pub(super) struct Mark {
    files: usize,
    messages: usize,
    enums: usize,
    fields: usize,
}

/// What a name stands for: the file that declares it, and which of the pool's it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Symbol {
    /// Of any number of files.
    Package,
    Message {
        file: usize,
        index: usize,
    },
    Enum {
        file: usize,
        index: usize,
    },
    EnumValue {
        file: usize,
        of: usize,
        number: i32,
    },
    Field {
        file: usize,
        index: usize,
    },
    /// A oneof or a method.
    Other {
        file: usize,
    },
    Service {
        file: usize,
    },
}

impl Symbol {
    pub(super) fn file(self) -> Option<usize> {
        match self {
            Self::Package => None,
            Self::Message { file, .. }
            | Self::Enum { file, .. }
            | Self::EnumValue { file, .. }
            | Self::Field { file, .. }
            | Self::Other { file }
            | Self::Service { file } => Some(file),
        }
    }

    /// Whether names may be declared within.
    pub(super) fn is_scope(self) -> bool {
        matches!(self, Self::Package | Self::Message { .. } | Self::Enum { .. } | Self::Service { .. })
    }

    pub(super) fn is_type(self) -> bool {
        matches!(self, Self::Message { .. } | Self::Enum { .. })
    }
}

#[derive(Debug, Default)]
pub(super) struct FileInfo {
    pub(super) name: String,
    pub(super) package: String,
    pub(super) is_lite: bool,
    /// Files whose names are seen here: itself, what it imports, and what those import publicly.
    pub(super) visible: HashSet<usize>,
    /// What it imports publicly.
    pub(super) public: Vec<usize>,
}

#[derive(Debug, Default)]
pub(super) struct MessageInfo {
    pub(super) name: String,
    pub(super) full_name: String,
    pub(super) file: usize,
    pub(super) fields: Vec<usize>,
    pub(super) by_name: HashMap<String, usize>,
    pub(super) by_number: HashMap<i32, usize>,
    pub(super) extension_ranges: Vec<Range>,
    /// Extensions that are declared within.
    pub(super) declares: Vec<usize>,
    pub(super) reserved_names: HashSet<Vec<u8>>,
    /// What its ranges of extensions say about those in them, and whether each has to be declared.
    pub(super) declarations: Vec<(Range, Vec<Declaration>, bool)>,
    pub(super) is_map_entry: bool,
    pub(super) is_message_set: bool,
}

/// `ExtensionRangeOptions.Declaration`: what an extension is to be.
#[derive(Debug, Default)]
pub(super) struct Declaration {
    pub(super) number: i32,
    pub(super) full_name: Option<String>,
    pub(super) type_name: Option<String>,
    pub(super) is_reserved: bool,
    pub(super) is_repeated: bool,
}

#[derive(Debug, Default)]
pub(super) struct EnumInfo {
    pub(super) full_name: String,
    pub(super) values: Vec<(String, i32)>,
    /// Whether a field holds no other values: an enum of proto2.
    pub(super) is_closed: bool,
}

impl EnumInfo {
    pub(super) fn number_of(&self, name: &str) -> Option<i32> {
        self.values.iter().find(|(other, _)| other == name).map(|(_, number)| *number)
    }
}

#[derive(Debug)]
pub(super) struct FieldInfo {
    pub(super) name: String,
    pub(super) full_name: String,
    pub(super) number: i32,
    pub(super) label: Label,
    /// `Type::Message` until it is linked, where the type has a name.
    pub(super) kind: Type,
    /// The message or the enum that is its type.
    pub(super) type_index: Option<usize>,
    /// The message it belongs to, or that it extends.
    pub(super) of: Option<usize>,
    pub(super) oneof: Option<u32>,
    pub(super) is_packed: bool,
    /// Whether a value of zero is written.
    pub(super) has_presence: bool,
    /// Its name in JSON, where it has one of its own.
    pub(super) json_name: Option<Vec<u8>>,
    /// Whether the file that declares it is proto3.
    pub(super) is_proto3: bool,
    /// Left out of what plugins generate code from.
    pub(super) is_source_only: bool,
    /// What the option may be set on, a bit for each kind of thing that has options; anything if it is 0.
    pub(super) targets: u32,
}

impl FieldInfo {
    pub(super) fn is_repeated(&self) -> bool {
        self.label == Label::Repeated
    }

    /// The message that is its type.
    pub(super) fn message(&self) -> Option<usize> {
        self.type_index.filter(|_| self.kind.is_message())
    }
}

/// What a name is looked up for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    Anything,
    /// Other things of that name do not hide a type.
    Type,
}

/// Why a name stands for nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NotFound {
    /// There is none.
    Undefined,
    /// Its first part is found in an inner scope, where the rest is not.
    Hidden(String),
    /// It is declared, by this full name, in a file that is not imported.
    NotImported(usize, String),
}

impl Pool {
    /// To be called before a file is added.
    pub(super) fn mark(&mut self) -> Mark {
        self.added = Default::default();
        let Self { files, messages, enums, fields, .. } = self;
        Mark { files: files.len(), messages: messages.len(), enums: enums.len(), fields: fields.len() }
    }

    /// Takes away what has been added since `mark`: the file is wrong, and none that imports it sees anything of it.
    pub(super) fn undo(&mut self, mark: &Mark) {
        let (symbols, extensions) = std::mem::take(&mut self.added);
        for name in symbols {
            self.symbols.remove(&name);
        }
        for key in extensions {
            self.extensions.remove(&key);
        }
        self.files.truncate(mark.files);
        self.messages.truncate(mark.messages);
        self.enums.truncate(mark.enums);
        self.fields.truncate(mark.fields);
        self.used.get_mut().retain(|(file, _)| *file < mark.files);
    }

    /// Lets `full_name`, which stands for nothing yet, stand for `symbol`.
    pub(super) fn declare(&mut self, full_name: String, symbol: Symbol) {
        self.added.0.push(full_name.clone());
        self.symbols.insert(full_name, symbol);
    }

    /// Makes the field `extension` the one of `message` with this number, which has none yet.
    pub(super) fn extend(&mut self, message: usize, number: i32, extension: usize) {
        self.added.1.push((message, number));
        self.extensions.insert((message, number), extension);
    }

    /// What `full_name` stands for, if `file` sees it.
    fn seen(&self, file: usize, full_name: &str, not_imported: &mut Option<NotFound>) -> Option<Symbol> {
        let symbol = *self.symbols.get(full_name)?;
        let visible = &self.files[file].visible;
        match symbol.file() {
            Some(other) if visible.contains(&other) => {
                self.used.borrow_mut().insert((file, other));
                Some(symbol)
            }
            Some(other) => {
                *not_imported = Some(NotFound::NotImported(other, full_name.to_owned()));
                None
            }
            None => visible.iter().any(|other| is_in(&self.files[*other].package, full_name)).then_some(symbol),
        }
    }

    /// Whether a name in `file` stands, or on the way was found to stand, for something in the file `other`.
    pub(super) fn uses(&self, file: usize, other: usize) -> bool {
        self.used.borrow().contains(&(file, other))
    }

    /// What `name` stands for in `file`, within the element called `scope`. As in C++, inner scopes come first, and it is
    /// the first part of the name that decides.
    pub(super) fn look_up(&self, file: usize, name: &str, scope: &str, wanted: Wanted) -> Result<Symbol, NotFound> {
        let mut not_imported = None;
        if let Some(full_name) = name.strip_prefix('.') {
            return self
                .seen(file, full_name, &mut not_imported)
                .ok_or_else(|| not_imported.unwrap_or(NotFound::Undefined));
        }
        let first = name.split('.').next().unwrap_or(name);
        let mut scope = scope;
        while let Some((outer, _)) = scope.rsplit_once('.') {
            scope = outer;
            let candidate = format!("{scope}.{first}");
            let Some(symbol) = self.seen(file, &candidate, &mut not_imported) else { continue };
            if first.len() < name.len() {
                if symbol.is_scope() {
                    let whole = format!("{scope}.{name}");
                    return self.seen(file, &whole, &mut not_imported).ok_or(NotFound::Hidden(whole));
                }
            } else if wanted == Wanted::Anything || symbol.is_type() {
                return Ok(symbol);
            }
        }
        self.seen(file, name, &mut not_imported).ok_or_else(|| not_imported.unwrap_or(NotFound::Undefined))
    }

    /// The message called `full_name`, whoever sees it.
    pub(super) fn message_named(&self, full_name: &str) -> Option<usize> {
        match self.symbols.get(full_name)? {
            Symbol::Message { index, .. } => Some(*index),
            _ => None,
        }
    }

    /// The field or extension of `message` with this number.
    pub(super) fn field_of(&self, message: usize, number: i32) -> Option<&FieldInfo> {
        let own = self.messages[message].by_number.get(&number);
        own.or_else(|| self.extensions.get(&(message, number))).map(|index| &self.fields[*index])
    }
}

/// Whether `package` is `name` or lies in it.
fn is_in(package: &str, name: &str) -> bool {
    package.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
