//! Instructions with immediates: wasmparser's list, and one value or several for each type of immediate.

use wasmparser::{
    BinaryReader, BlockType, BrTable, FunctionBody, HeapType, Ieee32, Ieee64, MemArg, Operator, Ordering, RefType,
    ResumeTable, TryTable, V128, ValType,
};

use super::Example;
use super::module::TYPES;

/// Which of the values that a type of immediate has.
#[derive(Clone, Copy)]
struct Choice {
    /// The value of the first index, such as that of a function.
    first: u32,
    /// The value of the others, such as that of a table.
    second: u32,
    /// What a memory's accesses are aligned to, as an exponent of two.
    align: u8,
    ty: usize,
}

/// Indices that are tried: the module around has fewer than these of everything.
const INDICES: u32 = 8;

/// The value of an immediate: `nth` is how many there are before it.
trait Immediate {
    fn example(choice: Choice, nth: usize) -> Self;
}

macro_rules! immediates {
    ($($ty:ty: |$choice:pat_param, $nth:pat_param| $value:expr;)*) => {
        $(impl Immediate for $ty {
            fn example($choice: Choice, $nth: usize) -> Self {
                $value
            }
        })*
    };
}

immediates! {
    u32: |choice, nth| if nth == 0 { choice.first } else { choice.second };
    u8: |choice, _| choice.second as u8;
    i32: |_, _| 0x0102_0304;
    i64: |_, _| 0x0102_0304_0506_0708;
    Ieee32: |_, _| 1.5f32.into();
    Ieee64: |_, _| 1.5f64.into();
    V128: |_, _| vector();
    [u8; 16]: |_, _| [31, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 16];
    MemArg: |choice, _| {
        MemArg { align: choice.align, max_align: choice.align, offset: u64::from(choice.first.min(1) * 8), memory: choice.second }
    };
    BlockType: |_, _| BlockType::Empty;
    ValType: |choice, _| TYPES[choice.ty];
    HeapType: |choice, _| if choice.ty.is_multiple_of(2) { HeapType::FUNC } else { HeapType::EXTERN };
    RefType: |choice, _| if choice.ty.is_multiple_of(2) { RefType::FUNCREF } else { RefType::EXTERNREF };
    BrTable<'static>: |_, _| table_of_branches();
    Ordering: |_, _| Ordering::SeqCst;
    TryTable: |_, _| TryTable { ty: BlockType::Empty, catches: Vec::new() };
    ResumeTable: |_, _| ResumeTable { handlers: Vec::new() };
}

/// The first instruction of the function with the body `bytes`.
fn read(bytes: &'static [u8]) -> Operator<'static> {
    let body = FunctionBody::new(BinaryReader::new(bytes, 0));
    body.get_operators_reader().and_then(|mut operators| operators.read()).expect("the bytes are a body")
}

fn vector() -> V128 {
    match read(&[0, 0xfd, 0x0c, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]) {
        Operator::V128Const { value } => value,
        other => unreachable!("{other:?}"),
    }
}

/// Of two targets, both the same.
fn table_of_branches() -> BrTable<'static> {
    match read(&[0, 0x0e, 2, 0, 0, 0]) {
        Operator::BrTable { targets } => targets,
        other => unreachable!("{other:?}"),
    }
}

macro_rules! examples_of {
    ($( @$proposal:ident $op:ident $({ $($arg:ident: $argty:ty),* })? => $visit:ident ($($ann:tt)*) )*) => {
        /// The examples of wasmparser's operators by `choice`.
        fn chosen(choice: Choice) -> Vec<Example> {
            vec![$({
                let mut nth = 0;
                let mut _next = || { nth += 1; nth - 1 };
                let operator = Operator::$op $({ $($arg: Immediate::example(choice, _next())),* })?;
                Example { proposal: stringify!($proposal), name: stringify!($op), operator }
            }),*]
        }
    };
}

wasmparser::for_each_operator!(examples_of);

/// Every instruction with each of its immediates, those of one after the other.
pub(super) fn all() -> Vec<Example> {
    let choices = (0..INDICES).flat_map(|first| (0..2).map(move |second| (first, second)));
    let choices = choices.flat_map(|(first, second)| (0..5).map(move |align| (first, second, align)));
    let choices =
        choices.flat_map(|(first, second, align)| (0..TYPES.len()).map(move |ty| Choice { first, second, align, ty }));
    let mut by_instruction: Vec<Vec<Example>> = Vec::new();
    for choice in choices {
        let examples = chosen(choice);
        by_instruction.resize_with(examples.len(), Vec::new);
        for (same, example) in by_instruction.iter_mut().zip(examples) {
            if same.iter().all(|other| other.operator != example.operator) {
                same.push(example);
            }
        }
    }
    by_instruction.into_iter().flatten().collect()
}
