//! Waiting: for time to pass, or for a descriptor to be ready, which here they all are.

use super::bind::host_functions;
use super::descriptors::Descriptors;
use super::errno::Errno;
use super::flags::{Clockid, Eventtype, Rights, Subclockflags};
use super::param::{Out, Ptr};
use super::record::{field, put};
use super::{Call, CallError, HostFunction, WasiState};
use crate::fs::Files;
use crate::guest::Object;

/// The function whose subscriptions lie differently in `wasi_unstable`.
pub(super) const PREVIEW_1: &[HostFunction<WasiState>] =
    host_functions![poll_oneoff(subscriptions, events, nsubscriptions, nevents)];

/// Subscriptions of one call.
const MAX_SUBSCRIPTIONS: u32 = 4096;
/// Bytes of an `event`.
const EVENT_SIZE: u32 = 32;

/// Where the fields of a `subscription` lie.
pub(super) struct Layout {
    /// Bytes of the whole.
    pub(super) size: u32,
    /// Where a clock's `id` lies; `timeout` is 8 bytes after it, `precision` 16, `flags` 24.
    pub(super) clock: usize,
}

/// The layout of `wasi_snapshot_preview1`:
/// ```text
///   0          8      16        24        32          40      48
///   | userdata | type | id      | timeout | precision | flags |
///                     | fd |
/// ```
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#subscription>
const LAYOUT: Layout = Layout { size: 48, clock: 16 };

/// What the guest waits for, and what it is told once that has come.
struct Subscription {
    userdata: u64,
    eventtype: Eventtype,
    /// Nanoseconds until it comes.
    wait: u64,
    error: Option<Errno>,
    /// Bytes that can be read, at least.
    nbytes: u64,
}

/// Waits until at least one of the `nsubscriptions` subscriptions at `subscriptions` has its event, and writes all events
/// that there are then at `events`, in the order of their subscriptions, and their number at `nevents`.
///
/// A descriptor is ready at once, or its event carries the error: `EBADF` when it is not open, or not for what is waited
/// for, `ENOTCAPABLE` when it lacks the right to be waited for. Otherwise the run sleeps on its clock until the earliest
/// timeout; what cancels the run ends the sleep. `precision`, by which the guest lets it be late, changes nothing.
///
/// An event:
/// ```text
///   0          8       10     16       24      32
///   | userdata | error | type | nbytes | flags |
/// ```
/// `EINVAL`: there is no subscription, or more than 4096, or one of no known type, clock or flags. `EFAULT`: the
/// subscriptions, as many events or the result lie outside memory (nothing is waited for).
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#poll_oneoff>
fn poll_oneoff(
    call: &mut Call<'_, '_>,
    subscriptions: Ptr,
    events: Ptr,
    nsubscriptions: u32,
    nevents: Out<u32>,
) -> Result<(), CallError> {
    poll(call, subscriptions, events, nsubscriptions, nevents, &LAYOUT)
}

/// [`poll_oneoff`] over subscriptions of the given layout.
pub(super) fn poll(
    call: &mut Call<'_, '_>,
    subscriptions: Ptr,
    events: Ptr,
    nsubscriptions: u32,
    nevents: Out<u32>,
    layout: &Layout,
) -> Result<(), CallError> {
    if nsubscriptions == 0 || nsubscriptions > MAX_SUBSCRIPTIONS {
        return Err(Errno::Inval.into());
    }
    call.memory.bytes(events.0, nsubscriptions * EVENT_SIZE)?;
    nevents.check(&call.memory)?;
    let subscriptions = read_all(call, subscriptions, nsubscriptions, layout)?;
    let wait = subscriptions.iter().map(|subscription| subscription.wait).min().unwrap_or(0);
    if wait > 0 {
        call.guest.clock.sleep(wait, &call.guest.interrupt)?;
    }
    let mut next = events.0;
    for subscription in subscriptions.iter().filter(|subscription| subscription.wait == wait) {
        subscription.write_event(call.memory.bytes_mut(next, EVENT_SIZE)?);
        next += EVENT_SIZE;
    }
    nevents.write(&mut call.memory, (next - events.0) / EVENT_SIZE)?;
    Ok(())
}

