//! Every instruction that the engine has, in every way it can end, millions of times: none leaves anything behind on the
//! native stack.
//!
//! The engine is fast because each of its instructions is a function that jumps to the next one. Where the compiler makes a
//! call of that, a loop takes the stack away from its host. Which instructions there are is taken from wasmparser, with the
//! operands that they validate with, so that none can be forgotten; so is what is left out, which has to be refused.

mod body;
mod examples;
mod module;
mod operands;
mod run;

use wasmparser::Operator;

pub use run::{Repetition, Survey, trap};

use operands::Typed;

/// An instruction with immediates.
#[derive(Clone, Debug)]
struct Example {
    /// wasmparser's name of the proposal that has it, such as `simd`.
    proposal: &'static str,
    /// wasmparser's name of the instruction, such as `I32Add`.
    name: &'static str,
    operator: Operator<'static>,
}

/// An instruction, with all immediates and operands that are tried.
pub struct Instruction {
    /// wasmparser's name of the proposal that has it.
    pub proposal: &'static str,
    /// wasmparser's name of it.
    pub name: &'static str,
    /// The ways in which it validates.
    ways: Vec<Typed>,
}

/// Proposals of which the engine has nothing.
pub const NOT_THERE: &[&str] = &[
    "exceptions",
    "function_references",
    "gc",
    "legacy_exceptions",
    "memory_control",
    "relaxed_simd",
    "shared_everything_threads",
    "stack_switching",
    "wide_arithmetic",
];

/// Every instruction that wasmparser knows, in its order.
pub fn all() -> Vec<Instruction> {
    let typing = operands::Typing::new();
    let mut instructions: Vec<Instruction> = Vec::new();
    for example in examples::all() {
        let mut ways = typing.ways(&example.operator);
        // How far an access may be aligned shows when it is read.
        ways.retain(body::is_valid);
        match instructions.last_mut() {
            Some(last) if last.name == example.name => last.ways.extend(ways),
            _ => instructions.push(Instruction { proposal: example.proposal, name: example.name, ways }),
        }
    }
    instructions
}
