//! `cargo xtask tail-calls`: whether every instruction of wasmi's ends in a jump to the next, in the command line as it is released.
//!
//! With tail-call dispatch, each instruction is a function (a handler) that goes to the next one. Where the compiler
//! makes a call of that instead of a jump, each execution leaves a frame of the native stack, and a loop aborts the
//! process. What may go on executing after such a call has to be kept from guests: see `src/engine/growth.rs`.

use crate::cargo::cargo;
use crate::process::{output_of, run};
use crate::workspace::Workspace;
use anyhow::{Result, ensure};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// What the names of handlers have in common.
const HANDLERS: &str = "executor::handler::exec::";

/// Handlers that call the next one and that no guest can have executed: its instructions for these are rewritten.
const KEPT_FROM_GUESTS: [&str; 2] = ["memory_grow", "table_grow"];

/// Functions beside the handlers that have no next instruction: one is shared by two handlers, one only traps.
const NO_HANDLERS: [&str; 2] = ["memory_copy_within", "trap"];

/// Fewer handlers than there are in any build: if less is found, the names have changed.
const LEAST: usize = 500;

/// Builds the command line in `profile`, and looks at its handlers.
pub(crate) fn check(workspace: &Workspace, profile: &str) -> Result<()> {
    let build = ["build", "--quiet", "--package", "bufwasm-cli", "--profile", profile, "--config"];
    let keep_names = format!("profile.{profile}.strip=false");
    run(cargo(workspace)?.args(build).arg(keep_names))?;
    look(&workspace.built().join(profile).join("bufwasm"))
}

/// Looks at the handlers in the program `binary`, and prints how many there are.
///
/// # Errors
///
/// There is one that does not end in a jump, and that guests can execute.
pub(crate) fn look(binary: &Path) -> Result<()> {
    let disassemble = ["--disassemble", "--demangle", "--no-show-raw-insn"];
    let listing = output_of(Command::new("objdump").args(disassemble).arg(binary))?;
    let ends = ends(&listing);
    ensure!(ends.len() >= LEAST, "only {} handlers were found under {HANDLERS}", ends.len());
    let calling: Vec<_> = ends.iter().filter(|(_, end)| **end != End::Jump).map(|(name, _)| *name).collect();
    println!("{} handlers; these do not end in a jump: {}", ends.len(), calling.join(", "));
    let known = |name: &&&str| KEPT_FROM_GUESTS.contains(*name) || NO_HANDLERS.contains(*name);
    let unknown: Vec<_> = calling.iter().filter(|name| !known(name)).copied().collect();
    ensure!(
        unknown.is_empty(),
        "these leave a frame of the stack, and guests can execute them: {}",
        unknown.join(", ")
    );
    Ok(())
}

/// The last transfer of a function to an address that is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Jump,
    Call,
    /// There is none.
    Nothing,
}

/// How each handler in objdump's `listing` ends, by its name.
fn ends(listing: &str) -> BTreeMap<&str, End> {
    let mut ends = BTreeMap::new();
    let mut handler = None;
    for line in listing.lines() {
        if let Some((_, name)) = line.strip_suffix(">:").and_then(|line| line.split_once(" <")) {
            handler = name.split_once(HANDLERS).map(|(_, name)| name);
            handler.into_iter().for_each(|name| _ = ends.insert(name, End::Nothing));
        } else if let (Some(name), Some(end)) = (handler, transfer(line)) {
            ends.insert(name, end);
        }
    }
    ends
}

/// The transfer to a computed address that an instruction is, on x86-64 or aarch64. One through the table by which a
/// program finds functions of libraries, and of its own, is none.
fn transfer(line: &str) -> Option<End> {
    let mut words = line.split('\t').skip(1).flat_map(str::split_whitespace);
    match (words.next()?, words.next()?) {
        (_, target) if target.contains("(%rip)") => None,
        ("jmp", target) if target.starts_with('*') => Some(End::Jump),
        ("call", target) if target.starts_with('*') => Some(End::Call),
        ("br", _) => Some(End::Jump),
        ("blr", _) => Some(End::Call),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handlers_are_told_by_their_last_transfer() {
        let listing = "
00000000007b1a40 <wasmi::engine::executor::handler::exec::memory_grow>:
  7b1a40:\tpush   %rbp
  7b1b70:\tcall   *(%r14)
  7b1bcb:\tcall   *0x10fa97(%rip)        # 8c1668 <_DYNAMIC+0x2c8>
  7b1bd0:\tret

00000000007b89f0 <wasmi::engine::executor::handler::exec::branch_table_span_r>:
  7b8a64:\tcall   *%r11
  7b8aaa:\tjmp    *%rax
  7b8aac:\tcall   *0x108f06(%rip)        # 8c19b8 <_DYNAMIC+0x618>

00000000007b9000 <wasmi::engine::executor::handler::exec::trap>:
  7b9000:\tret

0000000000400000 <wasmi::engine::executor::handler::exec::i32_add>:
  400000:\tbr\tx9

0000000000400010 <main>:
  400010:\tcall   *%rax
";
        let expected = [
            ("branch_table_span_r", End::Jump),
            ("i32_add", End::Jump),
            ("memory_grow", End::Call),
            ("trap", End::Nothing),
        ];
        assert_eq!(ends(listing), BTreeMap::from(expected));
    }
}
