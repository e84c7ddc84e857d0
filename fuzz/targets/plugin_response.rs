#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| (bufwasm_oracles::plugin_response::TARGET.run)(input));
