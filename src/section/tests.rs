//! Every kind of error at its offset; round trips; agreement with wasmparser.

use proptest::prelude::*;
use prost::Message;

use super::*;
use crate::proto::File;

const HEADER: &[u8] = b"\0asm\x01\0\0\0";

/// The header, then `bytes`.
fn module(bytes: &[u8]) -> Vec<u8> {
    [HEADER, bytes].concat()
}

/// A custom section.
fn custom(name: &str, payload: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    prost::encoding::encode_varint(name.len() as u64, &mut body);
    body.extend_from_slice(name.as_bytes());
    body.extend_from_slice(payload);
    let mut section = vec![0];
    prost::encoding::encode_varint(body.len() as u64, &mut section);
    section.extend(body);
    section
}

#[test]
fn every_malformation_is_told_with_its_offset() {
    for (wasm, message) in [
        (b"".to_vec(), "the file does not begin as a WebAssembly module does (at offset 0x0)"),
        (b"#!/bin/sh\n".to_vec(), "the file does not begin as a WebAssembly module does (at offset 0x0)"),
        (b"\0asm\x01".to_vec(), "the file ends inside the module's header (at offset 0x5)"),
        (b"\0asm\x0d\0\x01\0".to_vec(), "the file is a WebAssembly component, not a core module (at offset 0x0)"),
        (b"\0asm\x02\0\0\0".to_vec(), "the module's version is 2, and 1 is the only one there is (at offset 0x4)"),
        (module(b"\x01"), "the file ends inside a section's length (at offset 0x9)"),
        (module(b"\x01\x80\x80"), "the file ends inside a section's length (at offset 0x9)"),
        (module(b"\x01\x80\x80\x80\x80\x80\0"), "a section's length is no LEB128 number of 32 bits (at offset 0x9)"),
        (module(b"\x01\xff\xff\xff\xff\x1f"), "a section's length is no LEB128 number of 32 bits (at offset 0x9)"),
        (module(b"\x01\x05\0\0"), "the section has 5 bytes, and the file has 2 left (at offset 0xa)"),
        (
            module(b"\x01\xff\xff\xff\xff\x0f"),
            "the section has 4294967295 bytes, and the file has 0 left (at offset 0xe)",
        ),
        (module(b"\0\0"), "the file ends inside a custom section's name (at offset 0xa)"),
        (module(b"\0\x02\x05a"), "the custom section's name has 5 bytes, and the section has 1 left (at offset 0xb)"),
        (module(b"\0\x02\x01\xff"), "the custom section's name is not UTF-8 (at offset 0xb)"),
        (
            module(&custom(NAME, b"\x12\x05a")),
            "the payload is no buf.alpha.wasmplugin.v1.ExecConfig: failed to decode Protobuf message: ExecConfig.args: \
             buffer underflow (at offset 0x15)",
        ),
    ] {
        assert_eq!(find(&wasm).unwrap_err().to_string(), message);
    }
}

#[test]
fn an_empty_section_is_a_configuration_and_none_is_not() {
    assert_eq!(find(HEADER), Ok(None));
    assert_eq!(find(&module(&custom("name", b""))), Ok(None));
    assert_eq!(find(&module(&custom(NAME, b""))), Ok(Some(ExecConfig::default())));
}

#[test]
fn sections_add_up_by_protobufs_rules() {
    let (args, env) = (vec!["a".into()], vec!["A=1".into()]);
    let first = ExecConfig { wasm_abi: 1, args, env, call: "run".into(), ..ExecConfig::default() };
    let (args, env) = (vec!["b".into()], vec!["A=2".into()]);
    let second = ExecConfig { wasm_abi: 2, args, env, ..ExecConfig::default() };
    let wasm = module(&[encode(&first), encode(&second)].concat());
    let (args, env) = (vec!["a".into(), "b".into()], vec!["A=1".into(), "A=2".into()]);
    let both = ExecConfig { wasm_abi: 2, args, env, ..first };
    assert_eq!(find(&wasm), Ok(Some(both)));
}

#[test]
fn bodies_of_other_sections_are_skipped_unread() {
    let wasm = module(&[b"\x0a\x03\xff\xff\xff".to_vec(), encode(&ExecConfig::default())].concat());
    assert_eq!(find(&wasm), Ok(Some(ExecConfig::default())));
}

fn any_config() -> impl Strategy<Value = ExecConfig> {
    let file = (any::<String>(), any::<Vec<u8>>()).prop_map(|(path, contents)| File { path, contents });
    let files = proptest::collection::vec(file, 0..4);
    let texts = any::<Vec<String>>;
    (any::<i32>(), texts(), files, any::<String>(), texts(), texts()).prop_map(|fields| {
        let (wasm_abi, args, files, call, env, directories) = fields;
        ExecConfig { wasm_abi, args, files, call, env, directories }
    })
}

/// A valid module with functions, memory, data and other custom sections.
fn real_module() -> Vec<u8> {
    let text = r#"(module (@custom "producers" "\00") (memory 1) (data (i32.const 0) "data")
        (func (export "_start") (drop (i32.const 1))))"#;
    wat::parse_str(text).expect("the text is valid")
}

/// Payloads of our sections, as wasmparser finds them; `None` where it finds an error first.
fn independent(wasm: &[u8]) -> Option<Option<Vec<u8>>> {
    let mut found = None;
    for payload in wasmparser::Parser::new(0).parse_all(wasm) {
        if let wasmparser::Payload::CustomSection(section) = payload.ok()?
            && section.name() == NAME
        {
            found.get_or_insert_with(Vec::new).extend_from_slice(section.data());
        }
    }
    Some(found)
}

proptest! {
    #[test]
    fn what_is_encoded_is_found(config in any_config()) {
        let wasm = [real_module(), encode(&config)].concat();
        prop_assert!(wasmparser::Validator::new().validate_all(&wasm).is_ok());
        prop_assert_eq!(find(&wasm), Ok(Some(config)));
        prop_assert_eq!(strip(&wasm), Ok(real_module()));
    }

    #[test]
    fn a_message_may_be_split_anywhere(config in any_config(), cuts in proptest::collection::vec(any::<prop::sample::Index>(), 0..5)) {
        let message = config.encode_to_vec();
        let mut cuts: Vec<_> = cuts.iter().map(|cut| cut.index(message.len() + 1)).collect();
        cuts.sort_unstable();
        let mut wasm = real_module();
        let mut start = 0;
        for end in cuts.into_iter().chain([message.len()]) {
            wasm.extend(custom(NAME, &message[start..end]));
            wasm.extend(custom("between", b"\xff"));
            start = end;
        }
        prop_assert_eq!(find(&wasm), Ok(Some(config)));
        prop_assert_eq!(find(&strip(&wasm).unwrap()), Ok(None));
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in any::<Vec<u8>>()) {
        let _ = find(&bytes);
        let _ = find(&module(&bytes));
        let _ = strip(&module(&bytes));
    }

    #[test]
    fn a_damaged_module_is_read_as_wasmparser_reads_it(
        config in any_config(), at in any::<prop::sample::Index>(), byte in any::<u8>(),
    ) {
        let mut wasm = [real_module(), encode(&config)].concat();
        let at = at.index(wasm.len());
        wasm[at] = byte;
        if let (Some(payload), Ok(found)) = (independent(&wasm), find(&wasm)) {
            let expected = payload.map(|payload| ExecConfig::decode(&*payload).expect("we decoded it"));
            prop_assert_eq!(found, expected);
        }
    }
}
