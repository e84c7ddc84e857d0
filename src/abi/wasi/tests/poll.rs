//! `poll_oneoff`.

use super::{PAGE, TestGuest, bytes};
use crate::abi::wasi::CallError;
use crate::abi::wasi::errno::Errno;
use crate::run::Stop;

const SUBSCRIPTIONS: u32 = 1000;
const EVENTS: u32 = 4000;
const MILLISECOND: u64 = 1_000_000;

/// A subscription to a clock.
fn clock(userdata: u64, id: u32, timeout: u64, flags: u64) -> Vec<u8> {
    bytes![userdata, 0_u64, id, 0_u32, timeout, 0_u64, flags]
}

/// A subscription to a descriptor: 1 to read it, 2 to write it.
fn fd(userdata: u64, eventtype: u64, fd: u64) -> Vec<u8> {
    bytes![userdata, eventtype, fd, 0_u64, 0_u64, 0_u64]
}

/// An event: userdata, error code, type, bytes.
type Event = (u64, u16, u8, u64);

/// Subscribes, and checks that memory then holds the events and nothing else has changed.
#[track_caller]
fn polled(guest: &mut TestGuest, subscriptions: &[Vec<u8>], events: &[Event]) {
    guest.put(SUBSCRIPTIONS, &subscriptions.concat());
    let count = events.len() as u32;
    let mut writes = vec![(8, bytes![count])];
    for (event, at) in events.iter().zip((EVENTS..).step_by(32)) {
        let (userdata, error, eventtype, nbytes) = event;
        writes.push((at, bytes![userdata, error, eventtype]));
        writes.push((at + 16, bytes![nbytes, 0_u16]));
    }
    let writes: Vec<(u32, &[u8])> = writes.iter().map(|(at, bytes)| (*at, &bytes[..])).collect();
    guest.writes("poll_oneoff", &poll(subscriptions.len() as u64), &writes);
}

fn poll(count: u64) -> [u64; 4] {
    [SUBSCRIPTIONS.into(), EVENTS.into(), count, 8]
}

/// A reading of the monotonic clock, in nanoseconds.
fn now(guest: &mut TestGuest) -> u64 {
    guest.call("clock_time_get", &[1, 0, 9000]).unwrap();
    u64::from_le_bytes(*guest.memory()[9000..].first_chunk().unwrap())
}

#[test]
fn time_passes_to_the_earliest_timeout_and_no_further() {
    let mut guest = TestGuest::new();
    let seconds = |n: u64| n * 1000 * MILLISECOND;
    let subscriptions = [clock(1, 1, seconds(5), 0), clock(2, 0, seconds(3), 0), clock(3, 2, seconds(3), 0)];
    polled(&mut guest, &subscriptions, &[(2, 0, 0, 0), (3, 0, 0, 0)]);
    assert_eq!(now(&mut guest), seconds(3));
}

#[test]
fn absolute_timeouts_are_readings_of_their_clock() {
    let mut guest = TestGuest::new();
    let epoch = 1_640_995_200_000_000_000;
    let subscriptions = [clock(1, 0, epoch + 50 * MILLISECOND, 1), clock(2, 1, 20 * MILLISECOND, 1)];
    polled(&mut guest, &subscriptions, &[(2, 0, 0, 0)]);
    assert!(now(&mut guest) >= 20 * MILLISECOND);
    polled(
        &mut guest,
        &[clock(7, 0, 0, 1), clock(8, 1, 1, 1), clock(9, 3, 1, 1)],
        &[(7, 0, 0, 0), (8, 0, 0, 0), (9, 0, 0, 0)],
    );
    assert!(now(&mut guest) < 30 * MILLISECOND, "timeouts in the past were waited for");
}

#[test]
fn ready_descriptors_come_without_sleeping() {
    let mut guest = TestGuest::new();
    let file = guest.open("hello.txt", 1 << 1 | 1 << 27);
    let subscriptions =
        [clock(1, 1, u64::MAX, 0), fd(2, 1, 0), fd(3, 2, 1), fd(4, 1, file), clock(5, 1, 0, 0), clock(6, 0, 1, 0)];
    polled(&mut guest, &subscriptions, &[(2, 0, 1, 1), (3, 0, 2, 0), (4, 0, 1, 12), (5, 0, 0, 0)]);
    assert_eq!(now(&mut guest), 0);
}

#[test]
fn descriptors_that_cannot_be_waited_for_say_so_in_their_event() {
    let mut guest = TestGuest::new();
    let file = guest.open("hello.txt", 1 << 1);
    let subscriptions = [fd(1, 1, 99), fd(2, 2, 0), fd(3, 1, 1), fd(4, 1, 3), fd(5, 1, file)];
    let (bad, incapable) = (Errno::Badf as u16, Errno::Notcapable as u16);
    let events = [(1, bad, 1, 0), (2, bad, 2, 0), (3, bad, 1, 0), (4, bad, 1, 0), (5, incapable, 1, 0)];
    polled(&mut guest, &subscriptions, &events);
}

#[test]
fn what_is_no_subscription_is_invalid() {
    let mut guest = TestGuest::new();
    guest.fails("poll_oneoff", &poll(0), Errno::Inval);
    guest.fails("poll_oneoff", &[0, 0, 4097, 8], Errno::Inval);
    guest.fails("poll_oneoff", &[0, 0, u32::MAX.into(), 8], Errno::Inval);
    for invalid in [clock(1, 4, 0, 0), clock(1, 0, 0, 2), fd(1, 3, 0), fd(1, 255, 0)] {
        guest.put(SUBSCRIPTIONS, &[clock(0, 0, 0, 0), invalid].concat());
        guest.fails("poll_oneoff", &poll(2), Errno::Inval);
    }
    guest.fails("poll_oneoff", &[(PAGE - 47).into(), EVENTS.into(), 1, 8], Errno::Fault);
    guest.fails("poll_oneoff", &[SUBSCRIPTIONS.into(), (PAGE - 63).into(), 2, 8], Errno::Fault);
}

#[test]
fn events_may_lie_over_the_subscriptions() {
    let mut guest = TestGuest::new();
    let subscriptions = [fd(1, 1, 0), fd(2, 2, 1), fd(3, 2, 2)].concat();
    for events in (SUBSCRIPTIONS - 96..SUBSCRIPTIONS + 144).step_by(8) {
        guest.put(SUBSCRIPTIONS, &subscriptions);
        guest.call("poll_oneoff", &[SUBSCRIPTIONS.into(), events.into(), 3, 8]).unwrap();
        let userdata = |index: u32| guest.memory()[(events + index * 32) as usize];
        assert_eq!([0, 1, 2].map(userdata), [1, 2, 3], "events at {events}");
    }
}

#[test]
fn a_cancelled_run_stops_sleeping() {
    let mut guest = TestGuest::new();
    guest.put(SUBSCRIPTIONS, &clock(1, 1, u64::MAX, 0));
    guest.store.data().guest.interrupt.token.cancel();
    assert_eq!(guest.call("poll_oneoff", &poll(1)), Err(CallError::Stop(Stop::Cancelled)));
}
