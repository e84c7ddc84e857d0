//! What C points to: text, bytes, and arrays of them.

use std::ffi::c_char;
use std::{ptr, slice};

use crate::call_error::CallError;

/// UTF-8 text of `len` bytes.
///
/// Text from the library ends with a NUL, which `len` does not count; there, a `data` of NULL means that there is no
/// such text. Text that you pass in needs no NUL, and its `data` may be NULL if its `len` is 0.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Text {
    /// The first byte.
    pub data: *const c_char,
    /// How many bytes there are.
    pub len: usize,
}

/// Any `len` bytes. `data` may be NULL if `len` is 0.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Bytes {
    /// The first byte.
    pub data: *const u8,
    /// How many bytes there are.
    pub len: usize,
}

/// A file for a plugin to see.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct File {
    /// Its path from the root, as the plugin sees it: `etc/rules` or `/etc/rules`. One that ends in `/` and has no contents
    /// is a directory, in which there need be nothing.
    pub path: Text,
    /// What it holds.
    pub contents: Bytes,
}

impl Text {
    /// The text, called `what` in errors.
    ///
    /// # Safety
    ///
    /// `data` points to `len` bytes that stay as they are for `'a`.
    pub(crate) unsafe fn read<'a>(self, what: &str) -> Result<&'a str, CallError> {
        // SAFETY: the caller's promise.
        let bytes = unsafe { elements(self.data.cast::<u8>(), self.len, what) }?;
        std::str::from_utf8(bytes).map_err(|error| CallError::usage(format!("{what} is not UTF-8: {error}")))
    }
}

impl Default for Text {
    /// No text.
    fn default() -> Self {
        Self { data: ptr::null(), len: 0 }
    }
}

impl Bytes {
    /// The bytes, called `what` in errors.
    ///
    /// # Safety
    ///
    /// `data` points to `len` bytes that stay as they are for `'a`.
    pub(crate) unsafe fn read<'a>(self, what: &str) -> Result<&'a [u8], CallError> {
        // SAFETY: the caller's promise.
        unsafe { elements(self.data, self.len, what) }
    }
}

impl Default for Bytes {
    /// No bytes.
    fn default() -> Self {
        Self { data: ptr::null(), len: 0 }
    }
}

/// Copies of the `count` texts at `data`.
///
/// # Safety
///
/// `data` points to `count` texts, each of which points to its bytes.
pub(crate) unsafe fn texts(data: *const Text, count: usize, what: &str) -> Result<Vec<String>, CallError> {
    // SAFETY: the caller's promise.
    let texts = unsafe { elements(data, count, what) }?;
    // SAFETY: the caller's promise.
    texts.iter().map(|text| unsafe { text.read(what) }.map(ToOwned::to_owned)).collect()
}

/// The paths and contents of the `count` files at `data`.
///
/// # Safety
///
/// `data` points to `count` files, whose paths and contents stay as they are for `'a`.
pub(crate) unsafe fn files<'a>(data: *const File, count: usize) -> Result<Vec<(&'a str, &'a [u8])>, CallError> {
    // SAFETY: the caller's promise.
    let files = unsafe { elements(data, count, "files") }?;
    let read = |file: &File| {
        // SAFETY: the caller's promise.
        Ok(unsafe { (file.path.read("a file's path")?, file.contents.read("a file's contents")?) })
    };
    files.iter().map(read).collect()
}

/// The `len` elements at `data`; an error if no memory can be like that.
///
/// # Safety
///
/// `data` points to `len` elements that stay as they are for `'a`. It need not if `len` is 0 or more than an address
/// space holds, or `data` is NULL or not aligned.
pub(crate) unsafe fn elements<'a, T>(data: *const T, len: usize, what: &str) -> Result<&'a [T], CallError> {
    if len == 0 {
        return Ok(&[]);
    }
    if data.is_null() {
        return Err(CallError::usage(format!("{what} is NULL, and its length {len}")));
    }
    if !data.is_aligned() {
        return Err(CallError::usage(format!("{what} is at an address where no such thing can be")));
    }
    let bytes = len.checked_mul(size_of::<T>()).filter(|&bytes| isize::try_from(bytes).is_ok());
    if bytes.and_then(|bytes| data.addr().checked_add(bytes)).is_none() {
        return Err(CallError::usage(format!("{what} has a length of {len}, which is more than memory can hold")));
    }
    // SAFETY: not NULL, aligned, inside the address space, and for the rest the caller's promise.
    Ok(unsafe { slice::from_raw_parts(data, len) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_memory_can_be_is_an_error() {
        let words = [1_u64, 2];
        for (why, data, len) in [
            ("NULL", ptr::null(), 1),
            ("longer than an address space", words.as_ptr(), usize::MAX),
            ("longer than an object can be", words.as_ptr(), usize::MAX / 16 + 1),
            ("not aligned", words.as_ptr().wrapping_byte_add(1), 1),
        ] {
            // SAFETY: none of these is read.
            assert!(unsafe { elements(data, len, "words") }.is_err(), "{why}");
        }
        // SAFETY: NULL is not read if there is nothing to read; the other is an array.
        let (nothing, all) = unsafe { (elements(ptr::null::<u64>(), 0, ""), elements(words.as_ptr(), 2, "")) };
        assert_eq!((nothing.unwrap(), all.unwrap()), (&[][..], &words[..]));
    }
}
