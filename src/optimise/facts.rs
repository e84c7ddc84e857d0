//! What a module's functions have in common, read before any of them is changed.

use std::collections::BTreeMap;

use wasmparser::{
    BinaryReader, CodeSectionReader, CompositeInnerType, ConstExpr, ElementItems, ElementKind, ExternalKind, Operator,
    Parser, Payload, RefType, TypeRef, ValType,
};

use super::body::{ignores_global, prologue};
use super::never;
use crate::rewrite::section_id;
use crate::section::Sections;

/// A module, as far as the optimiser looks at it.
#[derive(Default)]
pub(super) struct Facts<'a> {
    /// For each type, whether it is that of Go's functions: one `i32` in, one out.
    suits: Vec<bool>,
    /// How many values functions of each type take and give.
    arities: Vec<(u32, u32)>,
    /// Types of the imported functions.
    imported: Vec<u32>,
    pub(super) imported_functions: u32,
    /// Types of the module's own functions.
    pub(super) functions: Vec<u32>,
    /// The bodies of the module's own functions.
    pub(super) bodies: Vec<&'a [u8]>,
    /// The types of all globals, where they can change.
    variables: Vec<Option<ValType>>,
    /// Globals that others may see or change.
    shared_globals: Vec<u32>,
    /// The module's table, if it has just one, which holds the same functions throughout a run as far as this shows here.
    pub(super) table: Option<Table>,
    /// The global that Go's functions copy to a local at their beginning.
    pub(super) stack_pointer: u32,
    /// For each of the module's own functions, whether it is known never to return 0.
    never_returns: Vec<bool>,
}

/// A table and what it begins with.
#[derive(Clone, Default)]
pub(super) struct Table {
    pub(super) minimum: u64,
    pub(super) maximum: Option<u64>,
    /// Where each segment is put, and its functions.
    pub(super) segments: Vec<(u32, Vec<u32>)>,
}

impl<'a> Facts<'a> {
    /// Reads the module `wasm`; `None` if it cannot be read, or has nothing of the shape that is looked for.
    pub(super) fn read(wasm: &'a [u8]) -> Option<Self> {
        let mut facts = Self::default();
        let mut tables = Tables::default();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload.ok()? {
                Payload::TypeSection(reader) => {
                    for group in reader {
                        for ty in group.ok()?.into_types() {
                            let CompositeInnerType::Func(ty) = ty.composite_type.inner else { return None };
                            facts.arities.push((ty.params().len() as u32, ty.results().len() as u32));
                            facts.suits.push(ty.params() == [ValType::I32] && ty.results() == [ValType::I32]);
                        }
                    }
                }
                Payload::ImportSection(reader) => {
                    for import in reader {
                        match import.ok()?.ty {
                            TypeRef::Func(ty) => {
                                facts.imported.push(ty);
                                facts.imported_functions += 1;
                            }
                            TypeRef::Global(_) => {
                                facts.shared_globals.push(facts.variables.len() as u32);
                                facts.variables.push(None);
                            }
                            TypeRef::Table(_) => tables.give_up(),
                            _ => {}
                        }
                    }
                }
                Payload::FunctionSection(reader) => {
                    facts.functions = reader.into_iter().collect::<Result<_, _>>().ok()?;
                }
                Payload::TableSection(reader) => {
                    for table in reader {
                        tables.add(table.ok()?);
                    }
                }
                Payload::GlobalSection(reader) => {
                    for global in reader {
                        let ty = global.ok()?.ty;
                        facts.variables.push(ty.mutable.then_some(ty.content_type));
                    }
                }
                Payload::ExportSection(reader) => {
                    for export in reader {
                        let export = export.ok()?;
                        match export.kind {
                            ExternalKind::Global => facts.shared_globals.push(export.index),
                            ExternalKind::Table => tables.give_up(),
                            _ => {}
                        }
                    }
                }
                Payload::ElementSection(reader) => {
                    for element in reader {
                        tables.add_elements(element.ok()?);
                    }
                }
                Payload::CodeSectionStart { range, .. } => {
                    let code = &wasm[range];
                    for body in CodeSectionReader::new(BinaryReader::new(code, 0)).ok()? {
                        facts.bodies.push(&code[body.ok()?.range()]);
                    }
                    break;
                }
                _ => {}
            }
        }
        facts.table = tables.table();
        (facts.bodies.len() == facts.functions.len()).then_some(())?;
        facts.stack_pointer = facts.vote()?;
        let of_type = (0..).zip(&facts.bodies).filter(|(own, _)| facts.suits(*own));
        facts.never_returns = never::find(of_type, facts.bodies.len(), facts.imported_functions);
        let listed = facts.table.iter().flat_map(|table| &table.segments).flat_map(|(_, functions)| functions);
        if listed.into_iter().any(|function| *function < facts.imported_functions) {
            // An import may be of Go's type, and is no part of the convention.
            facts.table = None;
        }
        Some(facts)
    }

    /// Whether the module's own function has the type of Go's.
    pub(super) fn suits(&self, own: usize) -> bool {
        self.functions.get(own).is_some_and(|ty| self.suits_type(*ty))
    }

    pub(super) fn suits_type(&self, ty: u32) -> bool {
        self.suits.get(ty as usize).copied().unwrap_or_default()
    }

    /// How many types there are.
    pub(super) fn types(&self) -> u32 {
        self.arities.len() as u32
    }

    /// How many values functions of this type take and give.
    pub(super) fn type_arity(&self, ty: u32) -> Option<(u32, u32)> {
        self.arities.get(ty as usize).copied()
    }

    /// How many values this function takes and gives.
    pub(super) fn arity(&self, function: u32) -> Option<(u32, u32)> {
        let ty = match function.checked_sub(self.imported_functions) {
            Some(own) => self.functions.get(own as usize),
            None => self.imported.get(function as usize),
        };
        self.type_arity(*ty?)
    }

    /// Whether the function is one of the module's own that neither reads nor writes the stack pointer, and calls no function.
    pub(super) fn ignores_stack_pointer(&self, function: u32) -> bool {
        let own = function.checked_sub(self.imported_functions);
        let body = own.and_then(|own| self.bodies.get(own as usize));
        body.is_some_and(|body| ignores_global(body, self.stack_pointer).unwrap_or_default())
    }

    /// Whether the function is one of the module's own that is known never to return 0.
    pub(super) fn never_returns(&self, function: u32) -> bool {
        let own = function.checked_sub(self.imported_functions);
        own.and_then(|own| self.never_returns.get(own as usize).copied()).unwrap_or_default()
    }

    pub(super) fn globals(&self) -> u32 {
        self.variables.len() as u32
    }

    /// The global that most functions begin with a copy of. That says nothing of what it is for.
    fn vote(&self) -> Option<u32> {
        let mut votes = BTreeMap::new();
        for (own, body) in self.bodies.iter().enumerate() {
            if let Some(prologue) = self.suits(own).then(|| prologue(body)).flatten() {
                *votes.entry(prologue.global).or_insert(0) += 1;
            }
        }
        let (global, _) = votes.into_iter().max_by_key(|(_, count)| *count)?;
        let own_number = self.variables.get(global as usize) == Some(&Some(ValType::I32));
        (own_number && !self.shared_globals.contains(&global)).then_some(global)
    }
}

