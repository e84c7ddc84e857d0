//! The `bufwasm` command.
fn main() {}
