#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| (bufwasm_oracles::abi_detect::TARGET.run)(input));
