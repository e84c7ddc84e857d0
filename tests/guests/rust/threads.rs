//! The plugin `summary` as a program that is written for several threads and gets along with one, in Rust.

use std::io::{self, ErrorKind, Read, Write};
use std::sync::atomic::{AtomicU8, AtomicU16, AtomicU32, AtomicU64, Ordering};
use std::sync::{Barrier, Condvar, LazyLock, Mutex, Once, RwLock, mpsc};
use std::thread;
use std::time::{Duration, Instant};

static REQUEST: LazyLock<Mutex<Vec<u8>>> = LazyLock::new(Default::default);
static COMPLETE: (Mutex<bool>, Condvar) = (Mutex::new(false), Condvar::new());

fn main() -> io::Result<()> {
    check_locks();
    check_conditions();
    check_atomics();
    check_threads();
    io::stdin().read_to_end(&mut REQUEST.lock().unwrap())?;
    *COMPLETE.0.lock().unwrap() = true;
    COMPLETE.1.notify_all();
    drop(COMPLETE.1.wait_while(COMPLETE.0.lock().unwrap(), |complete| !*complete).unwrap());
    let request = REQUEST.lock().unwrap();
    let sum = request.iter().fold(2_166_136_261_u32, |sum, byte| (sum ^ u32::from(*byte)).wrapping_mul(16_777_619));
    answer(&format!("{} bytes, checksum {sum:08x}\n", request.len()))
}

/// A CodeGeneratorResponse with one file. Lengths below 128 are one byte each.
fn answer(content: &str) -> io::Result<()> {
    let field = |tag: u8, bytes: &[u8]| [&[tag, bytes.len() as u8], bytes].concat();
    let file = [field(0x0a, b"summary.txt"), field(0x7a, content.as_bytes())].concat();
    io::stdout().write_all(&field(0x7a, &file))
}

fn check_locks() {
    let (once, mut calls) = (Once::new(), 0);
    (0..3).for_each(|_| once.call_once(|| calls += 1));
    assert_eq!(calls, 1);
    let lock = RwLock::new(1);
    let first = lock.read().unwrap();
    assert!(lock.try_read().is_ok() && lock.try_write().is_err());
    drop(first);
    assert!(lock.try_write().is_ok());
    assert!(Barrier::new(1).wait().is_leader());
    let (sender, receiver) = mpsc::channel();
    sender.send(7).unwrap();
    assert_eq!(receiver.recv(), Ok(7));
}

fn check_conditions() {
    let (mutex, condition, before) = (Mutex::new(()), Condvar::new(), Instant::now());
    condition.notify_one();
    let (_guard, result) = condition.wait_timeout(mutex.lock().unwrap(), Duration::from_millis(50)).unwrap();
    assert!(result.timed_out() && before.elapsed() >= Duration::from_millis(50));
}

macro_rules! check_atomic {
    ($ty:ty) => {
        let (value, order) = (<$ty>::new(7), Ordering::SeqCst);
        assert_eq!((value.fetch_add(5, order), value.fetch_sub(2, order), value.fetch_or(16, order)), (7, 12, 10));
        assert_eq!((value.fetch_and(18, order), value.fetch_xor(3, order), value.swap(40, order)), (26, 18, 17));
        assert_eq!(value.compare_exchange(41, 1, order, order), Err(40));
        assert_eq!(value.compare_exchange(40, 1, order, order), Ok(40));
    };
}

fn check_atomics() {
    check_atomic!(AtomicU8);
    check_atomic!(AtomicU16);
    check_atomic!(AtomicU32);
    check_atomic!(AtomicU64);
}

fn check_threads() {
    let started = thread::Builder::new().spawn(|| ());
    assert_eq!(started.expect_err("there is one thread").kind(), ErrorKind::WouldBlock);
    thread_local!(static STARTS: std::cell::Cell<u32> = const { std::cell::Cell::new(41) });
    STARTS.set(STARTS.get() + 1);
    assert_eq!(STARTS.get(), 42);
}