/// The `count` subscriptions at `list`, read before any event is written, as the events may lie over them.
fn read_all(call: &mut Call<'_, '_>, list: Ptr, count: u32, layout: &Layout) -> Result<Vec<Subscription>, Errno> {
    // Readings of the clocks, each taken once, so that equal timeouts have equal waits.
    let mut readings = [None; 4];
    let clock = &mut call.guest.clock;
    let mut now = |id: Clockid| *readings[id as usize].get_or_insert_with(|| id.now(clock));
    let records = call.memory.bytes(list.0, count * layout.size)?.chunks_exact(layout.size as usize);
    let subscriptions = records.map(|record| {
        let userdata = field(record, 0, u64::from_le_bytes);
        let eventtype = Eventtype::from_number(field(record, 8, u8::from_le_bytes).into())?;
        let mut subscription = Subscription { userdata, eventtype, wait: 0, error: None, nbytes: 0 };
        let ready = match eventtype {
            Eventtype::Clock => {
                subscription.wait = clock_wait(record, layout, &mut now)?;
                Ok(0)
            }
            Eventtype::FdRead => readable(&call.state.descriptors, &call.guest.files, descriptor(record)),
            Eventtype::FdWrite => allowed(&call.state.descriptors, descriptor(record), Rights::FD_WRITE).map(|_| 0),
        };
        match ready {
            Ok(nbytes) => subscription.nbytes = nbytes,
            Err(errno) => subscription.error = Some(errno),
        }
        Ok(subscription)
    });
    subscriptions.collect()
}

/// Nanoseconds until the timeout of a clock's subscription.
fn clock_wait(record: &[u8], layout: &Layout, now: &mut impl FnMut(Clockid) -> u64) -> Result<u64, Errno> {
    let id = Clockid::from_number(field(record, layout.clock, u32::from_le_bytes))?;
    let timeout = field(record, layout.clock + 8, u64::from_le_bytes);
    let flags = Subclockflags::from_bits(field(record, layout.clock + 24, u16::from_le_bytes).into())?;
    Ok(if flags.contains(Subclockflags::ABSTIME) { timeout.saturating_sub(now(id)) } else { timeout })
}

/// The descriptor of a subscription to one.
fn descriptor(record: &[u8]) -> u32 {
    field(record, 16, u32::from_le_bytes)
}

/// Bytes that can be read from `fd`; of stdin, which cannot tell, at least one or the end.
fn readable(descriptors: &Descriptors, files: &Files, fd: u32) -> Result<u64, Errno> {
    match allowed(descriptors, fd, Rights::FD_READ)? {
        Object::File { inode, offset } => Ok(files.attributes(inode).len.saturating_sub(offset)),
        _ => Ok(1),
    }
}

/// What `fd` refers to, if it may be waited for.
fn allowed(descriptors: &Descriptors, fd: u32, access: Rights) -> Result<Object, Errno> {
    let descriptor = descriptors.get(fd)?;
    descriptor.allow(access).map_err(|_| Errno::Badf)?;
    descriptor.allow(Rights::POLL_FD_READWRITE)?;
    Ok(descriptor.object)
}

impl Subscription {
    /// Writes its event, whose padding is left alone.
    fn write_event(&self, bytes: &mut [u8]) {
        put(bytes, 0, self.userdata.to_le_bytes());
        put(bytes, 8, self.error.map_or(0, |errno| errno as u16).to_le_bytes());
        put(bytes, 10, [self.eventtype as u8]);
        put(bytes, 16, self.nbytes.to_le_bytes());
        put(bytes, 24, 0_u16.to_le_bytes());
    }
}
