//! Makes modules cheaper to interpret: WebAssembly in, WebAssembly out, and the same behaviour.
//!
//! Go's compiler writes functions that an interpreter executes at twice the cost they need: as loops around a table of jumps,
//! with a stack pointer that goes through a global, and with 64-bit arithmetic for 32-bit addresses. Here they are written anew.
//!
//! ```
//! use bufwasm::optimise::optimise;
//!
//! // Other modules stay as they are.
//! let wasm = wat::parse_str(r#"(module (func (export "f") (result i32) (i32.const 1)))"#)?;
//! assert!(optimise(&wasm).is_none());
//! # Ok::<(), wat::Error>(())
//! ```
//!
//! # What stays the same
//!
//! A module's imports and exports, and what it does when they are called: its results, its calls of imports, its traps and their
//! kinds, its memory. No module is believed that it was made by Go: a function is changed only as far as its own instructions
//! prove that nothing else comes of it. Of globals that are not exported, the stack pointer's may be another after a trap.
//! Custom sections stay; functions that are added have the names of those they stand for.
//!
//! What an engine meters is not the same: fuel, and the depth of its own stack.

mod addresses;
mod assemble;
mod body;
mod branches;
mod calls;
mod convention;
mod decode;
mod entry;
mod facts;
mod flow;
mod frame;
mod layout;
mod names;
mod never;
mod new_types;
mod op;
mod order;
mod original;
mod peephole;
mod reader;
mod stack_pointer;
mod structure;
#[cfg(test)]
mod tests;
mod ways_out;

use std::collections::BTreeMap;

use assemble::{Changes, assemble};
use convention::Convention;
use facts::Facts;
use flow::Left;
use new_types::NewTypes;
use op::unsigned;
use order::Order;
use reader::Reader;

/// When modules are optimised before they run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Optimise {
    /// Where it pays: if the module [is worth it](pays), and the run reads [`AUTO_STDIN_BYTES`] before it writes anything.
    /// So it follows from the module and the request, and fuel is the same everywhere.
    #[default]
    Auto,
    /// Always, if there is anything to do.
    Always,
    /// Never.
    Never,
}

/// Bytes of stdin that [`Optimise::Auto`] asks for: below, optimising takes longer than it saves.
pub const AUTO_STDIN_BYTES: u64 = 256 << 10;

/// A number that changes when [`optimise`] gives another module for some module: what was kept of an older one is void.
pub const VERSION: u32 = 3;

/// Whether so many functions of the module `wasm` begin as Go's do that optimising it is worth the time in a long run.
pub fn pays(wasm: &[u8]) -> bool {
    let Some(bodies) = facts::bodies(wasm) else { return false };
    let looped = bodies.iter().filter(|body| body::is_looped(body)).count();
    looped >= WORTHWHILE_FUNCTIONS && !bodies.into_iter().any(entry::is_original)
}

/// Go's smallest program has 700.
const WORTHWHILE_FUNCTIONS: usize = 256;

/// A module that was optimised.
#[derive(Clone, Debug)]
pub struct Optimised {
    /// The module.
    pub wasm: Vec<u8>,
    /// What was done.
    pub report: Report,
}

/// What was done to a module.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Functions with a body.
    pub functions: u32,
    /// Functions that were written anew.
    pub optimised: u32,
    /// Functions of the same type that stay as they are, by what in them does not fit.
    pub left: BTreeMap<&'static str, u32>,
}

/// Whether the module `wasm` has been optimised before: whether one of its functions leads from one way of calling to the other.
pub fn is_optimised(wasm: &[u8]) -> bool {
    facts::bodies(wasm).is_some_and(|bodies| bodies.into_iter().any(entry::is_original))
}

/// Whether there may be anything to optimise in the module `wasm`: whether one of its functions begins as Go's do.
pub fn is_candidate(wasm: &[u8]) -> bool {
    facts::bodies(wasm).is_some_and(|bodies| bodies.into_iter().any(|body| body::prologue(body).is_some()))
}

/// The module `wasm`, optimised; `None` if there is nothing to do, if it was optimised before, or if it cannot be read; and
/// always without the feature `optimise`.
pub fn optimise(wasm: &[u8]) -> Option<Optimised> {
    if !cfg!(feature = "optimise") {
        return None;
    }
    let mut facts = Facts::read(wasm).filter(|facts| !facts.bodies.iter().any(|body| entry::is_original(body)))?;
    let mut module = Optimiser::of(&facts);
    if facts.table.is_some() && module.changes_tables {
        facts.table = None;
        module = Optimiser::of(&facts);
    }
    (module.report.optimised > 0).then_some(())?;
    let Optimiser { convention, report, types, new_types, origins, mut originals, mut fast, mut slow, .. } = module;
    originals.append(&mut fast);
    originals.append(&mut slow);
    let changes = Changes { types, new_types: new_types.types, origins, bodies: originals, table: facts.table.clone() };
    Some(Optimised { wasm: assemble(wasm, &facts, &convention, &changes)?, report })
}

