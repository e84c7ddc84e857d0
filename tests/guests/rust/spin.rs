//! Never ends, and calls no host function while at it. Says on standard error that it has begun.

use std::hint::black_box;

fn main() {
    eprintln!("spinning");
    let mut rounds = 0_u64;
    loop {
        rounds = black_box(rounds.wrapping_add(1));
    }
}
