//! Where C calls what cannot fail.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// Does `body`, for a function that cannot fail. After a panic, what it returns is empty.
pub(crate) fn infallible<T: Default>(body: impl FnOnce() -> T) -> T {
    catch_unwind(AssertUnwindSafe(body)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_gives_nothing() {
        assert!(!infallible::<bool>(|| panic!("nobody hears this")));
        assert!(infallible(|| true));
    }
}
