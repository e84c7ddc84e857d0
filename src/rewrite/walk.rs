//! Walks through a module's code, whatever is looked for there.

use super::{Extension, Splices};
use crate::encoding::{Reader, unsigned};

/// Something that is looked for among instructions, and what takes its place.
///
/// Several of them are one by [`and`](Self::and), so that code is walked through once.
pub(crate) trait Replacement {
    /// Whether the three bytes, found anywhere in code, can be what an instruction begins with that is looked for, or one before it.
    /// It is asked about all code, as fast as memory is read: compilers make vector code of comparisons that are joined by `|`
    /// and `&`, but not of those of ranges.
    fn may_begin(&self, _bytes: [u8; 3]) -> bool {
        false
    }

    /// Goes on to the function of this number among the module's own, whose locals `body` begins with. Whether it has to be looked
    /// through for more than the bytes that [`may_begin`](Self::may_begin) is asked about.
    fn enter(&mut self, _function: u32, _body: Reader<'_>) -> bool {
        false
    }

    /// What takes the place of the next instruction, if it does not stay; it may be nothing.
    fn replace(&mut self, instruction: &Instruction<'_>, module: &mut Extension) -> Option<Vec<u8>>;

    /// This and the `other`. An instruction that this makes nothing of is one that the other never sees.
    fn and<R>(self, other: R) -> Both<Self, R>
    where
        Self: Sized,
    {
        Both(self, other)
    }
}

/// An instruction of a function.
#[derive(Clone, Copy)]
pub(crate) struct Instruction<'a> {
    pub(crate) opcode: u8,
    /// All of it.
    pub(crate) bytes: &'a [u8],
}

impl<'a> Instruction<'a> {
    /// What comes behind the opcode.
    pub(crate) fn operands(&self) -> Reader<'a> {
        Reader { bytes: self.bytes, position: 1 }
    }
}

/// Two replacements: see [`Replacement::and`].
pub(crate) struct Both<A, B>(A, B);

impl<A: Replacement, B: Replacement> Replacement for Both<A, B> {
    #[inline(always)]
    fn may_begin(&self, bytes: [u8; 3]) -> bool {
        self.0.may_begin(bytes) | self.1.may_begin(bytes)
    }

    fn enter(&mut self, function: u32, body: Reader<'_>) -> bool {
        self.0.enter(function, body) | self.1.enter(function, body)
    }

    #[inline]
    fn replace(&mut self, instruction: &Instruction<'_>, module: &mut Extension) -> Option<Vec<u8>> {
        match self.0.replace(instruction, module) {
            Some(nothing) if nothing.is_empty() => Some(nothing),
            first => {
                let second = self.1.replace(instruction, module);
                first.or(second)
            }
        }
    }
}

/// Puts into `splices` what `replacement` makes of the code in `wasm`, of which `code` is the rest of the section after the number
/// of functions.
///
/// `None` if the functions cannot be told apart. A function that cannot be read stays as it is: the engine says what is wrong there.
pub(super) fn walk(
    mut code: Reader<'_>,
    replacement: &mut impl Replacement,
    module: &mut Extension,
    splices: &mut Splices,
) -> Option<()> {
    let mut function = 0;
    while !code.is_done() {
        let start = code.position;
        let length = code.number()? as usize;
        let body = Reader { bytes: code.bytes.get(..code.position.checked_add(length)?)?, position: code.position };
        if replacement.enter(function, body) | may_have(replacement, code.bytes(length)?) {
            let first = splices.len();
            if rewrite(body, replacement, module, splices).is_none() {
                splices.truncate(first);
            }
            if splices.len() > first {
                let mut longer = Vec::new();
                unsigned(length.checked_add_signed(splices.growth(first))? as u64, &mut longer);
                splices.put(start..body.position, longer);
            }
        }
        function += 1;
    }
    Some(())
}

/// Whether a function's bytes can be ones of which something is replaced.
#[inline]
fn may_have(replacement: &impl Replacement, body: &[u8]) -> bool {
    // The compiler makes vector code of a loop that does not end early. Functions end with an instruction of one byte.
    let triples = body.iter().zip(body.iter().skip(1)).zip(body.iter().skip(2));
    triples.fold(false, |any, ((first, second), third)| any | replacement.may_begin([*first, *second, *third]))
}

/// Looks through the function whose locals `body` begins with. `None` if it cannot be read.
fn rewrite(
    mut body: Reader<'_>,
    replacement: &mut impl Replacement,
    module: &mut Extension,
    splices: &mut Splices,
) -> Option<()> {
    body.skip_locals()?;
    while !body.is_done() {
        let start = body.position;
        let opcode = body.byte()?;
        body.skip(opcode)?;
        let instruction = Instruction { opcode, bytes: &body.bytes[start..body.position] };
        if let Some(bytes) = replacement.replace(&instruction, module) {
            splices.put(start..body.position, bytes);
        }
    }
    Some(())
}
