//! What a module says about itself, before anything of it runs.

mod bounds;
mod features;
mod import;
mod names;
mod signatures;

use std::fmt;

use bounds::Bounds;
pub(crate) use import::signature;
use signatures::Signatures;
use wasmparser::{ExternalKind, FuncType, MemoryType, Parser, Payload, TypeRef};

pub use features::features;
pub use import::{Import, ImportType};
pub use names::FunctionNames;

use crate::limits::PAGE_BYTES;

/// Why a module's structure cannot be read, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message} (at offset {offset:#x})")]
pub struct ModuleError {
    /// The byte of the file at which it shows.
    pub offset: usize,
    /// What is wrong there.
    pub message: String,
}

impl From<wasmparser::BinaryReaderError> for ModuleError {
    fn from(error: wasmparser::BinaryReaderError) -> Self {
        Self { offset: error.offset(), message: error.message().into() }
    }
}

/// What a module says about itself. Bodies of functions and data are not looked at.
#[derive(Clone, Debug, Default)]
pub struct ModuleSummary<'a> {
    /// What it needs, in its own order.
    pub imports: Vec<Import<'a>>,
    /// What it exports, in the module's order.
    pub exports: Vec<Export<'a>>,
    /// Its memories; those that it imports, which are made for it, come first.
    pub memories: Vec<Memory>,
    /// Elements that each of its own tables begins with.
    pub tables: Vec<u64>,
    /// The function that runs before all others, by its index.
    pub start: Option<u32>,
    /// Functions with a body.
    pub functions: u32,
    /// Segments of data.
    pub data_segments: u32,
    /// The names and sizes in bytes of the custom sections.
    pub custom_sections: Vec<(&'a str, usize)>,
    /// The name it gives itself.
    pub name: Option<&'a str>,
    /// Languages, tools and kits that made it, as `field: name version`.
    pub producers: Vec<Producer<'a>>,
    /// Features that LLVM was told it may use, such as `+simd128`.
    pub target_features: Vec<String>,
    signatures: Signatures,
}

/// What a module offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export<'a> {
    /// Its name.
    pub name: &'a str,
    /// `func`, `memory`, `table`, `global` or `tag`.
    pub kind: &'static str,
    /// Its index among what is of that kind.
    pub index: u32,
}

/// A memory of a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory {
    /// Pages of 64 KiB that it begins with.
    pub minimum: u64,
    /// Pages of 64 KiB that it grows to at most.
    pub maximum: Option<u64>,
}

/// A tool that had a part in making a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Producer<'a> {
    /// `language`, `processed-by` or `sdk`.
    pub field: &'a str,
    /// The tool's name.
    pub name: &'a str,
    /// The tool's version; may be empty.
    pub version: &'a str,
}

impl<'a> ModuleSummary<'a> {
    /// Reads the module `wasm`.
    ///
    /// # Errors
    ///
    /// A section that is read is malformed, or the file is no module.
    pub fn parse(wasm: &'a [u8]) -> Result<Self, ModuleError> {
        let mut summary = Self::default();
        for payload in sections(wasm)? {
            summary.add(payload?)?;
        }
        Ok(summary)
    }

    /// The same for a module that is to be compiled, and must not cost the host out of proportion to its size.
    pub(crate) fn parse_within_bounds(wasm: &'a [u8]) -> Result<Self, ModuleError> {
        let mut summary = Self::default();
        let mut bounds = Bounds::default();
        for payload in sections(wasm)? {
            let payload = payload?;
            bounds.check(wasm, &payload)?;
            summary.add(payload)?;
        }
        Ok(summary)
    }

    fn add(&mut self, payload: Payload<'a>) -> Result<(), ModuleError> {
        match payload {
            Payload::TypeSection(reader) => self.signatures.read_types(reader)?,
            Payload::ImportSection(reader) => {
                for import in reader {
                    let import = import?;
                    let ty = self.signatures.import(&import.ty);
                    self.imports.push(Import { module: import.module, name: import.name, ty });
                    if let TypeRef::Memory(ty) = import.ty {
                        self.memories.push(memory(&ty));
                    }
                }
            }
            Payload::FunctionSection(reader) => {
                self.functions = reader.count();
                self.signatures.read_functions(reader)?;
            }
            Payload::TableSection(reader) => {
                for table in reader {
                    self.tables.push(table?.ty.initial);
                }
            }
            Payload::MemorySection(reader) => {
                for ty in reader {
                    self.memories.push(memory(&ty?));
                }
            }
            Payload::ExportSection(reader) => {
                for export in reader {
                    let export = export?;
                    self.exports.push(Export { name: export.name, kind: kind(export.kind), index: export.index });
                }
            }
            Payload::StartSection { func, .. } => self.start = Some(func),
            Payload::DataSection(reader) => self.data_segments = reader.count(),
            Payload::CustomSection(reader) => {
                self.custom_sections.push((reader.name(), reader.data().len()));
                // These sections are for people: one that is damaged says nothing, and the module is still a module.
                let _ = self.add_custom(&reader);
            }
            _ => {}
        }
        Ok(())
    }

