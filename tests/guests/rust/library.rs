//! A library: `generate` copies standard input to standard output behind its arguments and a file; `keep_a_line` writes
//! without flushing; `exit_with_3` exits.

use std::io::{Write, copy, stdin, stdout};

#[unsafe(no_mangle)]
pub extern "C" fn generate() {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let file = std::fs::read_to_string("/rules");
    let mut stdout = stdout().lock();
    let copied = write!(stdout, "{arguments:?} {file:?} ").and_then(|()| copy(&mut stdin().lock(), &mut stdout));
    // Nothing does it when a library's function returns.
    copied.and_then(|_| stdout.flush()).expect("both streams work");
}

#[unsafe(no_mangle)]
pub extern "C" fn keep_a_line() {
    stdout().write_all(b"a line\nand the next").expect("it can be written to");
}

#[unsafe(no_mangle)]
pub extern "C" fn exit_with_3() {
    std::process::exit(3);
}

#[unsafe(no_mangle)]
pub extern "C" fn add(a: i32, b: i32) -> i32 {
    a + b
}
