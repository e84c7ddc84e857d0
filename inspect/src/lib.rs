//! What there is to know of a plugin without running it. The names of fields are what scripts rely on.
//!
//! ```
//! let wasm = wat::parse_str(r#"(module (memory 17) (func (export "_start")))"#)?;
//! let report = bufwasm_inspect::Report::of(&wasm, 8192)?;
//! assert_eq!(report.abi.name.as_deref(), Some("wasi"));
//! assert_eq!(report.memory.floor_pages, 17);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]

use std::collections::BTreeMap;

use bufwasm::module::{self, ModuleSummary};
use bufwasm::proto::ExecConfig;
use bufwasm::{Abi, BadModule, Error, GoGc, Limits, Provision, UnknownAbi, optimise, section};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// Everything about one plugin.
#[derive(Serialize)]
pub struct Report {
    /// Bytes of the module.
    pub size: u64,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
    /// The module's own name.
    pub module_name: Option<String>,
    /// The interface it speaks.
    pub abi: AbiReport,
    /// The configuration in its `.bufplugin` sections, if it has any.
    pub config: Option<Config>,
    /// The memory it needs.
    pub memory: Memory,
    /// What it imports, in the module's order.
    pub imports: Vec<Import>,
    /// What it exports, in the module's order.
    pub exports: Vec<Export>,
    /// WebAssembly features beyond the first version, by their proposals' names; none if the module is not valid.
    pub features: Option<Vec<&'static str>>,
    /// Why the module is not valid, if it is not.
    pub invalid: Option<String>,
    /// The tools that made it.
    pub producers: Vec<Producer>,
    /// Such as `go1.24.2`.
    pub go_version: Option<String>,
    /// What Go's collector is told when the caller says nothing else, as `KEY=VALUE`; nothing for other plugins.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub go_gc: Vec<String>,
    /// What optimising it comes to, if there is anything to optimise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub optimised: Option<Optimised>,
    /// Whether it was optimised before.
    #[serde(skip_serializing_if = "is_false")]
    pub is_optimised: bool,
    /// Whether functions have names, which traps can show.
    pub has_names: bool,
}

/// The interface that a plugin speaks.
#[derive(Serialize)]
pub struct AbiReport {
    /// `wasi` or `gojs`, if it is known.
    pub name: Option<String>,
    /// Where that comes from: `config` or `exports`.
    pub source: Option<&'static str>,
    /// Why it is not known.
    pub problem: Option<String>,
}

/// How a plugin wants to be run, as its module says.
#[derive(Serialize)]
pub struct Config {
    /// `wasi` or `gojs`, if the configuration names one.
    pub abi: Option<String>,
    /// Arguments after the plugin's name.
    pub args: Vec<String>,
    /// Files that the plugin can read.
    pub files: Vec<File>,
    /// Directories in which there is nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub directories: Vec<String>,
    /// The function that is called, if the plugin is a library.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call: Option<String>,
    /// The environment, as `KEY=VALUE`.
    pub env: Vec<String>,
}

/// A file that a plugin carries.
#[derive(Serialize)]
pub struct File {
    /// Where the plugin finds it.
    pub path: String,
    /// Its bytes.
    pub size: u64,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
}

/// A plugin's memory, in pages of 64 KiB.
#[derive(Serialize)]
pub struct Memory {
    /// Pages at the start.
    pub floor_pages: u64,
    /// The most pages that the module itself allows, if it sets a maximum.
    pub ceiling_pages: Option<u64>,
    /// The most pages that a run would allow.
    pub cap_pages: u32,
}

/// What a plugin needs.
#[derive(Serialize)]
pub struct Import {
    /// The module it is imported from.
    pub module: String,
    /// Its name there.
    pub name: String,
    /// What it is, such as `func (i32, i32) -> i32`.
    #[serde(rename = "type")]
    pub ty: String,
    /// Whether the ABI provides it; unknown if the ABI is.
    pub provided: Option<bool>,
    /// The type that the ABI provides under this name, if it is another.
    pub provided_type: Option<String>,
}

/// What a plugin offers.
#[derive(Serialize)]
pub struct Export {
    /// Its name.
    pub name: String,
    /// `func`, `memory`, `table`, `global` or `tag`.
    pub kind: &'static str,
}

/// What optimising a plugin comes to.
#[derive(Serialize)]
pub struct Optimised {
    /// Functions with a body.
    pub functions: u32,
    /// Functions that are written anew.
    pub optimised: u32,
    /// Functions of the same type that stay as they are, by what in them does not fit.
    pub left: BTreeMap<&'static str, u32>,
    /// Bytes of stdin from which on [`bufwasm::Optimise::Auto`] optimises a run; `None` if that does not pay.
    pub auto_stdin_bytes: Option<u64>,
}

