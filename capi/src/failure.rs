//! Errors on their way to C.

use std::any::Any;

use bufwasm::ErrorKind;

use crate::hint;

/// An error on its way to C.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) kind: ErrorKind,
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
    pub(crate) exit_code: Option<u32>,
    pub(crate) stderr: Option<String>,
}

impl Failure {
    fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), hint: None, exit_code: None, stderr: None }
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

impl From<bufwasm::Error> for Failure {
    fn from(error: bufwasm::Error) -> Self {
        let stderr = error.stderr().map(ToOwned::to_owned);
        let failure = Self::new(error.kind(), error.to_string());
        Self { hint: hint::remedy(&error), exit_code: error.exit_code(), stderr, ..failure }
    }
}
