//! What is to happen later: callbacks of finished calls, timers.

use std::collections::{BTreeMap, VecDeque};

use super::js::Value;

/// The queues of one run's event loop.
#[derive(Default)]
pub(super) struct Events {
    /// Callbacks of calls that have finished, such as those of `fs`.
    pub(super) tasks: VecDeque<Callback>,
    timers: BTreeMap<Due, Timer>,
    /// When each timer is due, by its id.
    due: BTreeMap<u32, Due>,
    last_timer: u32,
}

/// Nanoseconds since the run began at which a timer goes off; of two at the same time, the older one comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Due {
    pub(super) at: u64,
    id: u32,
}

/// A function and what it will be called with.
#[derive(Clone, Debug)]
pub(super) struct Callback {
    pub(super) function: Value,
    pub(super) args: Vec<Value>,
}

/// What a timer does when it goes off.
#[derive(Clone, Debug)]
pub(super) enum Timer {
    /// `runtime.scheduleTimeoutEvent`: resumes the guest.
    Wake,
    /// `setTimeout`.
    Call(Callback),
}

/// Bytes that a callback which waits takes on the host, about.
pub(super) const QUEUED_BYTES: usize = 200;
/// Timers that may be set at the same time.
pub(super) const MAX_TIMERS: usize = 1 << 20;
/// Nanoseconds in a millisecond.
const MILLISECOND: u64 = 1_000_000;

/// The nanoseconds that a timer of `delay` milliseconds takes, as Node counts: at least one millisecond, and just that if
/// the delay is more than 2^31 - 1.
pub(super) fn delay_nanos(delay: f64) -> u64 {
    let delay = if (1.0..=2_147_483_647.0).contains(&delay) { delay } else { 1.0 };
    delay as u64 * MILLISECOND
}

impl Events {
    /// Sets a timer that goes off at `at`, and tells its id; `None` if there are too many.
    pub(super) fn set_timer(&mut self, at: u64, timer: Timer) -> Option<u32> {
        if self.timers.len() >= MAX_TIMERS {
            return None;
        }
        self.last_timer = self.last_timer.wrapping_add(1).max(1);
        let id = self.last_timer;
        // After 2^32 timers, ids come again.
        self.clear_timer(id);
        let due = Due { at, id };
        self.timers.insert(due, timer);
        self.due.insert(id, due);
        Some(id)
    }

    /// Forgets the timer `id`, if it is set.
    pub(super) fn clear_timer(&mut self, id: u32) {
        if let Some(due) = self.due.remove(&id) {
            self.timers.remove(&due);
        }
    }

    /// Whether the timer `id` is set.
    pub(super) fn is_set(&self, id: u32) -> bool {
        self.due.contains_key(&id)
    }

    /// When the next timer goes off.
    pub(super) fn next_due(&self) -> Option<u64> {
        self.timers.first_key_value().map(|(due, _)| due.at)
    }

    /// The next of the timers that are due at `now`. One that wakes the guest stays set until the guest clears it.
    pub(super) fn take_due(&mut self, now: u64) -> Option<(u32, Timer)> {
        let (&due, timer) = self.timers.first_key_value().filter(|(due, _)| due.at <= now)?;
        let timer = timer.clone();
        self.timers.remove(&due);
        if !matches!(timer, Timer::Wake) {
            self.due.remove(&due.id);
        }
        Some((due.id, timer))
    }

    /// Every value that waits here.
    pub(super) fn values(&self) -> impl Iterator<Item = &Value> {
        let timers = self.timers.values().filter_map(|timer| match timer {
            Timer::Wake => None,
            Timer::Call(callback) => Some(callback),
        });
        let callbacks = self.tasks.iter().chain(timers);
        callbacks.flat_map(|callback| callback.args.iter().chain([&callback.function]))
    }

    /// Bytes that the queues take on the host, about.
    pub(super) fn size(&self) -> usize {
        let texts = self.values().map(Value::text_share).sum::<usize>();
        QUEUED_BYTES * (self.timers.len() + self.tasks.len()) + texts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timers_go_off_by_time_and_then_by_age() {
        let mut events = Events::default();
        let ids = [5, 3, 5, 9].map(|at| events.set_timer(at, Timer::Wake).unwrap());
        events.clear_timer(ids[3]);
        let order: Vec<u32> = std::iter::from_fn(|| events.take_due(6)).map(|(id, _)| id).collect();
        assert_eq!(order, [ids[1], ids[0], ids[2]]);
        assert!(events.is_set(ids[0]), "the guest has not cleared it");
        assert_eq!(events.next_due(), None);
    }

    #[test]
    fn delays_are_counted_as_node_does() {
        for (delay, millis) in [(0.0, 1), (-5.0, 1), (f64::NAN, 1), (1.9, 1), (250.0, 250), (1e10, 1)] {
            assert_eq!(delay_nanos(delay), millis * MILLISECOND, "{delay}");
        }
    }
}
