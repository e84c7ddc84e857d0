//! Which version of the library, and of its C ABI, this is.

use std::ffi::{CStr, c_char};

/// The version of the C ABI that this header describes.
pub const BUFWASM_C_ABI_VERSION: u32 = 1;

/// The version of the library that this header belongs to: the first of its three numbers.
pub const BUFWASM_VERSION_MAJOR: u32 = 0;

/// The second number.
pub const BUFWASM_VERSION_MINOR: u32 = 1;

/// The third number.
pub const BUFWASM_VERSION_PATCH: u32 = 0;

const VERSION: &CStr = match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
    Ok(version) => version,
    Err(_) => panic!("a version holds no NUL"),
};

/// The version of the C ABI that the library was built with.
///
/// It equals `BUFWASM_C_ABI_VERSION` of the header that belongs to it. Only a change that breaks callers raises the
/// number; new functions, error kinds and fields do not.
///
/// Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn bufwasm_c_abi_version() -> u32 {
    BUFWASM_C_ABI_VERSION
}

/// The version of the library, such as `0.1.0`. Ends with a NUL and is never freed.
///
/// Thread-safe.
#[unsafe(no_mangle)]
pub extern "C" fn bufwasm_version() -> *const c_char {
    VERSION.as_ptr()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_tells_the_version_of_the_package() {
        let told = format!("{BUFWASM_VERSION_MAJOR}.{BUFWASM_VERSION_MINOR}.{BUFWASM_VERSION_PATCH}");
        assert_eq!(told, env!("CARGO_PKG_VERSION"));
    }
}
