//! `bufwasm_reader` and `bufwasm_writer`: a plugin's streams, as callbacks of the caller's.

use std::ffi::c_void;
use std::io;

/// Takes all `len` bytes at `data`, and returns 0. Any other result is a failure, which ends the run with an error of
/// the kind `BUFWASM_ERROR_KIND_IO` unless the plugin ends first.
///
/// It gets the `context` next to it. `len` is never 0. The bytes are valid only until it returns.
pub type Write = Option<unsafe extern "C" fn(context: *mut c_void, data: *const u8, len: usize) -> i32>;

/// Fills up to `capacity` bytes at `buffer`, sets `len` to their number, and returns 0. Any other result is a failure:
/// the plugin sees an input error, and the caller an error of the kind `BUFWASM_ERROR_KIND_IO`.
///
/// It gets the `context` next to it. `capacity` is never 0. `len` is 0 at first; leaving it so means the end of the
/// stream.
pub type Read =
    Option<unsafe extern "C" fn(context: *mut c_void, buffer: *mut u8, capacity: usize, len: *mut usize) -> i32>;

/// Where one of the plugin's output streams goes.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Writer {
    /// Called whenever the plugin writes; with NULL, all output is dropped.
    pub write: Write,
    /// Passed on to `write`.
    pub context: *mut c_void,
}

/// Where one of the plugin's input streams comes from.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Reader {
    /// Called whenever the plugin reads; NULL stands for an empty stream.
    pub read: Read,
    /// Passed on to `read`.
    pub context: *mut c_void,
}

/// A stream that calls back to C.
pub(crate) struct Callback<S>(S);

impl<S> Callback<S> {
    /// The stream `callbacks`.
    ///
    /// # Safety
    ///
    /// The function in it may be called with its context, and does what its type says, as long as this lives.
    pub(crate) unsafe fn new(callbacks: S) -> Self {
        Self(callbacks)
    }
}

impl io::Write for Callback<Writer> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Writer { write: Some(write), context } = self.0 else { return Ok(bytes.len()) };
        if !bytes.is_empty() {
            // SAFETY: whoever made this promised that it may be called.
            succeeded(unsafe { write(context, bytes.as_ptr(), bytes.len()) })?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl io::Read for Callback<Reader> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Reader { read: Some(read), context } = self.0 else { return Ok(0) };
        let (mut len, capacity) = (0, buffer.len());
        if capacity > 0 {
            // SAFETY: whoever made this promised that it may be called.
            succeeded(unsafe { read(context, buffer.as_mut_ptr(), capacity, &mut len) })?;
        }
        if len > capacity {
            return Err(io::Error::other(format!("the callback says that it read {len} bytes into {capacity}")));
        }
        Ok(len)
    }
}

/// Passes whole lines on, each as one write; what failed once is not tried again.
pub(crate) struct Lines<S> {
    sink: S,
    line: Vec<u8>,
}

impl<S> Lines<S> {
    pub(crate) fn new(sink: S) -> Self {
        Self { sink, line: Vec::new() }
    }
}

impl<S: io::Write> io::Write for Lines<S> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.line.extend_from_slice(bytes);
        if bytes.ends_with(b"\n") {
            self.sink.write_all(&std::mem::take(&mut self.line))?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
}

fn succeeded(code: i32) -> io::Result<()> {
    match code {
        0 => Ok(()),
        code => Err(io::Error::other(format!("the callback returned {code}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use io::{Read as _, Write as _};
    use std::ptr;

    /// Writes an `x`, and claims as many bytes as the context is, as a number.
    unsafe extern "C" fn claim(context: *mut c_void, buffer: *mut u8, _: usize, len: *mut usize) -> i32 {
        // SAFETY: as the type says, both can be written to.
        unsafe {
            *buffer = b'x';
            *len = context.addr();
        }
        0
    }

    #[test]
    fn a_reader_that_claims_too_much_has_failed() {
        for (claimed, read) in [(0, Some(0)), (1, Some(1)), (4, Some(4)), (5, None), (usize::MAX, None)] {
            let reader = Reader { read: Some(claim), context: ptr::without_provenance_mut(claimed) };
            // SAFETY: the callback takes any context.
            let result = unsafe { Callback::new(reader) }.read(&mut [0; 4]);
            assert_eq!(result.ok(), read, "{claimed}");
        }
    }

    #[test]
    fn what_is_not_there_is_empty_and_takes_everything() {
        let (reader, writer) =
            (Reader { read: None, context: ptr::null_mut() }, Writer { write: None, context: ptr::null_mut() });
        // SAFETY: there is nothing to call.
        let (mut reader, mut writer) = unsafe { (Callback::new(reader), Callback::new(writer)) };
        assert_eq!((reader.read(&mut [0]).unwrap(), writer.write(b"abc").unwrap()), (0, 3));
    }
}
