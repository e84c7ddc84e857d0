//! A plugin of buf.gen.yaml.

use std::path::Path;

use bufwasm_codegen::Strategy;

use crate::buf::fields::Fields;
use crate::buf::yaml::{Node, Place};
use crate::failure::Result;

/// What buf.gen.yaml says of a plugin.
pub(in crate::buf) struct PluginConfig {
    /// Where it says what to run.
    pub(in crate::buf) place: Place,
    pub(in crate::buf) program: Program,
    pub(in crate::buf) out: String,
    /// Its options, joined.
    pub(in crate::buf) opt: String,
    pub(in crate::buf) strategy: Strategy,
    pub(in crate::buf) include_imports: bool,
    pub(in crate::buf) include_wkt: bool,
    pub(in crate::buf) types: Vec<String>,
    pub(in crate::buf) exclude_types: Vec<String>,
}

/// What is run.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::buf) enum Program {
    /// A name to look up, or the path of a module.
    Plugin(String),
    /// A generator that is built into protoc, by its short name.
    BuiltIn(String),
}

const V2: [&str; 12] = [
    "remote",
    "revision",
    "local",
    "protoc_builtin",
    "protoc_path",
    "out",
    "opt",
    "include_imports",
    "include_wkt",
    "strategy",
    "types",
    "exclude_types",
];
const V1: [&str; 9] = ["plugin", "name", "remote", "out", "revision", "opt", "path", "protoc_path", "strategy"];

impl PluginConfig {
    /// One of version v2.
    pub(super) fn v2(node: &Node) -> Result<Self> {
        let fields = node.fields("a plugin", &V2)?;
        let given: Vec<_> =
            ["remote", "local", "protoc_builtin"].into_iter().filter(|name| fields.node(name).is_some()).collect();
        let program = match given[..] {
            ["local"] => local(&fields, "local")?,
            ["protoc_builtin"] => Program::BuiltIn(fields.text("protoc_builtin")?.unwrap_or_default().to_owned()),
            ["remote"] => return Err(remote(&fields, "remote")?),
            [] => return Err(node.place.wrong("a plugin has to be one of local, protoc_builtin and remote")),
            _ => return Err(node.place.wrong(format!("a plugin is one of {}, and not several", given.join(", ")))),
        };
        let only_for = |field: &str, other: &str| match fields.node(field) {
            Some(node) if given != [other] => Err(node.place.wrong(format!("{field} goes with {other} alone"))),
            _ => Ok(()),
        };
        only_for("revision", "remote")?;
        only_for("protoc_path", "protoc_builtin")?;
        let place = fields.node(given[0]).map_or(&node.place, |node| &node.place).clone();
        Self::with_program(&fields, place, program)
    }

    /// One of version v1 or v1beta1.
    pub(super) fn v1(node: &Node) -> Result<Self> {
        let fields = node.fields("a plugin", &V1)?;
        let (named, name) = match (fields.text("plugin")?, fields.text("name")?) {
            _ if fields.node("remote").is_some() => return Err(remote(&fields, "remote")?),
            (Some(name), None) if name.contains('/') => {
                // Such a name is a registry's, unless it says where the program is.
                if fields.node("path").is_none() {
                    return Err(remote(&fields, "plugin")?);
                }
                return Err(fields.wrong("path", format!("there can be no path for the remote plugin {name}")));
            }
            (Some(name), None) => ("plugin", name),
            (None, Some(name)) => ("name", name),
            (None, None) => return Err(node.place.wrong("a plugin has to have plugin or name")),
            _ => return Err(node.place.wrong("a plugin has plugin or name, and not both")),
        };
        if let Some(node) = fields.node("revision") {
            return Err(node.place.wrong("revision goes with remote plugins alone"));
        }
        let (field, program) = match fields.node("path") {
            Some(_) => ("path", local(&fields, "path")?),
            None if fields.node("protoc_path").is_some() => ("protoc_path", Program::BuiltIn(name.to_owned())),
            None => (named, Program::Plugin(format!("protoc-gen-{name}"))),
        };
        let place = fields.node(field).map_or(&node.place, |node| &node.place).clone();
        Self::with_program(&fields, place, program)
    }

    fn with_program(fields: &Fields<'_>, place: Place, program: Program) -> Result<Self> {
        let strategy = match fields.text("strategy")? {
            None | Some("directory") => Strategy::Directory,
            Some("all") => Strategy::All,
            Some(other) => {
                return Err(fields.wrong("strategy", format!("the strategy is directory or all, and not {other}")));
            }
        };
        let (include_imports, include_wkt) = (fields.flag("include_imports")?, fields.flag("include_wkt")?);
        if include_wkt && !include_imports {
            return Err(fields.wrong("include_wkt", "include_wkt needs include_imports: true beside it"));
        }
        let out = fields.text("out")?.ok_or_else(|| fields.place.wrong("a plugin has to have out"))?.to_owned();
        Ok(Self {
            place,
            program,
            out,
            opt: fields.text_or_texts("opt")?.join(","),
            strategy,
            include_imports,
            include_wkt,
            types: fields.texts("types")?,
            exclude_types: fields.texts("exclude_types")?,
        })
    }
}

/// What is to be run as the field says: a name, a path, or a command line that runs bufwasm.
fn local(fields: &Fields<'_>, field: &str) -> Result<Program> {
    let words = fields.text_or_texts(field)?;
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    let is_bufwasm = |program: &str| Path::new(program).file_stem().is_some_and(|name| name == "bufwasm");
    match words[..] {
        [] | [""] => Err(fields.wrong(field, "there is no plugin in this")),
        [plugin] => Ok(Program::Plugin(plugin.to_owned())),
        [program, "run", plugin] if is_bufwasm(program) => Ok(Program::Plugin(plugin.to_owned())),
        [program, ..] if is_bufwasm(program) => {
            let hint = "write [bufwasm, run, PLUGIN.wasm], and give options to `bufwasm generate` itself".to_owned();
            Err(fields.wrong(field, "plugins are run here with no options of their own").hint(hint))
        }
        [program, ..] => {
            let hint = "name a plugin that is compiled to WebAssembly, or have buf run this one".to_owned();
            Err(fields
                .wrong(field, format!("{program} is a program of its own, which bufwasm does not start"))
                .hint(hint))
        }
    }
}

/// Why a remote plugin is not run.
fn remote(fields: &Fields<'_>, field: &str) -> Result<crate::failure::Failure> {
    let name = fields.text(field)?.unwrap_or_default();
    let failure = fields.wrong(field, format!("{name} is run by a registry, and bufwasm asks none"));
    let short = name.rsplit('/').next().unwrap_or_default().split(':').next().unwrap_or_default();
    Ok(failure.hint(format!("write `local: protoc-gen-{short}`, with protoc-gen-{short}.wasm in BUFWASM_PATH or PATH")))
}
