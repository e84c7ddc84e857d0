#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| (bufwasm_oracles::section_decode::TARGET.run)(input));
