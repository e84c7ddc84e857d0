//! The `.bufplugin` section: in arbitrary bytes, and back from what was encoded.

use bufwasm::proto::{ExecConfig, File, WasmAbi};
use bufwasm::section::{self, Section, Sections};
use prost::Message;
use wasmparser::{BinaryReader, Parser, Payload};

use crate::{Target, modules};

/// Inputs are modules, or what is to be taken for one.
pub const TARGET: Target = Target {
    name: "section_decode",
    run,
    seeds,
    dictionary: &[
        b"\0asm\x01\0\0\0",
        b"\x0a.bufplugin",
        b"\0\x0b\x0a.bufplugin",
        b"\x80\x80\x80\x80\x00",
        b"\x1a\x05\x0a\x01a\x12\0",
    ],
};

fn run(wasm: &[u8]) {
    let ours = Sections::new(wasm).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    assert_eq!(ours.as_ref().ok(), walk(wasm).as_ref(), "{ours:?}");
    let Ok(sections) = ours else {
        assert!(!parses(wasm), "wasmparser takes {wasm:?} for a module");
        assert!(section::find(wasm).is_err() && section::strip(wasm).is_err());
        return;
    };
    custom_sections_are_those_of_wasmparser(wasm, &sections);
    stripping_removes_the_configuration_alone(wasm, &sections);
    let found = section::find(wasm).ok();
    assert_eq!(found, configuration(wasm, &sections), "the sections' payloads, decoded together");
    if let Some(found) = found {
        encoding_and_decoding_gives_the_same(wasm, found);
    }
}

/// The header of every module.
const HEADER: &[u8] = b"\0asm\x01\0\0\0";

/// The sections of `wasm` as wasmparser's primitives read them; `None` if they cannot be read.
fn walk(wasm: &[u8]) -> Option<Vec<Section<'_>>> {
    let mut reader = BinaryReader::new(wasm.strip_prefix(HEADER)?, HEADER.len());
    let mut sections = Vec::new();
    while !reader.eof() {
        let start = reader.original_position();
        let id = reader.read_u8().ok()?;
        let mut body = reader.read_reader().ok()?;
        let name = if id == 0 { Some(body.read_unlimited_string().ok()?) } else { None };
        let end = reader.original_position();
        sections.push(Section { id, name, range: start..end, payload: body.original_position()..end });
    }
    Some(sections)
}

/// Whether wasmparser reads all headers, and what comes before the items of each section.
fn parses(wasm: &[u8]) -> bool {
    wasm.starts_with(HEADER) && Parser::new(0).parse_all(wasm).all(|payload| payload.is_ok())
}

fn custom_sections_are_those_of_wasmparser(wasm: &[u8], sections: &[Section<'_>]) {
    if !parses(wasm) {
        return;
    }
    let theirs = Parser::new(0).parse_all(wasm).filter_map(|payload| match payload {
        Ok(Payload::CustomSection(custom)) => Some((custom.name(), custom.data_offset(), custom.data())),
        _ => None,
    });
    let ours = sections
        .iter()
        .filter_map(|section| Some((section.name?, section.payload.start, &wasm[section.payload.clone()])));
    assert!(ours.eq(theirs), "{sections:?}");
}

/// What the `.bufplugin` sections together hold; `None` if they are no message, `Some(None)` if there are none.
fn configuration(wasm: &[u8], sections: &[Section<'_>]) -> Option<Option<ExecConfig>> {
    let ours: Vec<_> = sections.iter().filter(|section| section.name == Some(section::NAME)).collect();
    if ours.is_empty() {
        return Some(None);
    }
    let payloads: Vec<&[u8]> = ours.iter().map(|section| &wasm[section.payload.clone()]).collect();
    ExecConfig::decode(payloads.concat().as_slice()).ok().map(Some)
}

fn stripping_removes_the_configuration_alone(wasm: &[u8], sections: &[Section<'_>]) {
    let stripped = section::strip(wasm).expect("its sections can be read");
    let rest = sections.iter().filter(|section| section.name != Some(section::NAME));
    let rest: Vec<u8> = rest.flat_map(|section| &wasm[section.range.clone()]).copied().collect();
    assert_eq!(stripped, [HEADER, &rest].concat());
    assert_eq!(section::find(&stripped), Ok(None));
}

/// With the configuration that was found, or one of every kind of field.
fn encoding_and_decoding_gives_the_same(wasm: &[u8], found: Option<ExecConfig>) {
    let config = found.clone().unwrap_or_else(sample);
    let encoded = section::encode(&config);
    let replaced = [section::strip(wasm).expect("its sections can be read"), encoded.clone()].concat();
    assert_eq!(section::find(&replaced), Ok(Some(config.clone())));
    // A section that is added merges with those before it.
    let mut merged = found.unwrap_or_default();
    merged.merge(config.encode_to_vec().as_slice()).expect("it was just encoded");
    assert_eq!(section::find(&[wasm, &encoded].concat()), Ok(Some(merged)));
}

fn sample() -> ExecConfig {
    let file = |path: &str, contents: &[u8]| File { path: path.into(), contents: contents.into() };
    ExecConfig {
        wasm_abi: WasmAbi::Gojs.into(),
        args: vec!["--opt".into(), String::new()],
        files: vec![file("/etc/rules", b"strict"), file("empty", b"")],
        call: "generate".into(),
        env: vec!["MODE=strict".into(), "EMPTY=".into()],
        directories: vec!["/tmp".into()],
    }
}

fn seeds() -> Vec<Vec<u8>> {
    let encoded = section::encode(&sample());
    let module = modules::smallest(&["_start"]);
    let twice = [&module, &encoded[..], &encoded].concat();
    vec![HEADER.into(), module.clone(), [&module, &encoded[..]].concat(), twice, [HEADER, &encoded].concat(), encoded]
}
