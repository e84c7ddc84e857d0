//! Which compiler is asked for, as it is typed: `--compiler protoc`.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use crate::plugin::EXTENSION;

pub(crate) const PROTOC: &str = "protoc";
pub(crate) const BUILT_IN: &str = "builtin";
/// What the compiler that is part of bufwasm was, and scripts may still call it.
const PROTOX: &str = "protox";

/// What `--compiler` asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    /// protoc, wherever it is found.
    Protoc,
    /// The compiler that is part of bufwasm.
    BuiltIn,
    /// protoc, in this file.
    File(OsString),
}

impl Choice {
    /// Reads what was typed.
    pub(crate) fn parse(typed: &str) -> std::result::Result<Self, String> {
        match typed {
            PROTOC => Ok(Self::Protoc),
            BUILT_IN | PROTOX => Ok(Self::BuiltIn),
            path if Path::new(path).extension() == Some(OsStr::new(EXTENSION)) => Ok(Self::File(path.into())),
            _ => Err(format!("it must be {PROTOC}, {BUILT_IN} or the path of a protoc.wasm")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_compiler_is_a_name_or_a_module() {
        for (typed, choice) in [
            ("protoc", Choice::Protoc),
            ("builtin", Choice::BuiltIn),
            ("protox", Choice::BuiltIn),
            ("./protoc.wasm", Choice::File("./protoc.wasm".into())),
        ] {
            assert_eq!(Choice::parse(typed), Ok(choice));
        }
        assert!(Choice::parse("/usr/bin/protoc").is_err() && Choice::parse("").is_err());
    }
}