    fn add_custom(&mut self, reader: &wasmparser::CustomSectionReader<'a>) -> wasmparser::Result<()> {
        match reader.as_known() {
            wasmparser::KnownCustom::Producers(fields) => {
                for field in fields {
                    let field = field?;
                    for value in field.values {
                        let value = value?;
                        self.producers.push(Producer { field: field.name, name: value.name, version: value.version });
                    }
                }
            }
            wasmparser::KnownCustom::Name(mut names) => {
                if let Some(wasmparser::Name::Module { name, .. }) = names.next().transpose()? {
                    self.name = Some(name);
                }
            }
            _ if reader.name() == "target_features" => {
                let mut entries = wasmparser::BinaryReader::new(reader.data(), reader.data_offset());
                for _ in 0..entries.read_var_u32()? {
                    let prefix = char::from(entries.read_u8()?);
                    self.target_features.push(format!("{prefix}{}", entries.read_string()?));
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// The names of the functions it offers.
    pub fn exported_functions(&self) -> Vec<&'a str> {
        self.exports.iter().filter(|export| export.kind == "func").map(|export| export.name).collect()
    }

    /// The type of the function that it exports as `name`; `None` if there is none, or if it has a type that is not there.
    pub(crate) fn exported_type(&self, name: &str) -> Option<&FuncType> {
        let export = self.exports.iter().find(|export| export.kind == "func" && export.name == name)?;
        self.function_type(export.index)
    }

    /// The type of the function of the index `function`.
    pub(crate) fn function_type(&self, function: u32) -> Option<&FuncType> {
        self.signatures.of(function)
    }

    /// Lets go of the types of functions, of which there may be a million: the engine has its own.
    pub(crate) fn forget_function_types(&mut self) {
        self.signatures = Signatures::default();
    }

    /// Pages of 64 KiB that its memories begin with together.
    pub fn memory_floor(&self) -> u64 {
        self.memories.iter().fold(0, |pages, memory| pages.saturating_add(memory.minimum))
    }

    /// Elements that its tables begin with together.
    pub fn table_floor(&self) -> u64 {
        self.tables.iter().fold(0, |elements, table| elements.saturating_add(*table))
    }

    /// The release of Go that built the module, such as `go1.24.2`: its linker says so among the producers
    /// (`cmd/link/internal/wasm/asm.go`).
    pub fn go_version(&self) -> Option<&'a str> {
        let mut producers = self.producers.iter();
        let go = producers.find(|producer| (producer.field, producer.name) == ("language", "Go"))?;
        Some(go.version)
    }

    /// Whether functions have names.
    pub fn has_names(&self) -> bool {
        self.custom_sections.iter().any(|(name, _)| *name == "name")
    }
}

impl fmt::Display for Producer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} {}", self.field, self.name, self.version)
    }
}

/// The sections of `wasm`, without the bodies of functions.
fn sections(wasm: &[u8]) -> Result<impl Iterator<Item = Result<Payload<'_>, ModuleError>>, ModuleError> {
    // The section reader tells files apart that are no modules; wasmparser would go on into a component.
    crate::section::Sections::new(wasm)
        .map_err(|error| ModuleError { offset: error.offset, message: error.kind.to_string() })?;
    let mut parser = Parser::new(0);
    let mut rest = wasm;
    let mut ended = false;
    Ok(std::iter::from_fn(move || {
        if ended {
            return None;
        }
        let parsed = parser.parse(rest, true);
        ended = parsed.is_err();
        let (consumed, payload) = match parsed {
            Ok(wasmparser::Chunk::Parsed { consumed, payload }) => (consumed, payload),
            Ok(wasmparser::Chunk::NeedMoreData(_)) => {
                ended = true;
                return Some(Err(ModuleError { offset: wasm.len(), message: "the file ends inside a section".into() }));
            }
            Err(error) => return Some(Err(error.into())),
        };
        rest = &rest[consumed..];
        match &payload {
            Payload::End(_) => ended = true,
            Payload::CodeSectionStart { size, .. } => {
                parser.skip_section();
                match rest.get(*size as usize..) {
                    Some(after) => rest = after,
                    None => {
                        ended = true;
                        let message = "the file ends inside the code section".into();
                        return Some(Err(ModuleError { offset: wasm.len(), message }));
                    }
                }
            }
            _ => {}
        }
        Some(Ok(payload))
    }))
}

