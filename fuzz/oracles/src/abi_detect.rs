//! Telling a module's ABI: from what the caller says, the configuration, and the exports.

use arbitrary::{Arbitrary, Result, Unstructured};
use bufwasm::module::ModuleSummary;
use bufwasm::proto::ExecConfig;
use bufwasm::{Abi, Error, PluginExecutor, section};
use wasmparser::{ExternalKind, Parser, Payload};

use crate::{Target, modules, noise};

/// Inputs are choices: the exports, a configuration, then those of `wasm-smith`.
pub const TARGET: Target = Target { name: "abi_detect", run, seeds: || noise(32, 1024), dictionary: &[] };

fn run(input: &[u8]) {
    let mut u = Unstructured::new(input);
    // An input that is too short for a module is none.
    if let Ok((given, config, wasm)) = plugin(&mut u) {
        check(given, config.as_ref(), &wasm);
    }
}

/// Names that functions are exported by.
const NAMES: &[&str] = &["_start", "run", "resume", "getsp", "_initialize", "Run", "_start ", ""];

#[derive(Arbitrary)]
enum Given {
    Nothing,
    Wasi,
    GoJs,
}

/// The ABI the caller gives, the configuration, and the module that carries it.
fn plugin(u: &mut Unstructured<'_>) -> Result<(Option<Abi>, Option<ExecConfig>, Vec<u8>)> {
    let given = match u.arbitrary()? {
        Given::Nothing => None,
        Given::Wasi => Some(Abi::Wasi),
        Given::GoJs => Some(Abi::GoJs),
    };
    let chosen: u8 = u.arbitrary()?;
    let exports: Vec<_> = (0..).zip(NAMES).filter(|(bit, _)| chosen >> bit & 1 == 1).map(|(_, name)| *name).collect();
    let config = if u.arbitrary()? {
        let call = if u.arbitrary()? { (*u.choose(NAMES)?).into() } else { String::new() };
        Some(ExecConfig { wasm_abi: u.int_in_range(-1..=4)?, args: u.arbitrary()?, call, ..Default::default() })
    } else {
        None
    };
    let mut wasm = modules::arbitrary(u, &exports, None)?;
    wasm.extend(config.iter().flat_map(section::encode));
    Ok((given, config, wasm))
}

fn check(given: Option<Abi>, config: Option<&ExecConfig>, wasm: &[u8]) {
    let functions = exported_functions(wasm);
    let summary = ModuleSummary::parse(wasm).expect("the module is valid");
    assert_eq!(summary.exported_functions(), functions);
    let expected = expected(given, config, &functions);
    let detected = Abi::detect(given, config, &functions);
    assert_eq!(detected.as_ref().ok(), expected.as_ref(), "{given:?}, {config:?}, {functions:?}");
    match (PluginExecutor::new().compile_as("", wasm, given), expected) {
        (Ok(plugin), Some(abi)) => {
            assert_eq!((plugin.abi(), plugin.config()), (abi, config));
            assert!(abi.missing_imports(&summary).is_empty());
        }
        (Err(Error::MissingImports { abi: missing, imports }), Some(abi)) => {
            assert_eq!((missing, imports), (abi, abi.missing_imports(&summary)));
        }
        (Err(Error::MemoryFloor { needed, cap }), Some(_)) => assert!(needed > cap.into()),
        (Err(Error::UnknownAbi(error)), None) => assert_eq!(Err(error), detected),
        (Err(error), Some(abi)) => {
            let Some((function, takes)) = modules::uncallable_entry(&error) else {
                panic!("{error:?}, where {abi:?} is expected")
            };
            assert!(config.and_then(ExecConfig::called_function).is_some() || function == abi.entry());
            assert_ne!(takes, parameters(abi));
        }
        (outcome, None) => panic!("{:?}, where no ABI is expected", outcome.err()),
    }
}

/// The types of the arguments that the function an ABI starts with is called with.
fn parameters(abi: Abi) -> &'static str {
    match abi {
        Abi::Wasi => "()",
        Abi::GoJs => "(i32, i32)",
    }
}

/// The names of the functions that `wasm` exports, by wasmparser.
fn exported_functions(wasm: &[u8]) -> Vec<&str> {
    let mut names = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::ExportSection(exports) = payload.expect("the module is valid") {
            let exports = exports.into_iter().map(|export| export.expect("the module is valid"));
            names.extend(exports.filter(|export| export.kind == ExternalKind::Func).map(|export| export.name));
        }
    }
    names
}

/// What the documentation promises: the caller's word, else the configuration's, else `_start` before `run`; and always
/// an entry to call; but a library with a function to call is one of WASI's.
fn expected(given: Option<Abi>, config: Option<&ExecConfig>, functions: &[&str]) -> Option<Abi> {
    let wasi = functions.contains(&"_start");
    let go_js = functions.contains(&"run");
    let number = config.map_or(0, |config| config.wasm_abi);
    if let Some(call) = config.and_then(ExecConfig::called_function) {
        let may_be_wasi = given.map_or([0, 1].contains(&number), |abi| abi == Abi::Wasi);
        return (may_be_wasi && !wasi && functions.contains(&call)).then_some(Abi::Wasi);
    }
    match (given, number) {
        (Some(Abi::Wasi), _) | (None, 1) => wasi.then_some(Abi::Wasi),
        (Some(Abi::GoJs), _) | (None, 2) => go_js.then_some(Abi::GoJs),
        (None, 0) if wasi => Some(Abi::Wasi),
        (None, 0) if go_js => Some(Abi::GoJs),
        _ => None,
    }
}
