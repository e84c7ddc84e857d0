//! A short soak: `cargo xtask soak` has long ones. `cargo xtask sanitize` watches this one for data races.
#![cfg(target_os = "linux")]

use std::path::Path;

use bufwasm_hostile::soak::{Footprint, Soak};

/// Threads at once.
const THREADS: usize = 4;

/// KiB by which the memory after a round may differ: what the allocator keeps depends on what threads did at once.
const SLACK: u64 = 64 << 10;

#[test]
fn runs_at_the_same_time_end_as_ever_and_leave_nothing() {
    let soak = Soak::new(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target")).unwrap();
    soak.round(THREADS).unwrap();
    let before = Footprint::now().unwrap();
    for _ in 0..2 {
        soak.round(THREADS).unwrap();
    }
    let after = Footprint::now().unwrap();
    assert_eq!(after.descriptors, before.descriptors);
    assert!(after.kibibytes <= before.kibibytes + SLACK, "{before:?} became {after:?}");
}
