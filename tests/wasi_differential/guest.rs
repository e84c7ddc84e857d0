//! Scripts of calls, as modules.

use std::fmt::{self, Write};
use std::ops::Range;

use bufwasm::{Abi, ProvidedFunction};
use wasmi::ValType;

/// The module that the functions are imported from.
const WASI: &str = "wasi_snapshot_preview1";

/// All functions.
pub(crate) fn functions() -> Vec<ProvidedFunction> {
    Abi::Wasi.functions(WASI)
}

/// Where the window of memory begins that is compared after each call.
pub(crate) const WINDOW: u64 = 0x2000;
/// Bytes of the window.
const WINDOW_LEN: usize = 0x400;
/// Where the module keeps the code of the last call, and the buffers that it writes to stdout.
const CODE: usize = 0x1000;
const REPORT: usize = 0x1010;

/// A call.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    function: &'static str,
    arguments: Vec<u64>,
    puts: Vec<(u64, Vec<u8>)>,
    codes: Option<(u32, u32)>,
    ignored: Vec<Range<usize>>,
}

/// A call with the given arguments.
pub(crate) fn call(function: &'static str, arguments: impl Into<Vec<u64>>) -> Step {
    Step { function, arguments: arguments.into(), puts: Vec::new(), codes: None, ignored: Vec::new() }
}

impl Step {
    /// With `bytes` at `address`.
    pub(crate) fn with(mut self, address: u64, bytes: impl Into<Vec<u8>>) -> Self {
        self.puts.push((address, bytes.into()));
        self
    }

    /// Which we answer with the code `ours` and wasi-common with `theirs`, because of `_why`.
    pub(crate) fn differs(mut self, ours: u32, theirs: u32, _why: &str) -> Self {
        self.codes = Some((ours, theirs));
        self
    }

    /// Of whose window the bytes in `range` are not compared, because of `_why`.
    pub(crate) fn ignoring(mut self, range: Range<usize>, _why: &str) -> Self {
        self.ignored.push(range);
        self
    }

    pub(crate) fn function(&self) -> &'static str {
        self.function
    }

    pub(crate) fn arguments(&self) -> &[u64] {
        &self.arguments
    }

    /// Our code and theirs, if they differ.
    pub(crate) fn codes(&self) -> Option<(u32, u32)> {
        self.codes
    }

    /// Whether the window's byte `at` is not compared.
    pub(crate) fn ignores(&self, at: usize) -> bool {
        self.ignored.iter().any(|range| range.contains(&at))
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{:?}", self.function, self.arguments)?;
        self.puts.iter().try_for_each(|(_, bytes)| write!(f, " \"{}\"", bytes.escape_ascii()))
    }
}

/// What a call answered.
pub(crate) struct Answer {
    pub(crate) code: u32,
    pub(crate) window: Vec<u8>,
}

/// The answers that a run has written to stdout.
pub(crate) fn answers(stdout: &[u8]) -> Vec<Answer> {
    let answers = stdout.chunks(4 + WINDOW_LEN).map(|answer| {
        let (code, window) = answer.split_first_chunk().unwrap();
        Answer { code: u32::from_le_bytes(*code), window: window.to_vec() }
    });
    answers.collect()
}

/// The module that makes the calls.
pub(crate) fn module(steps: &[Step]) -> Vec<u8> {
    let mut text = String::from("(module\n");
    let functions = functions();
    for ProvidedFunction { name, ty, .. } in &functions {
        let list = |types: &[ValType]| types.iter().map(|ty| format!(" {}", keyword(*ty))).collect::<String>();
        let (params, results) = (list(ty.params()), list(ty.results()));
        writeln!(text, "(import \"{WASI}\" \"{name}\" (func ${name} (param{params}) (result{results})))").unwrap();
    }
    writeln!(text, "(memory (export \"memory\") 1)\n(func (export \"_start\")").unwrap();
    let report = [(CODE as u32, 4), (WINDOW as u32, WINDOW_LEN as u32)];
    put(&mut text, REPORT as u64, &report.map(|(at, len)| [at.to_le_bytes(), len.to_le_bytes()]).concat().concat());
    for step in steps {
        writeln!(text, "(memory.fill (i32.const {WINDOW}) (i32.const 63) (i32.const {WINDOW_LEN}))").unwrap();
        step.puts.iter().for_each(|(at, bytes)| put(&mut text, *at, bytes));
        let function = functions.iter().find(|function| function.name == step.function).unwrap();
        assert_eq!(function.ty.params().len(), step.arguments.len(), "{step}");
        let arguments = function.ty.params().iter().zip(&step.arguments).map(|(ty, bits)| match ty {
            ValType::I64 => format!(" (i64.const {})", *bits as i64),
            _ => format!(" (i32.const {})", *bits as i32),
        });
        let call = format!("(call ${}{})", step.function, arguments.collect::<String>());
        writeln!(text, "(i32.store (i32.const {CODE}) {call})").unwrap();
        writeln!(
            text,
            "(drop (call $fd_write (i32.const 1) (i32.const {REPORT}) (i32.const 2) (i32.const {})))",
            CODE + 8
        )
        .unwrap();
    }
    text.push_str("))");
    wat::parse_str(text).unwrap()
}

fn put(text: &mut String, address: u64, bytes: &[u8]) {
    for (at, byte) in (address..).zip(bytes) {
        writeln!(text, "(i32.store8 (i32.const {at}) (i32.const {byte}))").unwrap();
    }
}

fn keyword(ty: ValType) -> &'static str {
    match ty {
        ValType::I64 => "i64",
        _ => "i32",
    }
}
