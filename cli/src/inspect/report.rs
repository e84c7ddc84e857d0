//! What there is to know of a plugin. The names of fields are what scripts rely on.

use bufwasm::module::{self, ModuleSummary};
use bufwasm::proto::ExecConfig;
use bufwasm::{Abi, BadModule, Error, UnknownAbi, section};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::failure::{Failure, Result};
use crate::hint;
use crate::plugin::Plugin;
use crate::value::Size;

/// All of it.
#[derive(Serialize)]
pub(super) struct Report {
    pub(super) path: String,
    pub(super) size: u64,
    pub(super) sha256: String,
    /// The name that the module gives itself.
    pub(super) module_name: Option<String>,
    pub(super) abi: AbiReport,
    /// What the plugin carries in its `.bufplugin` sections, if it has any.
    pub(super) config: Option<Config>,
    pub(super) memory: Memory,
    pub(super) imports: Vec<Import>,
    pub(super) exports: Vec<Export>,
    /// WebAssembly features beyond the first version, by their proposals' names; none if the module is not valid.
    pub(super) features: Option<Vec<&'static str>>,
    /// Why the module is not valid, if it is not.
    pub(super) invalid: Option<String>,
    pub(super) producers: Vec<Producer>,
    /// Such as `go1.24.2`.
    pub(super) go_version: Option<String>,
    /// Whether functions have names, for traps to show.
    pub(super) has_names: bool,
}

#[derive(Serialize)]
pub(super) struct AbiReport {
    /// `wasi` or `gojs`, if it can be told.
    pub(super) name: Option<String>,
    /// What told it: `config` or `exports`.
    pub(super) source: Option<&'static str>,
    /// Why it cannot be told.
    pub(super) problem: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Config {
    pub(super) abi: Option<String>,
    pub(super) args: Vec<String>,
    pub(super) files: Vec<File>,
}

#[derive(Serialize)]
pub(super) struct File {
    pub(super) path: String,
    pub(super) size: u64,
    pub(super) sha256: String,
}

/// In pages of 64 KiB.
#[derive(Serialize)]
pub(super) struct Memory {
    /// What the module begins with.
    pub(super) floor_pages: u64,
    /// What it grows to at most, if it says.
    pub(super) ceiling_pages: Option<u64>,
    /// What a run would allow.
    pub(super) cap_pages: u32,
}

#[derive(Serialize)]
pub(super) struct Import {
    pub(super) module: String,
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) ty: String,
    /// Whether the ABI provides it; unknown if the ABI is.
    pub(super) provided: Option<bool>,
    /// The type that the ABI provides under this name, if it is another.
    pub(super) provided_type: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Export {
    pub(super) name: String,
    pub(super) kind: &'static str,
}

#[derive(Serialize)]
pub(super) struct Producer {
    /// `language`, `processed-by` or `sdk`.
    pub(super) field: String,
    pub(super) name: String,
    pub(super) version: String,
}

/// The report of `plugin`, compared with a cap on memory of `cap`.
///
/// # Errors
///
/// It is no module, or its configuration cannot be read.
pub(super) fn of(plugin: &Plugin, cap: Size) -> Result<Report> {
    let failed = |error: Error| Failure::from(&error).hint(hint::remedy(&error, None, &plugin.wasm));
    let wasm = &plugin.wasm;
    let summary = ModuleSummary::parse(wasm).map_err(|error| failed(Error::BadModule(BadModule::Structure(error))))?;
    let config = section::find(wasm).map_err(|error| failed(error.into()))?;
    let abi = Abi::detect(None, config.as_ref(), &summary.exported_functions());
    let features = module::features(wasm);
    Ok(Report {
        path: plugin.path.to_string_lossy().into_owned(),
        size: wasm.len() as u64,
        sha256: sha256(wasm),
        module_name: summary.name.map(Into::into),
        imports: imports(&summary, abi.as_ref().ok()),
        abi: abi_report(abi, config.as_ref()),
        config: config.map(config_report),
        memory: memory(&summary, cap),
        exports: summary.exports.iter().map(|export| Export { name: export.name.into(), kind: export.kind }).collect(),
        invalid: features.as_ref().err().map(ToString::to_string),
        features: features.ok(),
        go_version: go_version(&summary),
        producers: producers(&summary),
        has_names: summary.has_names(),
    })
}

/// `report` as indented JSON.
pub(super) fn json(report: &Report) -> String {
    // Strings and numbers always make JSON.
    serde_json::to_string_pretty(report).map(|json| json + "\n").unwrap_or_default()
}

fn abi_report(abi: std::result::Result<Abi, UnknownAbi>, config: Option<&ExecConfig>) -> AbiReport {
    match abi {
        Ok(abi) => {
            let configured = config.is_some_and(|config| config.wasm_abi != 0);
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
    let abi = Abi::detect(None, Some(&config), &[Abi::Wasi.entry(), Abi::GoJs.entry()]);
    let abi = abi.ok().filter(|_| config.wasm_abi != 0).map(|abi| abi.to_string());
    Config { abi, args: config.args, files }
}

fn memory(summary: &ModuleSummary<'_>, cap: Size) -> Memory {
    let ceilings = summary.memories.iter().map(|memory| memory.maximum);
    let ceiling_pages = ceilings.reduce(|sum, next| Some(sum?.saturating_add(next?))).flatten();
    Memory { floor_pages: summary.memory_floor(), ceiling_pages, cap_pages: cap.pages() }
}

fn imports(summary: &ModuleSummary<'_>, abi: Option<&Abi>) -> Vec<Import> {
    let missing = abi.map(|abi| abi.missing_imports(summary));
    let imports = summary.imports.iter().map(|import| {
        let same =
            |(module, name, ty): (&str, &str, &str)| (module, name, ty) == (import.module, import.name, &import.ty);
        let lacks = missing
            .as_ref()
            .map(|missing| missing.iter().find(|one| same((one.module.as_str(), one.name.as_str(), one.ty.as_str()))));
        Import {
            module: import.module.into(),
            name: import.name.into(),
            ty: import.ty.clone(),
            provided: lacks.map(|lacks| lacks.is_none()),
            provided_type: lacks.flatten().and_then(|lacks| lacks.provided.clone()),
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

/// The release of Go that built the module: its linker says so among the producers (`cmd/link/internal/wasm/asm.go`).
fn go_version(summary: &ModuleSummary<'_>) -> Option<String> {
    let go = summary.producers.iter().find(|producer| (producer.field, producer.name) == ("language", "Go"))?;
    Some(go.version.into())
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