/// A memory in pages of 64 KiB, whatever the size of its own.
fn memory(ty: &MemoryType) -> Memory {
    let page = ty.page_size_log2.map_or(PAGE_BYTES, |log2| 1 << log2.min(16));
    let pages = |count: u64| (u128::from(count) * u128::from(page)).div_ceil(PAGE_BYTES.into()) as u64;
    Memory { minimum: pages(ty.initial), maximum: ty.maximum.map(pages) }
}

fn kind(kind: ExternalKind) -> &'static str {
    match kind {
        ExternalKind::Func => "func",
        ExternalKind::Table => "table",
        ExternalKind::Memory => "memory",
        ExternalKind::Global => "global",
        ExternalKind::Tag => "tag",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_tells_what_it_needs_and_offers() {
        let wasm = wat::parse_str(
            r#"(module $plugin
                (@producers (language "C11" "") (processed-by "clang" "19.1"))
                (import "a" "f" (func (param i32 i64 f32 f64 v128) (result i32)))
                (import "a" "g" (func (result i32 i32)))
                (import "a" "m" (memory 1 2))
                (import "a" "t" (table 3 funcref))
                (import "a" "v" (global (mut externref)))
                (memory (export "memory") 17 100) (memory 1)
                (table 7 funcref) (data "x")
                (func $start) (start $start) (func (export "_start")))"#,
        )
        .unwrap();
        let summary = ModuleSummary::parse(&wasm).unwrap();
        let imports: Vec<_> =
            summary.imports.iter().map(|import| format!("{}.{} {}", import.module, import.name, import.ty)).collect();
        assert_eq!(
            imports,
            [
                "a.f func (i32, i64, f32, f64, v128) -> i32",
                "a.g func () -> (i32, i32)",
                "a.m memory 1..2",
                "a.t table 3 funcref",
                "a.v global mut externref",
            ]
        );
        assert_eq!(summary.exported_functions(), ["_start"]);
        assert_eq!(summary.exports[0], Export { name: "memory", kind: "memory", index: 1 });
        assert_eq!(summary.exported_type("_start").map(signature).as_deref(), Some("()"));
        assert_eq!(summary.function_type(1).map(signature).as_deref(), Some("() -> (i32, i32)"));
        assert_eq!(summary.exported_type("memory").or(summary.function_type(4)), None);
        assert_eq!(summary.memories[1], Memory { minimum: 17, maximum: Some(100) });
        assert_eq!((summary.memory_floor(), summary.table_floor()), (19, 7));
        assert_eq!((summary.start, summary.functions, summary.data_segments), (Some(2), 2, 1));
        assert_eq!((summary.name, summary.has_names()), (Some("plugin"), true));
        assert_eq!(
            summary.producers.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["language: C11 ", "processed-by: clang 19.1"]
        );
    }

    #[test]
    fn what_is_no_module_is_told_with_its_offset() {
        for (wasm, message) in [
            (&b"hello"[..], "the file does not begin as a WebAssembly module does (at offset 0x0)"),
            (b"\0asm\x0d\0\x01\0", "the file is a WebAssembly component, not a core module (at offset 0x0)"),
            (b"\0asm\x01\0\0\0\x01\x05\0", "unexpected end-of-file (at offset 0xa)"),
            (b"\0asm\x01\0\0\0\x0a\x05\x01", "the file ends inside the code section (at offset 0xb)"),
        ] {
            assert_eq!(ModuleSummary::parse(wasm).unwrap_err().to_string(), message);
        }
    }

    proptest::proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes: Vec<u8>) {
            let wasm = [b"\0asm\x01\0\0\0", &bytes[..]].concat();
            let _ = ModuleSummary::parse(&wasm);
            let _ = features(&wasm);
        }
    }
}
