//! What a descriptor is and may be used for: its type, flags and rights.

use super::bind::host_functions;
use super::errno::Errno;
use super::flags::{Fdflags, Filetype, Rights};
use super::param::{Out, Record};
use super::record::{field, put};
use super::{Call, HostFunction, WasiState};

pub(super) const FUNCTIONS: &[HostFunction<WasiState>] = host_functions![
    fd_fdstat_get(fd, stat),
    fd_fdstat_set_flags(fd, flags),
    fd_fdstat_set_rights(fd, fs_rights_base, fs_rights_inheriting),
];

/// `fdstat`: a descriptor's attributes.
/// ```text
///   0             2           8                16                    24
///   | filetype | ? | flags | ?...? | rights base   | rights inheriting |
/// ```
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#fdstat>
struct Fdstat {
    filetype: Filetype,
    flags: Fdflags,
    base: Rights,
    inheriting: Rights,
}

impl Record for Fdstat {
    const SIZE: u32 = 24;

    fn store(&self, bytes: &mut [u8]) {
        put(bytes, 0, [self.filetype as u8]);
        put(bytes, 2, (self.flags.0 as u16).to_le_bytes());
        put(bytes, 8, self.base.0.to_le_bytes());
        put(bytes, 16, self.inheriting.0.to_le_bytes());
    }

    fn show(bytes: &[u8]) -> String {
        let filetype = Filetype::from_number(field(bytes, 0, u8::from_le_bytes).into()).map_or("?", Filetype::name);
        let base = field(bytes, 8, u64::from_le_bytes);
        format!("{{filetype={filetype}, rights_base={base:#x}}}")
    }
}

/// Writes the attributes of `fd` at `stat`.
///
/// The type of a standard stream is `unknown`, so that no guest takes it for a terminal. Rights are those that calls are
/// checked against.
///
/// `EBADF`: `fd` is not open. `EFAULT`: the result lies outside memory.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#fd_fdstat_get>
fn fd_fdstat_get(call: &mut Call<'_, '_>, fd: u32, stat: Out<Fdstat>) -> Result<(), Errno> {
    let descriptor = call.state.descriptors.get(fd)?;
    let value = Fdstat {
        filetype: descriptor.object.filetype(),
        flags: descriptor.flags,
        base: descriptor.base,
        inheriting: descriptor.inheriting,
    };
    stat.write(&mut call.memory, value)?;
    Ok(())
}

/// Sets the flags of `fd`, which [`fd_fdstat_get`] then tells. With `APPEND`, writes go to the end of the file. Nothing here
/// makes a reader wait or is written later, so that the others change nothing.
///
/// `EBADF`: `fd` is not open. `EINVAL`: there are no such flags. `ENOTCAPABLE`: `fd` lacks the right.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#fd_fdstat_set_flags>
fn fd_fdstat_set_flags(call: &mut Call<'_, '_>, fd: u32, flags: Fdflags) -> Result<(), Errno> {
    let descriptor = call.state.descriptors.get_mut(fd)?;
    descriptor.allow(Rights::FD_FDSTAT_SET_FLAGS)?;
    descriptor.flags = flags;
    Ok(())
}

/// Takes away the rights of `fd` that are not among the given ones.
///
/// `EBADF`: `fd` is not open. `EINVAL`: there are no such rights. `ENOTCAPABLE`: `fd` lacks one of those given (nothing
/// changes).
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#fd_fdstat_set_rights>
fn fd_fdstat_set_rights(
    call: &mut Call<'_, '_>,
    fd: u32,
    fs_rights_base: Rights,
    fs_rights_inheriting: Rights,
) -> Result<(), Errno> {
    let descriptor = call.state.descriptors.get_mut(fd)?;
    if !descriptor.base.contains(fs_rights_base) || !descriptor.inheriting.contains(fs_rights_inheriting) {
        return Err(Errno::Notcapable);
    }
    (descriptor.base, descriptor.inheriting) = (fs_rights_base, fs_rights_inheriting);
    Ok(())
}
