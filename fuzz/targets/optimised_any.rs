#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| (bufwasm_oracles::optimised_any::TARGET.run)(input));
