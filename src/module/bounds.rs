//! What a valid module may not have all the same, because it would cost the host out of proportion to the module's size.
//!
//! No compiler comes near these bounds. They are looked at before the engine sees the module.

use wasmparser::{
    BinaryReader, BlockType, CodeSectionReader, CompositeInnerType, ConstExpr, DataKind, Element, ElementItems,
    ElementKind, Operator, Payload, TableInit, TypeSectionReader,
};

use super::ModuleError;
use crate::encoding::Reader;

/// Imports of a module. What is missing among them is compared with all others, and told by name.
const MAX_IMPORTS: u32 = 10_000;

/// Values that a branch may carry: the results of a function or a block, and the parameters of a block. A branch is a few
/// bytes of the module, and for the engine an instruction for each of its values.
const MAX_BRANCH_VALUES: usize = 32;

/// Bytes of an expression that a global or an element begins with, or that tells where a segment goes. The engine makes
/// nested functions of its operators, and takes native stack to evaluate and to drop them.
const MAX_INITIALISER_BYTES: usize = 1024;

/// What is known of a module while its sections are checked, one after the other.
#[derive(Default)]
pub(super) struct Bounds {
    /// For each type, whether it has more parameters than a block may have.
    wide_types: Vec<bool>,
}

impl Bounds {
    /// `Err` when this section of the module `wasm` has more of something than it may.
    pub(super) fn check(&mut self, wasm: &[u8], payload: &Payload<'_>) -> Result<(), ModuleError> {
        match payload {
            Payload::TypeSection(types) => self.wide_types = check_types(types.clone())?,
            Payload::ImportSection(imports) if imports.count() > MAX_IMPORTS => {
                let message = format!("the module has {} imports, and the limit is {MAX_IMPORTS}", imports.count());
                return Err(ModuleError { offset: imports.range().start, message });
            }
            // Looking through all code takes longer than starting a plugin: only what could break the bound is.
            Payload::CodeSectionStart { range, .. } if self.wide_types.contains(&true) => {
                check_blocks(BinaryReader::new(&wasm[range.clone()], range.start), &self.wide_types)?;
            }
            // So it goes several times faster, and only those of other segments can be long.
            Payload::DataSection(segments) if wasm.get(segments.range()).is_some_and(are_plain) => {}
            payload => check_initialisers(payload)?,
        }
        Ok(())
    }
}

/// Checks the results of types. For each type, whether it has more parameters than a block may have.
fn check_types(types: TypeSectionReader<'_>) -> Result<Vec<bool>, ModuleError> {
    let mut wide = Vec::new();
    for group in types.into_iter_with_offsets() {
        let (offset, group) = group?;
        for ty in group.into_types() {
            let CompositeInnerType::Func(ty) = ty.composite_type.inner else {
                wide.push(false);
                continue;
            };
            if ty.results().len() > MAX_BRANCH_VALUES {
                return Err(too_wide(offset, "results"));
            }
            wide.push(ty.params().len() > MAX_BRANCH_VALUES);
        }
    }
    Ok(wide)
}

/// Checks the parameters of the blocks in a code section.
fn check_blocks(code: BinaryReader<'_>, wide_types: &[bool]) -> Result<(), ModuleError> {
    for body in CodeSectionReader::new(code)? {
        for operator in body?.get_operators_reader()?.into_iter_with_offsets() {
            let (operator, offset) = operator?;
            let (Operator::Block { blockty } | Operator::Loop { blockty } | Operator::If { blockty }) = operator else {
                continue;
            };
            let BlockType::FuncType(index) = blockty else { continue };
            if wide_types.get(index as usize) == Some(&true) {
                return Err(too_wide(offset, "parameters"));
            }
        }
    }
    Ok(())
}

fn are_plain(segments: &[u8]) -> bool {
    Reader::new(segments).are_plain_segments()
}

fn too_wide(offset: usize, what: &str) -> ModuleError {
    ModuleError { offset, message: format!("a function or a block has more than {MAX_BRANCH_VALUES} {what}") }
}

