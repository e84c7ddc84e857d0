//! What a module needs, by name and by type.

use std::fmt;
use std::sync::Arc;

use wasmparser::{FuncType, GlobalType, MemoryType, RefType, TableType, TypeRef, ValType};

/// What a module needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import<'a> {
    /// The module it is imported from.
    pub module: &'a str,
    /// Its name there.
    pub name: &'a str,
    /// What it is, such as `func (i32, i32) -> i32`.
    pub ty: ImportType,
}

/// The type of what a module needs. It is shown as `func (i32, i32) -> i32` is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportType(Extern);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Extern {
    Func(Arc<FuncType>),
    /// A function whose type the module does not have.
    UnknownFunc,
    Table(TableType),
    Memory(MemoryType),
    Global(GlobalType),
    Tag,
}

impl ImportType {
    /// The type of a function.
    pub(crate) fn function(ty: FuncType) -> Self {
        Self(Extern::Func(Arc::new(ty)))
    }

    /// The type of what is imported as `ty`, if it is no function: that one has the type `function`, unless there is none.
    pub(super) fn new(ty: &TypeRef, function: Option<&Arc<FuncType>>) -> Self {
        Self(match *ty {
            TypeRef::Func(_) => function.map_or(Extern::UnknownFunc, |ty| Extern::Func(Arc::clone(ty))),
            TypeRef::Table(ty) => Extern::Table(ty),
            TypeRef::Memory(ty) => Extern::Memory(ty),
            TypeRef::Global(ty) => Extern::Global(ty),
            TypeRef::Tag(_) => Extern::Tag,
        })
    }

    /// `func`, `memory`, `table`, `global` or `tag`.
    pub fn kind(&self) -> &'static str {
        match self.0 {
            Extern::Func(_) | Extern::UnknownFunc => "func",
            Extern::Table(_) => "table",
            Extern::Memory(_) => "memory",
            Extern::Global(_) => "global",
            Extern::Tag => "tag",
        }
    }
}

impl fmt::Display for ImportType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Extern::Func(ty) => write!(f, "func {}", signature(ty)),
            Extern::UnknownFunc => f.write_str("func of no known type"),
            Extern::Table(ty) => {
                write!(f, "table {} {}", limits(ty.initial, ty.maximum), reference(ty.element_type))
            }
            Extern::Memory(ty) => write!(f, "memory {}", limits(ty.initial, ty.maximum)),
            Extern::Global(ty) if ty.mutable => write!(f, "global mut {}", value(&ty.content_type)),
            Extern::Global(ty) => write!(f, "global {}", value(&ty.content_type)),
            Extern::Tag => f.write_str("tag"),
        }
    }
}

fn limits(minimum: u64, maximum: Option<u64>) -> String {
    maximum.map_or_else(|| minimum.to_string(), |maximum| format!("{minimum}..{maximum}"))
}

/// Types that a signature shows of its parameters, and of its results: more than any function here has.
const MAX_SHOWN_TYPES: usize = 32;

/// A function's type: `(i32, i32) -> i32`. What is left out of a long one shows as `...`.
pub(crate) fn signature(ty: &FuncType) -> String {
    let list = |types: &[ValType]| {
        let left_out = (types.len() > MAX_SHOWN_TYPES).then(|| "...".to_owned());
        types.iter().take(MAX_SHOWN_TYPES).map(value).chain(left_out).collect::<Vec<_>>().join(", ")
    };
    let params = list(ty.params());
    match ty.results() {
        [] => format!("({params})"),
        [one] => format!("({params}) -> {}", value(one)),
        many => format!("({params}) -> ({})", list(many)),
    }
}

fn value(ty: &ValType) -> String {
    match ty {
        ValType::Ref(ty) => reference(*ty),
        number => number.to_string(),
    }
}

fn reference(ty: RefType) -> String {
    match ty {
        RefType::FUNCREF => "funcref".into(),
        RefType::EXTERNREF => "externref".into(),
        other => other.to_string(),
    }
}
