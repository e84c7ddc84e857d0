//! A function that takes the place of an instruction.

use crate::encoding::{opcode, signed, unsigned};

/// The type of a block that gives nothing.
pub(super) const NO_RESULT: u8 = 0x40;

/// What the function takes and gives, and what it does.
pub(super) struct Function {
    pub(super) params: Vec<u8>,
    pub(super) result: Option<u8>,
    /// The type of its only local, if it has one.
    pub(super) local: Option<u8>,
    pub(super) code: Code,
}

impl Function {
    /// Its locals and instructions, as a module has them.
    pub(super) fn body(&self) -> Vec<u8> {
        let locals = self.local.map_or(vec![0], |ty| vec![1, 1, ty]);
        [&*locals, &self.code.0, &[opcode::END]].concat()
    }
}

/// What an instruction loads and stores, and as what it shows it.
#[derive(Clone, Copy)]
pub(super) struct Width {
    pub(super) value: u8,
    /// The logarithm of the bytes.
    pub(super) log2: u8,
    pub(super) load: u8,
    pub(super) store: u8,
}

/// Where an instruction goes in memory, beside its operand.
pub(super) struct Place {
    pub(super) memory: u32,
    pub(super) offset: u32,
}

/// Instructions that are written one behind the other.
#[derive(Default)]
pub(super) struct Code(Vec<u8>);

impl Code {
    pub(super) fn put(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend_from_slice(bytes);
        self
    }

    /// Puts the parameter or local at `index`, of which there are few, on the stack.
    pub(super) fn get(&mut self, index: u8) -> &mut Self {
        self.put(&[opcode::LOCAL_GET, index])
    }

    /// Keeps what is on the stack as the local at `index`.
    pub(super) fn set(&mut self, index: u8) -> &mut Self {
        self.put(&[opcode::LOCAL_SET, index])
    }

    /// The same, and leaves it on the stack.
    pub(super) fn tee(&mut self, index: u8) -> &mut Self {
        self.put(&[opcode::LOCAL_TEE, index])
    }

    /// Loads or stores by `instruction`.
    pub(super) fn access(&mut self, instruction: u8, width: Width, place: &Place) {
        if place.memory == 0 {
            self.put(&[instruction, width.log2]);
        } else {
            self.put(&[instruction, width.log2 | 0x40]);
            unsigned(place.memory.into(), &mut self.0);
        }
        unsigned(place.offset.into(), &mut self.0);
    }

    /// Calls `trap` if the address is no multiple of the width. Its lowest bits are the sum's, whether that overflows or not.
    pub(super) fn trap_unless_aligned(&mut self, width: Width, place: &Place, trap: &[u8]) {
        let mask = (1 << width.log2) - 1;
        self.get(0).put(&[opcode::I32_CONST]);
        signed((place.offset & mask).into(), &mut self.0);
        self.put(&[opcode::I32_ADD, opcode::I32_CONST]);
        signed(mask.into(), &mut self.0);
        self.put(&[opcode::I32_AND, opcode::IF, NO_RESULT]).put(trap).put(&[opcode::END]);
    }
}