impl Optimised {
    fn of(wasm: &[u8]) -> Option<Self> {
        let optimise::Report { functions, optimised, left } = optimise::optimise(wasm)?.report;
        let auto_stdin_bytes = optimise::pays(wasm).then_some(optimise::AUTO_STDIN_BYTES);
        Some(Self { functions, optimised, left, auto_stdin_bytes })
    }
}

/// By which what is not so is left out.
fn is_false(value: &bool) -> bool {
    !value
}

/// A tool that helped to make a plugin.
#[derive(Serialize)]
pub struct Producer {
    /// `language`, `processed-by` or `sdk`.
    pub field: String,
    /// The tool's name.
    pub name: String,
    /// The tool's version; may be empty.
    pub version: String,
}

impl Report {
    /// The report on the plugin `wasm`, whose memory is compared with a cap of `cap_pages` pages of 64 KiB.
    ///
    /// # Errors
    ///
    /// `wasm` is not a module, or its configuration cannot be read.
    pub fn of(wasm: &[u8], cap_pages: u32) -> Result<Self, Error> {
        let summary = ModuleSummary::parse(wasm).map_err(|error| Error::BadModule(BadModule::Structure(error)))?;
        let config = section::find(wasm)?;
        let abi = Abi::detect(None, config.as_ref(), &summary.exported_functions());
        let features = module::features(wasm);
        let exports = summary.exports.iter().map(|export| Export { name: export.name.into(), kind: export.kind });
        Ok(Self {
            size: wasm.len() as u64,
            sha256: sha256(wasm),
            module_name: summary.name.map(Into::into),
            imports: imports(&summary, abi.as_ref().ok()),
            abi: abi_report(abi, config.as_ref()),
            go_gc: go_gc(&summary, config.as_ref(), cap_pages),
            config: config.map(config_report),
            memory: memory(&summary, cap_pages),
            exports: exports.collect(),
            invalid: features.as_ref().err().map(ToString::to_string),
            features: features.ok(),
            go_version: summary.go_version().map(Into::into),
            optimised: Optimised::of(wasm),
            is_optimised: optimise::is_optimised(wasm),
            producers: producers(&summary),
            has_names: summary.has_names(),
        })
    }
}

fn go_gc(summary: &ModuleSummary<'_>, config: Option<&ExecConfig>, cap_pages: u32) -> Vec<String> {
    let limits = Limits { memory_pages: cap_pages, ..Limits::default() };
    GoGc::Limit.variables(summary, &limits, config.map_or(&[], |config| &config.env))
}

fn abi_report(abi: Result<Abi, UnknownAbi>, config: Option<&ExecConfig>) -> AbiReport {
    match abi {
        Ok(abi) => {
            let configured = config.is_some_and(|config| config.wasm_abi != 0 || config.called_function().is_some());
            let source = if configured { "config" } else { "exports" };
            AbiReport { name: Some(abi.to_string()), source: Some(source), problem: None }
        }
        Err(error) => AbiReport { name: None, source: None, problem: Some(error.to_string()) },
    }
}

fn config_report(config: ExecConfig) -> Config {
    let files = config.files.iter().map(|file| File {
        path: file.path.clone(),
        size: file.contents.len() as u64,
        sha256: sha256(&file.contents),
    });
    let files = files.collect();
    let call = config.called_function().map(Into::into);
    let program = ExecConfig { call: String::new(), ..config };
    let abi = Abi::detect(None, Some(&program), &[Abi::Wasi.entry(), Abi::GoJs.entry()]);
    let abi = abi.ok().filter(|_| program.wasm_abi != 0).map(|abi| abi.to_string());
    Config { abi, args: program.args, files, directories: program.directories, call, env: program.env }
}

fn memory(summary: &ModuleSummary<'_>, cap_pages: u32) -> Memory {
    let ceilings = summary.memories.iter().map(|memory| memory.maximum);
    let ceiling_pages = ceilings.reduce(|sum, next| Some(sum?.saturating_add(next?))).flatten();
    Memory { floor_pages: summary.memory_floor(), ceiling_pages, cap_pages }
}

fn imports(summary: &ModuleSummary<'_>, abi: Option<&Abi>) -> Vec<Import> {
    let imports = summary.imports.iter().map(|import| {
        let provision = abi.map(|abi| abi.provision(import));
        Import {
            module: import.module.into(),
            name: import.name.into(),
            ty: import.ty.to_string(),
            provided: provision.as_ref().map(|provision| *provision == Provision::Same),
            provided_type: match provision {
                Some(Provision::OtherType(ty)) => Some(ty.to_string()),
                _ => None,
            },
        }
    });
    imports.collect()
}

fn producers(summary: &ModuleSummary<'_>) -> Vec<Producer> {
    let producers = summary.producers.iter().map(|producer| Producer {
        field: producer.field.into(),
        name: producer.name.into(),
        version: producer.version.into(),
    });
    producers.collect()
}

/// The SHA-256 of `bytes`, in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
