//! What `bufwasm inspect` reads of a module and `bufwasm pack` makes of one.

use bufwasm::module::{self, ModuleSummary};
use bufwasm::proto::ExecConfig;
use bufwasm::{Error, PluginExecutor, section};
use bufwasm_inspect::Report;
use wasmparser::{Parser, Payload, ValidPayload, Validator};

use crate::{Target, modules, noise};

/// Inputs are modules, or what is to be taken for one.
pub const TARGET: Target = Target {
    name: "pack_inspect",
    run,
    seeds,
    dictionary: &[
        b"\0asm\x01\0\0\0",
        b"producers",
        b"language",
        b"target_features",
        b"name",
        b"_start",
        b"\x0a.bufplugin",
    ],
};

fn run(wasm: &[u8]) {
    let summary = ModuleSummary::parse(wasm);
    let features = module::features(wasm);
    if features.is_ok() {
        assert!(summary.is_ok(), "a valid module has a summary: {summary:?}");
    }
    let report = Report::of(wasm, CAP);
    assert_eq!(report.is_ok(), summary.is_ok() && section::find(wasm).is_ok(), "{:?}", report.err());
    let Ok(summary) = summary else { return };
    if let Ok(report) = report {
        reports_tell_what_compiling_finds(wasm, &report);
    }
    counts_are_those_of_wasmparser(wasm, &summary);
    if let Ok(features) = features {
        needed_features_are_enough(wasm, &features);
        packing_changes_the_configuration_alone(wasm, &summary);
    }
}

/// Pages of 64 KiB that a plugin may have.
const CAP: u32 = 8192;

/// A plugin that compiles speaks an ABI, and needs no more memory than it may have.
fn reports_tell_what_compiling_finds(wasm: &[u8], report: &Report) {
    assert_eq!(report.size, wasm.len() as u64);
    match PluginExecutor::builder().memory_pages(CAP).build().compile("", wasm) {
        Ok(plugin) => {
            assert_eq!(report.abi.name, Some(plugin.abi().to_string()));
            assert!(report.memory.floor_pages <= CAP.into());
        }
        Err(Error::UnknownAbi(_)) => assert_eq!(report.abi.name, None),
        Err(Error::MemoryFloor { needed, .. }) => assert_eq!(report.memory.floor_pages, needed),
        Err(_) => {}
    }
}

fn counts_are_those_of_wasmparser(wasm: &[u8], summary: &ModuleSummary<'_>) {
    let mut custom = Vec::new();
    let (mut functions, mut data, mut start) = (0, 0, None);
    for payload in Parser::new(0).parse_all(wasm) {
        match payload {
            Ok(Payload::CustomSection(section)) => custom.push((section.name(), section.data().len())),
            Ok(Payload::FunctionSection(reader)) => functions = reader.count(),
            Ok(Payload::DataSection(reader)) => data = reader.count(),
            Ok(Payload::StartSection { func, .. }) => start = Some(func),
            Ok(_) => {}
            // The bodies of functions, which a summary does not look at.
            Err(_) => return,
        }
    }
    assert_eq!(summary.custom_sections, custom);
    assert_eq!((summary.functions, summary.data_segments, summary.start), (functions, data, start));
}

/// A module is valid with the features it is said to need and no others beyond the first WebAssembly.
fn needed_features_are_enough(wasm: &[u8], needed: &[&str]) {
    let sorted = needed.windows(2).all(|pair| pair[0] != pair[1]);
    assert!(sorted, "{needed:?} names a feature twice");
    if needed.is_empty() {
        let features = wasmparser::WasmFeatures::WASM1 | wasmparser::WasmFeatures::GC_TYPES;
        let mut validator = Validator::new_with_features(features);
        for payload in Parser::new(0).parse_all(wasm) {
            let valid = validator.payload(&payload.expect("the module is valid")).expect("it needs no feature");
            if let ValidPayload::Func(function, body) = valid {
                function.into_validator(Default::default()).validate(&body).expect("it needs no feature");
            }
        }
    }
}

fn packing_changes_the_configuration_alone(wasm: &[u8], summary: &ModuleSummary<'_>) {
    let config = ExecConfig { args: vec!["packed".into()], ..Default::default() };
    let packed = [section::strip(wasm).expect("its sections can be read"), section::encode(&config)].concat();
    assert_eq!(section::find(&packed), Ok(Some(config)));
    assert!(module::features(&packed).is_ok(), "the packed module is no longer valid");
    let repacked = ModuleSummary::parse(&packed).expect("the packed module is valid");
    assert_eq!((&repacked.imports, &repacked.exports), (&summary.imports, &summary.exports));
    assert_eq!((&repacked.memories, repacked.start), (&summary.memories, summary.start));
    let executor = PluginExecutor::new();
    let kind = |compiled: Result<_, Error>| compiled.err().map(|error| std::mem::discriminant(&error));
    let stripped = section::strip(wasm).expect("its sections can be read");
    assert_eq!(kind(executor.compile("", &packed)), kind(executor.compile("", &stripped)));
}

fn seeds() -> Vec<Vec<u8>> {
    let arbitrary = noise(16, 2048)
        .into_iter()
        .filter_map(|choices| modules::arbitrary(&mut arbitrary::Unstructured::new(&choices), &["_start"], None).ok());
    let mut seeds: Vec<_> = arbitrary.filter(|wasm| wasm.len() <= 4096).collect();
    seeds.push(modules::smallest(&["_start"]));
    seeds.push(modules::smallest(&["run", "resume", "getsp"]));
    seeds
}
