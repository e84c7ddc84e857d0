//! Which compiler is meant, and where it is.

use super::{Chosen, no_protoc};
use crate::compiler_choice::{Choice, PROTOC};
use crate::failure::Result;
use crate::plugin::{self, EXTENSION, Plugin};

impl Choice {
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
