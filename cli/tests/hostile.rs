//! Every hostile guest ends as it should, in a process that takes no more memory than it should.
#![cfg(target_os = "linux")]

use std::path::Path;

#[test]
fn no_guest_harms_its_host() {
    let bufwasm = Path::new(env!("CARGO_BIN_EXE_bufwasm"));
    let differences = bufwasm_hostile::guests().filter_map(|guest| {
        let measured = guest.measure(bufwasm).expect("bufwasm starts");
        Some(format!("{}: {}", guest.name, guest.difference(&measured)?))
    });
    let differences: Vec<_> = differences.collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
