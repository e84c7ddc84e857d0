//! Opcodes by their names, as far as anyone here asks for them.

pub(crate) const UNREACHABLE: u8 = 0x00;
pub(crate) const NOP: u8 = 0x01;
pub(crate) const BLOCK: u8 = 0x02;
pub(crate) const LOOP: u8 = 0x03;
pub(crate) const IF: u8 = 0x04;
pub(crate) const ELSE: u8 = 0x05;
pub(crate) const END: u8 = 0x0b;
pub(crate) const BR: u8 = 0x0c;
pub(crate) const BR_IF: u8 = 0x0d;
pub(crate) const BR_TABLE: u8 = 0x0e;
pub(crate) const RETURN: u8 = 0x0f;
pub(crate) const CALL: u8 = 0x10;
pub(crate) const CALL_INDIRECT: u8 = 0x11;
pub(crate) const RETURN_CALL: u8 = 0x12;
pub(crate) const RETURN_CALL_INDIRECT: u8 = 0x13;
pub(crate) const DROP: u8 = 0x1a;
pub(crate) const SELECT: u8 = 0x1b;
/// `select` with a type.
pub(crate) const TYPED_SELECT: u8 = 0x1c;
pub(crate) const LOCAL_GET: u8 = 0x20;
pub(crate) const LOCAL_SET: u8 = 0x21;
pub(crate) const LOCAL_TEE: u8 = 0x22;
pub(crate) const GLOBAL_GET: u8 = 0x23;
pub(crate) const GLOBAL_SET: u8 = 0x24;
pub(crate) const TABLE_SET: u8 = 0x26;
pub(crate) const I32_LOAD: u8 = 0x28;
pub(crate) const I64_LOAD: u8 = 0x29;
pub(crate) const I32_LOAD8_S: u8 = 0x2c;
pub(crate) const I64_LOAD8_S: u8 = 0x30;
pub(crate) const I64_LOAD16_U: u8 = 0x33;
pub(crate) const I64_LOAD32_S: u8 = 0x34;
pub(crate) const I64_LOAD32_U: u8 = 0x35;
pub(crate) const I32_STORE: u8 = 0x36;
pub(crate) const LAST_STORE: u8 = 0x3e;
pub(crate) const MEMORY_SIZE: u8 = 0x3f;
pub(crate) const MEMORY_GROW: u8 = 0x40;
pub(crate) const I32_CONST: u8 = 0x41;
pub(crate) const I64_CONST: u8 = 0x42;
pub(crate) const F32_CONST: u8 = 0x43;
pub(crate) const F64_CONST: u8 = 0x44;
pub(crate) const I32_EQZ: u8 = 0x45;
pub(crate) const I32_EQ: u8 = 0x46;
pub(crate) const I32_NE: u8 = 0x47;
pub(crate) const I32_GE_U: u8 = 0x4f;
pub(crate) const I64_EQZ: u8 = 0x50;
pub(crate) const I64_EQ: u8 = 0x51;
pub(crate) const I64_GE_U: u8 = 0x5a;
pub(crate) const F64_GE: u8 = 0x66;
pub(crate) const I32_ADD: u8 = 0x6a;
pub(crate) const I32_SUB: u8 = 0x6b;
pub(crate) const I32_AND: u8 = 0x71;
pub(crate) const I32_OR: u8 = 0x72;
pub(crate) const I32_XOR: u8 = 0x73;
pub(crate) const I64_ADD: u8 = 0x7c;
pub(crate) const I32_WRAP_I64: u8 = 0xa7;
pub(crate) const I64_EXTEND_I32_S: u8 = 0xac;
pub(crate) const I64_EXTEND_I32_U: u8 = 0xad;
/// The last of those from [`I32_EQZ`] on that nothing comes behind.
pub(crate) const LAST_PLAIN: u8 = 0xc4;
pub(crate) const REF_NULL: u8 = 0xd0;
pub(crate) const REF_IS_NULL: u8 = 0xd1;
pub(crate) const REF_FUNC: u8 = 0xd2;

/// These are followed by a number, which is the rest of the opcode.
pub(crate) const BULK: u8 = 0xfc;
pub(crate) const VECTOR: u8 = 0xfd;
pub(crate) const ATOMIC: u8 = 0xfe;

/// `table.grow`, behind [`BULK`].
pub(crate) const TABLE_GROW: u8 = 0x0f;
