//! What buf.gen.yaml and the command line ask for, as a plan.

mod input;
mod program;

use std::path::{Path, PathBuf};

use bufwasm_codegen::TypeFilter;

use self::program::open;
use super::template::{InputConfig, PluginConfig, Template};
use crate::failure::{Failure, Result};
use crate::generate::args::GenerateArgs;
use crate::generate::plan::{Generator, Plan};
use crate::message;
use crate::plugin::Plugin;

/// The plan of a buf.gen.yaml: that which `args` name or are, or that of the working directory. Plugins are also looked up in
/// the directory `beside`.
///
/// # Errors
///
/// A file is not there or not right, or asks for what needs a registry; there is no such plugin or input.
pub(crate) fn plan(args: &GenerateArgs, beside: Option<&Path>) -> Result<Plan> {
    let template = Template::find(args.buf.template.as_deref())?;
    if template.has_idle_rules {
        message::note("managed mode has rules, and is not enabled");
    }
    let base = match &args.outs[..] {
        [] => Path::new(""),
        [one] => one,
        _ => return Err(Failure::usage("with a buf.gen.yaml there is one --out, which its directories are below")),
    };
    let generators = template.plugins.iter().map(|plugin| generator(plugin, args, base, beside));
    let generators = generators.collect::<Result<Vec<_>>>()?;
    let given = match &args.protos[..] {
        [] if template.inputs.is_empty() => Some(InputConfig::typed(".", &template.types)?),
        [] => None,
        [one] => Some(InputConfig::typed(&one.to_string_lossy(), &template.types)?),
        _ => return Err(Failure::usage("with a buf.gen.yaml there is one input, and the others are --path")),
    };
    let inputs = given.as_ref().map_or(&template.inputs[..], std::slice::from_ref);
    let inputs = inputs.iter().map(|config| input::input(config, &template, args)).collect::<Result<_>>()?;
    Ok(Plan { inputs, generators, clean: template.clean })
}

/// The plugins of the buf.gen.yaml at `template`, or that of the working directory.
///
/// # Errors
///
/// The file is not there or not right, or there is no such plugin.
pub(crate) fn plugins(template: Option<&str>, beside: Option<&Path>) -> Result<Vec<Plugin>> {
    let template = Template::find(template)?;
    template.plugins.iter().map(|plugin| open(plugin, beside)).collect()
}

/// The plugin that buf.gen.yaml describes, found; its files go below `base`.
fn generator(config: &PluginConfig, args: &GenerateArgs, base: &Path, beside: Option<&Path>) -> Result<Generator> {
    Ok(Generator {
        plugin: open(config, beside)?,
        parameter: config.opt.clone(),
        out: joined(base, &config.out),
        strategy: config.strategy,
        include_imports: config.include_imports || args.set.imports,
        include_wkt: config.include_wkt || args.buf.include_wkt,
        types: filter(&config.types, &config.exclude_types),
    })
}

fn filter(types: &[String], exclude_types: &[String]) -> TypeFilter {
    TypeFilter { include: types.iter().cloned().collect(), exclude: exclude_types.iter().cloned().collect() }
}

/// The place below `base` that `out` is; as for buf, it is below even if it begins with a slash.
fn joined(base: &Path, out: &str) -> PathBuf {
    match base == Path::new("") || base == Path::new(".") {
        true => out.into(),
        false => base.join(out.trim_start_matches('/')),
    }
}
