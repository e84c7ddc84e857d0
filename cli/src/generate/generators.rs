//! Which plugins are run, with which options, and where their files go, as it is typed: here by `--plugin` with `--out`, or as
//! with protoc by `--NAME_out` with `--NAME_opt`, for which `--plugin` may say what NAME is.

use std::path::{Path, PathBuf};

use bufwasm_codegen::TypeFilter;

use super::args::GenerateArgs;
use super::plan::Generator;
use crate::failure::{Failure, Result};
use crate::generators_by_name::{Named, plugin_of};
use crate::plugin::{EXTENSION, Plugin};
use crate::plugin_spec::PluginSpec;

/// What is to be run: plugins, then generators by name, each in the order in which they were given. Names are also looked up
/// in the directory `beside`.
///
/// # Errors
///
/// There is nothing to run, there is no such plugin, or what was typed does not fit together.
pub(super) fn generators(args: &GenerateArgs, beside: Option<&Path>) -> Result<Vec<Generator>> {
    if args.names_no_output() {
        return Err(nothing(args));
    }
    if let Some(Named { name, .. }) = args.named_options.iter().find(|option| !args.writes_by_name(&option.name)) {
        let hint = "options of a --plugin stand behind a colon: --plugin PLUGIN.wasm:OPT=VAL";
        let message = format!("--{name}_opt is about --{name}_out, which is not there");
        return Err(Failure::usage(message).hint(hint.to_owned()));
    }
    let (mut plugins, mut meant) = (Vec::new(), Vec::new());
    for typed in &args.plugins {
        match args.meant_by_name(typed)? {
            Some(generator) => meant.push(generator),
            None => plugins.push(typed.clone()),
        }
    }
    let outs = outputs(&plugins, &args.outs)?.into_iter().map(Path::to_owned);
    let named = args.named.iter().map(|out| {
        let (by_name, directory) = plugin_of(out, &args.named_options);
        // The last one counts, as with protoc.
        let given = meant.iter().rev().find(|(name, _)| *name == out.name);
        (given.map_or(by_name.clone(), |(_, given)| given.with(&by_name.parameter)), directory)
    });
    let all = plugins.into_iter().zip(outs).chain(named);
    all.map(|(PluginSpec { plugin, parameter }, out)| {
        let plugin = Plugin::open_beside(&plugin, beside)?;
        Ok(Generator {
            plugin,
            parameter,
            out,
            strategy: args.strategy.into(),
            include_imports: false,
            include_wkt: false,
            types: TypeFilter::default(),
        })
    })
    .collect()
}

/// Nothing says what is to be generated.
fn nothing(args: &GenerateArgs) -> Failure {
    let is_module = |path: &&PathBuf| path.extension().is_some_and(|ending| ending == EXTENSION);
    let hint = match (args.protos.iter().find(is_module), args.outs.first()) {
        (Some(module), _) => format!("{0} stands among the .proto files: a plugin is named by --plugin {0}", module.display()),
        (None, Some(out)) => format!(
            "name the plugin whose files go to {0}, with --plugin PLUGIN.wasm; a descriptor set is written by \
             --descriptor_set_out={0}",
            out.display()
        ),
        (None, None) => "give --plugin PLUGIN.wasm --out DIR, --NAME_out=DIR (such as --python_out=gen), or --descriptor_set_out=FILE; \
                 or describe it in a buf.gen.yaml"
            .to_owned(),
    };
    Failure::usage("there is nothing to generate").hint(hint)
}

impl GenerateArgs {
    /// Whether there is a `--NAME_out` of this `name`.
    fn writes_by_name(&self, name: &str) -> bool {
        self.named.iter().any(|out| out.name == name)
    }

    /// The generator that a `--plugin`, as `typed`, is for, as protoc has it: `--plugin=protoc-gen-NAME=PATH`, and where there
    /// is no `--out`, the path of a `protoc-gen-NAME.wasm`. `None` if it is one that has a directory of its own.
    fn meant_by_name(&self, typed: &PluginSpec) -> Result<Option<(String, PluginSpec)>> {
        if let Some((name, plugin)) = typed.assigned() {
            if self.writes_by_name(name) {
                return Ok(Some((name.to_owned(), PluginSpec { plugin: plugin.into(), ..typed.clone() })));
            }
            let message = format!("--plugin=protoc-gen-{name}={plugin} is for --{name}_out, which is not there");
            let hint = format!("give --{name}_out=DIR beside it, or --plugin {plugin} --out DIR");
            return Err(Failure::usage(message).hint(hint));
        }
        let name = typed.generator().filter(|name| self.outs.is_empty() && self.writes_by_name(name));
        Ok(name.map(|name| (name, typed.clone())))
    }
}

/// The output directory of each plugin: its own, or the one that all share.
fn outputs<'a>(plugins: &[PluginSpec], outs: &'a [PathBuf]) -> Result<Vec<&'a Path>> {
    match outs {
        [one] if !plugins.is_empty() => Ok(vec![one; plugins.len()]),
        many if many.len() == plugins.len() => Ok(many.iter().map(PathBuf::as_path).collect()),
        [] => Err(Failure::usage("there is no output directory")
            .hint("give --out DIR: one for all plugins, or one for each, in their order".to_owned())),
        many => {
            let message = format!("there are {} plugins and {} output directories", plugins.len(), many.len());
            Err(Failure::usage(message)
                .hint(Some("give one --out for all, or one for each --plugin, in their order".into())))
        }
    }
}
