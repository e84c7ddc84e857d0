//! Structs that callers fill in, and that may grow: they begin with their own size.

use std::mem::MaybeUninit;
use std::slice;

use crate::error::Failure;

/// A struct that callers fill in.
///
/// A later version of the library may append fields. A caller that knows more of them than this library may leave those 0,
/// which means what it meant before there was such a field.
///
/// # Safety
///
/// It is `repr(C)`, its first field is `struct_size: usize`, and all its bytes may be 0.
pub(crate) unsafe trait SizedStruct: Copy {
    /// Its name in errors.
    const NAME: &'static str;

    /// The struct in which every field has its default.
    fn zeroed() -> Self {
        // SAFETY: all bytes may be 0, as the trait demands.
        unsafe { MaybeUninit::zeroed().assume_init() }
    }
}

/// Bytes that no such struct has: a size above is a field that was never set.
const MOST_BYTES: usize = 4096;

/// The struct at `pointer`; the defaults if that is NULL.
///
/// # Safety
///
/// `pointer` is NULL, or there are as many initialised bytes as the `struct_size` there says.
pub(crate) unsafe fn read<T: SizedStruct>(pointer: *const T) -> Result<T, Failure> {
    if pointer.is_null() {
        return Ok(T::zeroed());
    }
    // SAFETY: the caller's promise.
    unsafe { check(pointer) }?;
    // SAFETY: aligned and large enough, as was checked, and initialised, as the caller promises.
    Ok(unsafe { pointer.read() })
}

/// Whether the struct at `pointer` is one that this library can read and write.
///
/// # Safety
///
/// `pointer` is not NULL, and there are as many initialised bytes as the `struct_size` there says.
pub(crate) unsafe fn check<T: SizedStruct>(pointer: *const T) -> Result<(), Failure> {
    let (name, known) = (T::NAME, size_of::<T>());
    if !pointer.is_aligned() {
        return Err(Failure::usage(format!("{name} is at an address where no such struct can be")));
    }
    // SAFETY: aligned, and the first field of such a struct is its size.
    let size = unsafe { pointer.cast::<usize>().read() };
    if !(known..=MOST_BYTES).contains(&size) {
        return Err(Failure::usage(format!("the struct_size of {name} is {size}, and must be at least {known}")));
    }
    // SAFETY: the caller promises `size` bytes, and `known` is no more than that.
    let beyond = unsafe { slice::from_raw_parts(pointer.cast::<u8>().add(known), size - known) };
    if beyond.iter().any(|&byte| byte != 0) {
        let version = env!("CARGO_PKG_VERSION");
        return Err(Failure::usage(format!("{name} has a field set that bufwasm {version} does not know")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[repr(C)]
    #[derive(Clone, Copy)]
    struct Known {
        struct_size: usize,
        value: usize,
    }

    // SAFETY: the first field is the size, and numbers may be 0.
    unsafe impl SizedStruct for Known {
        const NAME: &'static str = "known";
    }

    /// What is read of a struct that has one field more than this library knows.
    fn value(struct_size: usize, newer: usize) -> Result<usize, Failure> {
        let given = [struct_size, 7, newer];
        // SAFETY: no size in these tests is more than that of `given`, or it is refused.
        unsafe { read(given.as_ptr().cast::<Known>()) }.map(|known| known.value)
    }

    #[test]
    fn a_struct_may_be_longer_than_known_if_the_rest_is_zero() {
        let word = size_of::<usize>();
        assert_eq!(value(2 * word, 1).unwrap(), 7, "the rest is not part of it");
        assert_eq!(value(3 * word, 0).unwrap(), 7);
        for (size, newer) in [(3 * word, 1), (word, 0), (0, 0), (usize::MAX, 0)] {
            assert!(value(size, newer).is_err(), "{size} bytes");
        }
    }

    #[test]
    fn no_struct_means_defaults() {
        // SAFETY: NULL is allowed.
        assert_eq!(unsafe { read::<Known>(std::ptr::null()) }.unwrap().value, 0);
    }
}
