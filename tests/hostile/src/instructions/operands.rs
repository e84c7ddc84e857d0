//! Which operands an instruction takes, and what it gives: found out by validating it.

use wasmparser::{
    BlockType, FuncToValidate, FuncValidator, Operator, Parser, Payload, ValType, ValidPayload, Validator,
    ValidatorResources, WasmFeatures,
};

use super::module::{self, TYPES};

/// An instruction with its immediates, as it validates.
#[derive(Clone, Debug)]
pub(super) struct Typed {
    pub(super) operator: Operator<'static>,
    /// The types of its operands, by their places in [`TYPES`].
    pub(super) operands: Vec<usize>,
    /// The types of its results.
    pub(super) results: Vec<usize>,
    /// Whether what stands behind it is never reached.
    pub(super) is_last: bool,
}

/// The most operands that an instruction is tried with.
const MOST_OPERANDS: u32 = 3;

/// A function in the module that instructions are run in.
pub(super) struct Typing {
    function: FuncToValidate<ValidatorResources>,
}

impl Typing {
    pub(super) fn new() -> Self {
        let wasm = module::around(&[]);
        let mut validator = Validator::new_with_features(WasmFeatures::all());
        let mut function = None;
        for payload in Parser::new(0).parse_all(&wasm) {
            let payload = payload.expect("the module is well-formed");
            let is_body = matches!(payload, Payload::CodeSectionEntry(_));
            if let ValidPayload::Func(next, _) = validator.payload(&payload).expect("the module is valid")
                && is_body
            {
                function = Some(next);
            }
        }
        Self { function: function.expect("the last function is the one of the instruction's") }
    }

    /// Every list of operands with which `operator` validates, of those lists that are shortest.
    pub(super) fn ways(&self, operator: &Operator<'static>) -> Vec<Typed> {
        let lists = |length: u32| (0..TYPES.len().pow(length)).map(move |number| digits(number, length));
        let tried = (0..=MOST_OPERANDS)
            .map(|length| lists(length).filter_map(|operands| self.with(operator, operands)).collect::<Vec<_>>());
        tried.into_iter().find(|ways| !ways.is_empty()).unwrap_or_default()
    }

    fn with(&self, operator: &Operator<'static>, operands: Vec<usize>) -> Option<Typed> {
        let FuncToValidate { resources, index, ty, features } = &self.function;
        let function = FuncToValidate { resources, index: *index, ty: *ty, features: *features };
        let mut validator = function.into_validator(Default::default());
        for ty in module::LOCALS {
            validator.define_locals(0, 1, ty).ok()?;
        }
        validator.op(0, &Operator::Block { blockty: BlockType::Empty }).ok()?;
        frame_before(operator).iter().try_for_each(|before| validator.op(0, before)).ok()?;
        for &ty in &operands {
            validator.op(0, &Operator::LocalGet { local_index: ty as u32 }).ok()?;
        }
        let below = validator.operand_stack_height() - operands.len() as u32;
        validator.op(0, operator).ok()?;
        let is_last = validator.get_control_frame(0)?.unreachable;
        let results = if is_last { Vec::new() } else { results(&validator, below)? };
        Some(Typed { operator: operator.clone(), operands, results, is_last })
    }
}

/// The same as [`super::body::frames`] has before an instruction.
fn frame_before(operator: &Operator<'_>) -> &'static [Operator<'static>] {
    const EMPTY: BlockType = BlockType::Empty;
    match operator {
        Operator::Else => &[Operator::I32Const { value: 1 }, Operator::If { blockty: EMPTY }],
        Operator::End => &[Operator::Block { blockty: EMPTY }],
        _ => &[],
    }
}

/// The types of what lies above `below` operands. What a block's end leaves is not above what it begins with.
fn results(validator: &FuncValidator<&ValidatorResources>, below: u32) -> Option<Vec<usize>> {
    let count = validator.operand_stack_height().saturating_sub(below);
    (0..count as usize).rev().map(|depth| place(validator.get_operand_type(depth)??)).collect()
}

/// A reference to a function of a known type is one to a function.
fn place(ty: ValType) -> Option<usize> {
    let ty = match ty {
        ValType::Ref(reference) if reference.is_concrete_type_ref() => ValType::FUNCREF,
        other => other,
    };
    TYPES.iter().position(|other| *other == ty)
}

/// The `length` digits of `number`, whose base is the number of types.
fn digits(mut number: usize, length: u32) -> Vec<usize> {
    (0..length)
        .map(|_| {
            let digit = number % TYPES.len();
            number /= TYPES.len();
            digit
        })
        .collect()
}
