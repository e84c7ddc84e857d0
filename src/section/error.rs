//! What can be wrong with a module's sections.

/// Why a module's sections cannot be read, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind} (at offset {offset:#x})")]
pub struct SectionError {
    /// The byte of the file at which it shows.
    pub offset: usize,
    /// What is wrong there.
    pub kind: SectionErrorKind,
}

/// What is wrong with a module's sections.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SectionErrorKind {
    /// The file does not begin with `\0asm`.
    #[error("the file does not begin as a WebAssembly module does")]
    NoMagic,
    /// The file is a component, which holds modules but is none.
    #[error("the file is a WebAssembly component, not a core module")]
    Component,
    /// The file has a version other than 1.
    #[error("the module's version is {0}, and 1 is the only one there is")]
    Version(u32),
    /// The file ends inside a header.
    #[error("the file ends inside {0}")]
    Truncated(&'static str),
    /// A length has more than five bytes or more than 32 bits.
    #[error("{0} is no LEB128 number of 32 bits")]
    BadNumber(&'static str),
    /// A section is longer than what is left of the file.
    #[error("the section has {len} bytes, and the file has {left} left")]
    SectionTooLong {
        /// Bytes by its header.
        len: u32,
        /// Bytes to the end of the file.
        left: usize,
    },
    /// The name of a custom section is longer than the section.
    #[error("the custom section's name has {len} bytes, and the section has {left} left")]
    NameTooLong {
        /// Bytes by its header.
        len: u32,
        /// Bytes to the end of the section.
        left: usize,
    },
    /// The name of a custom section is not UTF-8.
    #[error("the custom section's name is not UTF-8")]
    NameNotUtf8,
    /// The payloads together are no message.
    #[error("the payload is no buf.alpha.wasmplugin.v1.ExecConfig: {0}")]
    Protobuf(prost::DecodeError),
}