/// Checks the lengths of all initialisers in a section.
fn check_initialisers(payload: &Payload<'_>) -> Result<(), ModuleError> {
    match payload {
        Payload::GlobalSection(globals) => {
            globals.clone().into_iter().try_for_each(|global| check_initialiser(&global?.init_expr))
        }
        Payload::TableSection(tables) => tables.clone().into_iter().try_for_each(|table| match table?.init {
            TableInit::Expr(init) => check_initialiser(&init),
            TableInit::RefNull => Ok(()),
        }),
        Payload::ElementSection(elements) => {
            elements.clone().into_iter().try_for_each(|element| check_element(element?))
        }
        Payload::DataSection(segments) => segments.clone().into_iter().try_for_each(|segment| match segment?.kind {
            DataKind::Active { offset_expr, .. } => check_initialiser(&offset_expr),
            DataKind::Passive => Ok(()),
        }),
        _ => Ok(()),
    }
}

fn check_element(element: Element<'_>) -> Result<(), ModuleError> {
    if let ElementKind::Active { offset_expr, .. } = &element.kind {
        check_initialiser(offset_expr)?;
    }
    match element.items {
        ElementItems::Expressions(_, items) => items.into_iter().try_for_each(|item| check_initialiser(&item?)),
        ElementItems::Functions(_) => Ok(()),
    }
}

fn check_initialiser(expression: &ConstExpr<'_>) -> Result<(), ModuleError> {
    let reader = expression.get_binary_reader();
    if reader.bytes_remaining() <= MAX_INITIALISER_BYTES {
        return Ok(());
    }
    let message = format!("an initialiser has more than {MAX_INITIALISER_BYTES} bytes");
    Err(ModuleError { offset: reader.original_position(), message })
}

#[cfg(test)]
mod tests {
    use crate::module::ModuleSummary;

    #[track_caller]
    fn refused(text: &str) -> String {
        let wasm = wat::parse_str(text).unwrap();
        ModuleSummary::parse_within_bounds(&wasm).map_or_else(|error| error.message, |_| "accepted".into())
    }

    #[test]
    fn branches_that_carry_too_many_values_are_refused() {
        let ty = |count: usize| "i32 ".repeat(count);
        let zeros = |count: usize| "i32.const 0 ".repeat(count);
        let drops = |count: usize| "drop ".repeat(count);
        let results = |count| format!("(module (func (result {}) unreachable))", ty(count));
        assert_eq!(refused(&results(32)), "accepted");
        assert_eq!(refused(&results(33)), "a function or a block has more than 32 results");
        for block in ["block", "loop", "if"] {
            let condition = if block == "if" { "i32.const 1" } else { "" };
            let parameters = |count| {
                let (ty, zeros, drops) = (ty(count), zeros(count), drops(count));
                format!("(module (func {zeros} {condition} {block} (param {ty}) {drops} end))")
            };
            assert_eq!(refused(&parameters(32)), "accepted");
            assert_eq!(refused(&parameters(33)), "a function or a block has more than 32 parameters", "{block}");
        }
        let function = format!("(module (func (param {}) block end))", ty(100));
        assert_eq!(refused(&function), "accepted", "no branch leads to a function's parameters");
    }

    #[test]
    fn initialisers_that_are_too_long_are_refused() {
        let sum = |terms: usize| format!("i32.const 0 {}", "i32.const 1 i32.add ".repeat(terms));
        for module in [
            |init: &str| format!("(module (global i32 {init}))"),
            |init: &str| format!("(module (memory 1) (data (offset {init}) \"x\"))"),
            |init: &str| format!("(module (table 1 funcref) (elem (offset {init}) func))"),
            |init: &str| format!("(module (table 1 i31ref) (elem i31ref (item {init} ref.i31)))"),
            |init: &str| format!("(module (table 1 i31ref ({init} ref.i31)))"),
        ] {
            assert_eq!(refused(&module(&sum(300))), "accepted", "{}", module("..."));
            assert_eq!(refused(&module(&sum(400))), "an initialiser has more than 1024 bytes", "{}", module("..."));
        }
    }

    #[test]
    fn too_many_imports_are_refused() {
        let imports = |count| format!("(module {})", r#"(import "" "" (func))"#.repeat(count));
        assert_eq!(refused(&imports(10_000)), "accepted");
        assert_eq!(refused(&imports(10_001)), "the module has 10001 imports, and the limit is 10000");
    }
}
