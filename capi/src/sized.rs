//! Structs that callers fill in, and that may grow: they begin with their own size.

use std::mem::MaybeUninit;
use std::{ptr, slice};

use crate::call_error::CallError;

/// A struct that callers fill in.
///
/// A later version of the library may append fields. A caller that does not know them passes a smaller struct, and they are
/// 0 then. A caller that knows more than the library passes a larger one, and must leave 0 what the library does not know.
///
/// # Safety
///
/// It is `repr(C)`, its first field is `struct_size: usize`, and all its bytes may be 0.
pub(crate) unsafe trait SizedStruct: Copy {
    /// Its name in errors.
    const NAME: &'static str;

    /// Bytes of its first version: once it has grown, the offset of the first field that was appended.
    const FIRST_SIZE: usize = size_of::<Self>();

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
pub(crate) unsafe fn read<T: SizedStruct>(pointer: *const T) -> Result<T, CallError> {
    let mut known = T::zeroed();
    if !pointer.is_null() {
        // SAFETY: the caller's promise.
        let size = unsafe { check(pointer) }?;
        // SAFETY: both have that many bytes, and what is not copied is 0, which every field may be.
        unsafe { ptr::copy_nonoverlapping(pointer.cast::<u8>(), (&raw mut known).cast(), size) };
    }
    Ok(known)
}

/// Sets all fields of the struct at `pointer` that its owner knows, except for its size. Does nothing if that is NULL.
///
/// # Safety
///
/// As for [`read`], and nobody else uses the struct meanwhile.
pub(crate) unsafe fn write<T: SizedStruct>(pointer: *mut T, value: T) -> Result<(), CallError> {
    if !pointer.is_null() {
        // SAFETY: the caller's promise.
        let size = unsafe { check(pointer) }?;
        let (from, to, first) = ((&raw const value).cast::<u8>(), pointer.cast::<u8>(), size_of::<usize>());
        // SAFETY: both have that many bytes, of which the first field is left out.
        unsafe { ptr::copy_nonoverlapping(from.add(first), to.add(first), size - first) };
    }
    Ok(())
}

/// How many bytes the struct at `pointer` and this library's have in common.
///
/// # Safety
///
/// `pointer` is not NULL, and there are as many initialised bytes as the `struct_size` there says.
pub(crate) unsafe fn check<T: SizedStruct>(pointer: *const T) -> Result<usize, CallError> {
    let (name, least, known) = (T::NAME, T::FIRST_SIZE, size_of::<T>());
    if !pointer.is_aligned() {
        return Err(CallError::usage(format!("{name} is at an address where no such struct can be")));
    }
    // SAFETY: aligned, and the first field of such a struct is its size.
    let size = unsafe { pointer.cast::<usize>().read() };
    if !(least..=MOST_BYTES).contains(&size) {
        return Err(CallError::usage(format!("the struct_size of {name} is {size}, and must be at least {least}")));
    }
    let common = size.min(known);
    // SAFETY: the caller promises `size` bytes, and `common` is no more than that.
    let beyond = unsafe { slice::from_raw_parts(pointer.cast::<u8>().add(common), size - common) };
    if beyond.iter().any(|&byte| byte != 0) {
        let version = env!("CARGO_PKG_VERSION");
        return Err(CallError::usage(format!("{name} has a field set that bufwasm {version} does not know")));
    }
    Ok(common)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::mem::offset_of;

    #[repr(C)]
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    struct Known {
        struct_size: usize,
        value: usize,
        appended: usize,
    }

    // SAFETY: the first field is the size, and numbers may be 0.
    unsafe impl SizedStruct for Known {
        const NAME: &'static str = "known";
        const FIRST_SIZE: usize = offset_of!(Known, appended);
    }

    const WORD: usize = size_of::<usize>();

    #[test]
    fn a_struct_may_be_shorter_than_known_and_longer_if_the_rest_is_zero() {
        for (size, newer, expected) in [
            (WORD, 9, None),
            (2 * WORD, 9, Some((7, 0))),
            (3 * WORD, 9, Some((7, 8))),
            (4 * WORD, 0, Some((7, 8))),
            (4 * WORD, 9, None),
            (0, 0, None),
            (usize::MAX, 0, None),
        ] {
            let given = [size, 7, 8, newer];
            // SAFETY: no size here is more than that of `given`, or it is refused.
            let known = unsafe { read(given.as_ptr().cast::<Known>()) };
            assert_eq!(known.ok().map(|known| (known.value, known.appended)), expected, "{size} bytes, then {newer}");
        }
    }

    #[test]
    fn only_what_the_owner_knows_is_written() {
        for (size, expected) in [(2, [2 * WORD, 1, 0, 0]), (3, [3 * WORD, 1, 2, 0]), (4, [4 * WORD, 1, 2, 0])] {
            let mut owned = [size * WORD, 0, 0, 0];
            // SAFETY: no size here is more than that of `owned`.
            unsafe { write(owned.as_mut_ptr().cast(), Known { struct_size: 0, value: 1, appended: 2 }) }.unwrap();
            assert_eq!(owned, expected);
        }
    }

    #[test]
    fn no_struct_means_defaults() {
        // SAFETY: NULL is allowed.
        assert_eq!(unsafe { read::<Known>(ptr::null()) }.unwrap(), Known::zeroed());
    }
}
