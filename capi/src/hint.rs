//! What would help: the remedy beside an error of the library's, in terms of the header.

use bufwasm::{Error, Remedy, UnknownAbi};
use bufwasm_codegen::{GenerateError, ProtoError};

/// What would help against `error`.
pub(crate) fn remedy(error: &Error) -> Option<String> {
    match error {
        Error::BadSection(_) => Some("remove it with bufwasm_section_strip".into()),
        Error::UnknownAbi(UnknownAbi::Number { .. } | UnknownAbi::MissingEntry { .. }) => {
            Some("say what it is with BUFWASM_ABI_WASI or BUFWASM_ABI_GO_JS".into())
        }
        _ => error.remedy().map(|remedy| higher(error, remedy)),
    }
}

/// What would help against a mistake in .proto files.
pub(crate) fn proto_error(error: &ProtoError) -> Option<&'static str> {
    let message = &*error.message;
    if message.ends_with("not known to this compiler") {
        Some("protoc knows them: set protoc to a plugin that was compiled from a protoc.wasm")
    } else if message == "File not found." {
        Some("add the file to sources, under the name that it is imported by")
    } else {
        None
    }
}

/// What would help against an answer that cannot be used.
pub(crate) fn generate(error: &GenerateError) -> Option<&'static str> {
    Some(match error {
        GenerateError::Unsupported { .. } => "use a newer release of the plugin, or do without the feature",
        GenerateError::NoResponse(_) => {
            "a protoc plugin writes its answer to stdout, and nothing else; bufwasm_plugin_run shows what it writes"
        }
        GenerateError::Duplicate { .. } => "give the plugins different parameters, or generate with one at a time",
        GenerateError::NoFileToInsertIn { .. } => "the plugin that writes the file comes first",
        _ => return None,
    })
}

/// How to set the limit that `error` met as `remedy` wants it. Fields are called as the library calls its limits.
fn higher(error: &Error, remedy: Remedy) -> String {
    let bounds = remedy.limit.bounds();
    let field = bounds.name;
    match (error, remedy.to) {
        (_, None) => format!("a {field} of {} is the most there can be", bounds.maximum),
        (Error::MemoryFloor { .. } | Error::TableFloor { .. }, Some(to)) => format!("allow it with a {field} of {to}"),
        (Error::StackExhausted { .. }, Some(to)) => {
            format!("allow deeper calls with a {field} of {to}, unless the plugin recurses for ever")
        }
        (_, Some(to)) => format!("allow more with a {field} of {to}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn remedies_name_a_field_and_a_value_that_would_work() {
        for (error, remedy) in [
            (Error::MemoryFloor { needed: 9000, cap: 8192 }, "allow it with a memory_pages of 18000"),
            (Error::MemoryFloor { needed: 65537, cap: 8192 }, "a memory_pages of 65536 is the most there can be"),
            (Error::TableFloor { needed: 20_000_000, limit: 10 }, "allow it with a table_elements of 40000000"),
            (Error::OutOfFuel { limit: 1000 }, "allow more with a fuel of 2000"),
            (Error::OutputLimit { stream: "stderr", limit: 512 }, "allow more with a stderr_bytes of 1024"),
            (Error::Timeout { limit: Duration::from_millis(1) }, "allow more with a timeout_ns of 1000000000"),
        ] {
            assert_eq!(super::remedy(&error).as_deref(), Some(remedy), "{error}");
        }
    }
}