/// A module under way. Each body follows its length.
struct Optimiser<'a, 'f> {
    facts: &'f Facts<'a>,
    convention: Convention,
    report: Report,
    /// Types of the functions that come behind the module's: those by the convention, then the originals.
    types: Vec<u32>,
    new_types: NewTypes,
    /// The functions that they stand for.
    origins: Vec<u32>,
    /// What stands in the places of the module's functions.
    originals: Vec<u8>,
    fast: Vec<u8>,
    slow: Vec<u8>,
    /// Whether a function may change what a table holds.
    changes_tables: bool,
}

impl<'a, 'f> Optimiser<'a, 'f> {
    /// All of the module.
    fn of(facts: &'f Facts<'a>) -> Self {
        let mut module = Self::new(facts);
        (0..facts.functions.len()).for_each(|index| module.add(index));
        module
    }

    fn new(facts: &'f Facts<'a>) -> Self {
        let first_fast = facts.imported_functions + facts.functions.len() as u32;
        let (mut types, mut origins) = (Vec::new(), Vec::new());
        let fast = (facts.imported_functions..).zip(&facts.functions).map(|(function, ty)| {
            facts.suits_type(*ty).then(|| {
                types.push(*ty);
                origins.push(function);
                first_fast + types.len() as u32 - 1
            })
        });
        let fast = fast.collect();
        let table = facts.table.as_ref().map(|_| 1);
        let report = Report { functions: facts.functions.len() as u32, ..Report::default() };
        let convention = Convention { fast, first_fast, table, unwinding: facts.globals() };
        let (originals, fast, slow) = (Vec::new(), Vec::new(), Vec::new());
        let new_types = NewTypes::behind(facts.types());
        Self { facts, convention, report, types, new_types, origins, originals, fast, slow, changes_tables: false }
    }

    /// Adds what becomes of the module's own function of this number.
    fn add(&mut self, index: usize) {
        let body = self.facts.bodies[index];
        let Some(fast) = self.convention.fast[index] else {
            self.changes_tables |= body::changes_tables(body);
            return with_length(body, &mut self.originals);
        };
        let slow = self.convention.first_fast + self.types.len() as u32;
        match optimise_body(body, slow, self.facts, &self.convention) {
            Ok(optimised) => {
                self.changes_tables |= optimised.changes_tables;
                self.types.push(self.new_types.find(&optimised.parameters));
                self.origins.push(self.facts.imported_functions + index as u32);
                let (stack_pointer, unwinding) = (self.facts.stack_pointer, self.convention.unwinding);
                let entry = entry::original(fast, slow, &optimised.parameters, stack_pointer, unwinding);
                with_length(&entry, &mut self.originals);
                with_length(&optimised.fast, &mut self.fast);
                with_length(&optimised.slow, &mut self.slow);
                self.report.optimised += 1;
            }
            Err(left) => {
                self.changes_tables |= body::changes_tables(body);
                *self.report.left.entry(left.name()).or_default() += 1;
                let original = self.facts.imported_functions + index as u32;
                with_length(body, &mut self.originals);
                with_length(&entry::adapter(original, self.facts.stack_pointer, &self.convention), &mut self.fast);
            }
        }
    }
}

/// What becomes of a function.
struct OptimisedBody {
    fast: Vec<u8>,
    /// The original, which has its locals as parameters of these types.
    slow: Vec<u8>,
    parameters: Vec<u8>,
    changes_tables: bool,
}

/// Writes the function with this body anew. Its original is to be the function `slow`.
fn optimise_body(body: &[u8], slow: u32, facts: &Facts<'_>, convention: &Convention) -> Result<OptimisedBody, Left> {
    let (flow, parameters) = Reader::read(body, slow, facts, convention)?;
    let order = Order::of(&flow).ok_or(Left::Irreducible)?;
    let mut fast = Vec::with_capacity(body.len());
    let locals = body::locals(body).ok_or(Left::Prologue)?;
    body::more_locals(locals, flow.frame.uses_scratch, &mut fast).ok_or(Left::Prologue)?;
    structure::write(&flow, &order, body, &mut fast);
    let slow = original::with_middles(body, &flow.middles).ok_or(Left::Branch)?;
    Ok(OptimisedBody { fast, slow, parameters, changes_tables: flow.changes_tables })
}

fn with_length(body: &[u8], out: &mut Vec<u8>) {
    unsigned(body.len() as u64, out);
    out.extend_from_slice(body);
}
