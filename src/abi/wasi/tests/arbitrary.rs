//! Calls with arbitrary arguments, over arbitrary memory.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::{PAGE, TestGuest};
use crate::abi::wasi::functions;

/// Numbers, and above all those near a bound.
fn argument() -> impl Strategy<Value = u64> {
    let bounds = vec![0, PAGE.into(), u32::MAX.into(), 1 << 31, i64::MAX as u64, u64::MAX];
    let near = (select(bounds), -40_i64..40).prop_map(|(bound, by)| bound.wrapping_add_signed(by));
    prop_oneof![0_u64..8, 0..u64::from(PAGE), near, any::<u64>()]
}

/// A function, by its place in the table, and more arguments than any function has.
fn call() -> impl Strategy<Value = (usize, Vec<u64>)> {
    (0..functions("wasi_snapshot_preview1").count(), vec(argument(), 9))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn no_call_panics(calls in vec(call(), 1..100), memory in vec(any::<u8>(), 0..2000), older in any::<bool>()) {
        let mut guest = if older { TestGuest::unstable() } else { TestGuest::new() };
        guest.put(0, &memory);
        let module = if older { "wasi_unstable" } else { "wasi_snapshot_preview1" };
        let rows: Vec<_> = functions(module).collect();
        for (function, arguments) in calls {
            let row = rows[function % rows.len()];
            // Every answer is a success, an error code of the specification's, or the end of the run.
            drop(guest.call(row.name, &arguments[..(row.ty)().params().len()]));
        }
    }
}
