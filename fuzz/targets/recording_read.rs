#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| (bufwasm_oracles::recording_read::TARGET.run)(input));