/// The bodies of the functions of the module `wasm`; `None` if they cannot be told apart.
pub(super) fn bodies(wasm: &[u8]) -> Option<Vec<&[u8]>> {
    let code = Sections::new(wasm)
        .ok()?
        .find_map(|section| Some(section.ok()?).filter(|section| section.id == section_id::CODE))?;
    let bodies = CodeSectionReader::new(BinaryReader::new(&wasm[code.payload], 0)).ok()?;
    bodies.into_iter().map(|body| Some(body.ok()?.as_bytes())).collect()
}

/// What is known of the tables so far.
#[derive(Default)]
struct Tables {
    count: u32,
    given_up: bool,
    table: Table,
}

impl Tables {
    fn give_up(&mut self) {
        self.given_up = true;
    }

    fn add(&mut self, table: wasmparser::Table<'_>) {
        self.count += 1;
        self.table.minimum = table.ty.initial;
        self.table.maximum = table.ty.maximum;
        let plain = table.ty.element_type == RefType::FUNCREF && !table.ty.table64;
        self.given_up |= !plain || !matches!(table.init, wasmparser::TableInit::RefNull);
    }

    fn add_elements(&mut self, element: wasmparser::Element<'_>) {
        let ElementKind::Active { table_index: None | Some(0), offset_expr } = element.kind else {
            return self.give_up();
        };
        let ElementItems::Functions(functions) = element.items else { return self.give_up() };
        match (constant(&offset_expr), functions.into_iter().collect::<Result<Vec<_>, _>>()) {
            (Some(offset), Ok(functions)) => self.table.segments.push((offset, functions)),
            _ => self.give_up(),
        }
    }

    fn table(self) -> Option<Table> {
        (!self.given_up && self.count == 1).then_some(self.table)
    }
}

fn constant(expression: &ConstExpr<'_>) -> Option<u32> {
    let mut operators = expression.get_operators_reader();
    let Operator::I32Const { value } = operators.read().ok()? else { return None };
    matches!(operators.read().ok()?, Operator::End).then_some(value as u32)
}
