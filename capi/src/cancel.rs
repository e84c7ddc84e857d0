//! `bufwasm_cancel_token`: stops runs from another thread.

use bufwasm::CancellationToken;

use crate::infallible::infallible;

/// Stops the runs that it is passed to, from any thread.
pub struct CancelToken(pub(crate) CancellationToken);

/// A token that nobody has cancelled. The caller frees it with `bufwasm_cancel_token_free`; never NULL.
///
/// Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn bufwasm_cancel_token_new() -> Option<Box<CancelToken>> {
    infallible(|| Some(Box::new(CancelToken(CancellationToken::new()))))
}

/// Another handle to the same token, which is freed separately. NULL if `token` is NULL.
///
/// Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn bufwasm_cancel_token_clone(token: Option<&CancelToken>) -> Option<Box<CancelToken>> {
    infallible(|| token.map(|CancelToken(token)| Box::new(CancelToken(token.clone()))))
}

/// Ends every run that `token` or a clone of it was passed to, with an error of the kind `BUFWASM_ERROR_KIND_CANCELLED`.
///
/// Does not wait for them: each ends within about 100 ms. A token stays cancelled; the next run needs a new one. Does
/// nothing if `token` is NULL.
///
/// Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn bufwasm_cancel_token_cancel(token: Option<&CancelToken>) {
    infallible(|| token.iter().for_each(|CancelToken(token)| token.cancel()));
}

/// Whether `token` or a clone of it was cancelled. False if `token` is NULL.
///
/// Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn bufwasm_cancel_token_is_cancelled(token: Option<&CancelToken>) -> bool {
    infallible(|| token.is_some_and(|CancelToken(token)| token.is_cancelled()))
}

/// Frees the handle `token`, which no thread may use after that. Its clones stay valid. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn bufwasm_cancel_token_free(token: Option<Box<CancelToken>>) {
    infallible(|| drop(token));
}
