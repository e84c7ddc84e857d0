//! Calls itself as often as the first argument says, and prints a number that depends on every call; without one, for ever.
//!
//! No frame keeps anything in linear memory, so that it is the interpreter's stack that runs out, not the guest's. What
//! a call makes of the one below it is no sum, which compilers would turn into a loop.

use std::hint::black_box;

#[inline(never)]
fn descend(remaining: u64) -> u64 {
    if remaining == 0 {
        return 0;
    }
    descend(remaining - 1).rotate_left(7).wrapping_mul(remaining | 1) ^ remaining
}

fn main() {
    let depth = std::env::args().nth(1).and_then(|depth| depth.parse().ok());
    println!("{}", descend(black_box(depth.unwrap_or(u64::MAX))));
}
