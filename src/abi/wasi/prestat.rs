//! The directories that are open when the guest starts: the root, as descriptor 3.

use super::bind::host_functions;
use super::errno::Errno;
use super::param::{Out, Ptr, Record};
use super::record::{field, put};
use super::{Call, HostFunction, WasiState};

pub(super) const FUNCTIONS: &[HostFunction<WasiState>] =
    host_functions![fd_prestat_get(fd, prestat), fd_prestat_dir_name(fd, path, path_len)];

/// `prestat`: a directory that was open at the start.
/// ```text
///   0         4                 8
///   | 0 | ? ? ? | length of name |
/// ```
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#prestat>
struct Prestat {
    name_len: u32,
}

impl Record for Prestat {
    const SIZE: u32 = 8;

    fn store(&self, bytes: &mut [u8]) {
        put(bytes, 0, [PREOPENTYPE_DIR]);
        put(bytes, 4, self.name_len.to_le_bytes());
    }

    fn show(bytes: &[u8]) -> String {
        format!("{{dir, name_len={}}}", field(bytes, 4, u32::from_le_bytes))
    }
}

/// The one `preopentype` that the specification has.
const PREOPENTYPE_DIR: u8 = 0;

/// Writes what `fd` was opened as, before the guest started, at `prestat`. C libraries ask for 3, 4, … until `EBADF`.
///
/// `EBADF`: `fd` is not open, or not since the start. `EFAULT`: the result lies outside memory.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#fd_prestat_get>
fn fd_prestat_get(call: &mut Call<'_, '_>, fd: u32, prestat: Out<Prestat>) -> Result<(), Errno> {
    let name = preopen_name(call, fd)?;
    prestat.write(&mut call.memory, Prestat { name_len: name.len() as u32 })?;
    Ok(())
}

/// Writes the name under which the guest finds `fd` at `path`, without a NUL.
///
/// `EBADF`: `fd` is not open, or not since the start. `ENAMETOOLONG`: the name has more than `path_len` bytes. `EFAULT`:
/// it does not fit into memory.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#fd_prestat_dir_name>
fn fd_prestat_dir_name(call: &mut Call<'_, '_>, fd: u32, path: Ptr, path_len: u32) -> Result<(), Errno> {
    let name = preopen_name(call, fd)?;
    if name.len() > path_len as usize {
        return Err(Errno::Nametoolong);
    }
    call.memory.write(path.0, name.as_bytes())?;
    Ok(())
}

fn preopen_name(call: &Call<'_, '_>, fd: u32) -> Result<&'static str, Errno> {
    call.state.descriptors.get(fd)?.preopen.ok_or(Errno::Badf)
}
