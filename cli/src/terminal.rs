//! The terminal that stderr may be: lines about progress stand below everything else that is written there.

use std::sync::{Mutex, PoisonError};

use indicatif::MultiProgress;

/// The lines that are shown now, if any are.
static SHOWN: Mutex<Option<MultiProgress>> = Mutex::new(None);

/// From here on, `lines` are what is shown.
pub(crate) fn show(lines: Option<MultiProgress>) {
    *SHOWN.lock().unwrap_or_else(PoisonError::into_inner) = lines;
}

/// Does what writes to the terminal, without the lines that are shown, which come back behind it.
pub(crate) fn aside<T>(write: impl FnOnce() -> T) -> T {
    let shown = SHOWN.lock().unwrap_or_else(PoisonError::into_inner).clone();
    match shown {
        Some(lines) => lines.suspend(write),
        None => write(),
    }
}
