//! Where C calls Rust: results become errors to free, and panics become errors too.

use std::mem::MaybeUninit;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::call_error::CallError;
use crate::error::Error;

/// Does `body`, for a function that returns an error or NULL.
///
/// That `body` may see what a panic left behind is no danger: what runs share is either never changed or only added to,
/// under locks that a panic releases, and what one run changes is gone with it.
pub(crate) fn guarded(body: impl FnOnce() -> Result<(), CallError>) -> Option<Box<Error>> {
    let failure = match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(())) => return None,
        Ok(Err(failure)) => failure,
        Err(panic) => CallError::panic(&*panic),
    };
    Some(Box::new(failure.into()))
}

/// Writes what `make` gives to `out`, which is called `name` in errors; NULL if it fails.
pub(crate) fn create<T>(
    out: Option<&mut MaybeUninit<Option<Box<T>>>>,
    name: &str,
    make: impl FnOnce() -> Result<T, CallError>,
) -> Option<Box<Error>> {
    guarded(|| {
        let out = required(out, name)?;
        out.write(None);
        out.write(Some(Box::new(make()?)));
        Ok(())
    })
}

/// The argument `name`, which must not be NULL.
pub(crate) fn required<T>(argument: Option<T>, name: &str) -> Result<T, CallError> {
    argument.ok_or_else(|| CallError::usage(format!("{name} is NULL")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn a_panic_becomes_an_error() {
        type Body = fn() -> Result<(), CallError>;
        let panics: [(Body, &str); 3] = [
            (|| panic!("no {}", 1), "no 1"),
            (|| panic!("none"), "none"),
            (|| std::panic::panic_any(7), "without a message"),
        ];
        for (panicking, text) in panics {
            let error = guarded(panicking).unwrap();
            assert_eq!(error.kind, ErrorKind::Internal);
            // SAFETY: the text is the error's own.
            let message = unsafe { error.message.read("message") }.unwrap();
            assert!(message.contains(text), "{message}");
        }
    }

    #[test]
    fn what_fails_gives_null() {
        let mut out = MaybeUninit::<Option<Box<u8>>>::uninit();
        assert!(create(Some(&mut out), "out", || panic!("halfway")).is_some());
        // SAFETY: it was written.
        assert_eq!(unsafe { out.assume_init() }, None);
        assert!(create(None, "out", || Ok(1)).is_some());
    }

    #[test]
    fn a_plugin_runs_again_after_a_panic() {
        let hello = include_bytes!("../../cli/tests/guests/hello.wat");
        let plugin = bufwasm::PluginExecutor::new().compile("hello", &wat::parse_bytes(hello).unwrap()).unwrap();
        let mut response = Vec::new();
        let mut run = |on_instantiated: &mut dyn FnMut()| {
            let options = bufwasm::RunOptions { on_instantiated: Some(on_instantiated), ..Default::default() };
            guarded(|| Ok(plugin.run(&mut std::io::empty(), &mut response, &mut std::io::sink(), options)?))
        };
        assert_eq!(run(&mut || panic!("before the first instruction")).unwrap().kind, ErrorKind::Internal);
        assert!(run(&mut || ()).is_none());
        assert_eq!(response, b"hello\n");
    }
}
