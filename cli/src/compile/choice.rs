//! Which compiler: what was typed, and what is there.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use super::{Chosen, no_protoc};
use crate::failure::Result;
use crate::plugin::{self, EXTENSION, Plugin};

pub(super) const PROTOC: &str = "protoc";
pub(super) const BUILT_IN: &str = "builtin";
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

    /// The compiler that is meant: without a choice, protoc where it is found, else the one that is part of bufwasm.
    ///
    /// # Errors
    ///
    /// The file is not there, or protoc is nowhere.
    pub(crate) fn resolve(choice: Option<&Self>) -> Result<Chosen> {
        match choice {
            Some(Self::BuiltIn) => Ok(Chosen::BuiltIn),
            Some(Self::File(path)) => Plugin::open(path).map(protoc),
            Some(Self::Protoc) => find()?.ok_or_else(no_protoc),
            None => Ok(find()?.unwrap_or(Chosen::BuiltIn)),
        }
    }
}

/// protoc beside the executable, in `BUFWASM_PATH`, or embedded.
fn find() -> Result<Option<Chosen>> {
    let directories = plugin::beside_executable().into_iter().chain(plugin::own_path());
    let mut files = directories.map(|directory| directory.join(PROTOC).with_extension(EXTENSION));
    let found = match files.find(|file| file.is_file()) {
        Some(file) => Some(Plugin::open(file.as_os_str())?),
        None => plugin::embedded(PROTOC),
    };
    Ok(found.map(protoc))
}

fn protoc(plugin: Plugin) -> Chosen {
    // Whatever its file is called: this is what it prints before its errors.
    Chosen::Protoc(Plugin { name: PROTOC.into(), ..plugin })
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
