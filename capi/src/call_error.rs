//! Errors on their way to C.

use std::any::Any;

use bufwasm::ErrorKind;
use bufwasm_codegen::{GenerateError, ProtoError};

use crate::hint;

/// An error on its way to C.
#[derive(Debug)]
pub(crate) struct CallError {
    pub(crate) kind: ErrorKind,
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
    pub(crate) exit_code: Option<u32>,
    pub(crate) stderr: Option<String>,
    /// The plugin that it is about, where there are several.
    pub(crate) plugin: Option<Box<str>>,
    /// What is wrong in .proto files.
    pub(crate) diagnostics: Box<[ProtoError]>,
}

impl CallError {
    fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { kind, message, hint: None, exit_code: None, stderr: None, plugin: None, diagnostics: Box::default() }
    }

    /// The same failure, as one of the plugin `name`.
    pub(crate) fn of_plugin(self, name: &str) -> Self {
        Self { plugin: Some(name.into()), ..self }
    }

    /// The same failure of a plugin that had written this to stderr.
    pub(crate) fn with_stderr(self, stderr: &[u8]) -> Self {
        Self { stderr: Some(String::from_utf8_lossy(stderr).into_owned()), ..self }
    }

    /// The .proto files are wrong: all that the compiler said of them.
    pub(crate) fn proto_errors(errors: Vec<ProtoError>) -> Self {
        let lines: Vec<_> = errors.iter().map(ToString::to_string).collect();
        let hint = errors.iter().find_map(hint::proto_error).map(Into::into);
        Self { hint, diagnostics: errors.into(), ..Self::new(ErrorKind::ProtoError, lines.join("\n")) }
    }

    /// What was passed in as protoc is another program.
    pub(crate) fn no_protoc(message: String) -> Self {
        let hint = "`cargo xtask protoc` builds a protoc.wasm that tells what it would ask plugins";
        Self { hint: Some(hint.into()), ..Self::new(ErrorKind::BadResponse, message) }
    }

    /// The caller passed in what cannot be.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Usage, message)
    }

    /// A panic came to the boundary with this payload.
    pub(crate) fn panic(payload: &(dyn Any + Send)) -> Self {
        let text = payload.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("without a message");
        let hint = "this is a mistake of bufwasm's own: report it with the module and its input";
        Self { hint: Some(hint.into()), ..Self::new(ErrorKind::Internal, format!("bufwasm panicked: {text}")) }
    }
}

impl From<bufwasm::Error> for CallError {
    fn from(error: bufwasm::Error) -> Self {
        let stderr = error.stderr().map(ToOwned::to_owned);
        let failure = Self::new(error.kind(), error.to_string());
        Self { hint: hint::remedy(&error), exit_code: error.exit_code(), stderr, ..failure }
    }
}

impl From<&GenerateError> for CallError {
    fn from(error: &GenerateError) -> Self {
        match error {
            GenerateError::Proto(error) => Self::proto_errors(vec![error.clone()]),
            _ => Self { hint: hint::generate(error).map(Into::into), ..Self::new(error.kind(), error.to_string()) },
        }
    }
}
