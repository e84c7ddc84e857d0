//! Arguments that stand in a file, as protoc has it: `@FILE` stands for the lines of FILE, each of which is one argument.
//!
//! Nothing in a line is special but that it begins with `-`; a line without anything is none. A file names no other.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use crate::failure::{Failure, Result};
use crate::generators_by_name;

/// The arguments of `bufwasm generate` with those in the place of each `@FILE`; all others are as they were.
///
/// # Errors
///
/// A file cannot be read, or is no text.
pub(crate) fn read_in(given: Vec<OsString>) -> Result<Vec<OsString>> {
    if !generators_by_name::is_generate(&given) {
        return Ok(given);
    }
    let mut read = Vec::with_capacity(given.len());
    for word in given {
        match word.to_str().and_then(|word| word.strip_prefix('@')) {
            Some(path) => read.extend(lines(Path::new(path))?),
            None => read.push(word),
        }
    }
    Ok(read)
}

fn lines(path: &Path) -> Result<Vec<OsString>> {
    let text = fs::read_to_string(path).map_err(|error| {
        let hint = "@FILE stands for the arguments in FILE; a file whose own name begins so is ./@…".to_owned();
        Failure::io("read", path, &error).hint(hint)
    })?;
    Ok(text.lines().filter(|line| !line.is_empty()).map(Into::into).collect())
}
