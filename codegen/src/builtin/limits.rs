//! Numbers that bound what a file may hold.

use super::ast::Range;

/// The largest number of a field.
pub(super) const MAX_FIELD_NUMBER: i32 = (1 << 29) - 1;
/// The numbers that are for protobuf itself; as protoc suggests numbers, the end is not part of it.
pub(super) const OWN_FIELD_NUMBERS: Range = Range { start: 19000, end: 19999 };
/// How deep messages may be declared in each other, as in protoc.
pub(super) const MAX_MESSAGE_DEPTH: usize = 32;
/// How deep the value of an option may nest: as deep as readers of messages go unless they are told otherwise.
pub(super) const MAX_VALUE_DEPTH: usize = 100;
/// How many parts a package's name may have behind the first.
pub(super) const MAX_PACKAGE_DOTS: usize = 100;
/// How long a package's name may be, in bytes.
pub(super) const MAX_PACKAGE_NAME: usize = 511;
/// How long a full name may be, in bytes.
pub(super) const MAX_NAME: usize = 65535;
/// How many fields a message may have.
pub(super) const MAX_FIELDS: usize = 65535;
