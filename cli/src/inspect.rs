//! `bufwasm inspect`: what a plugin is and needs, without running it.

mod args;
mod text;

use bufwasm_inspect::Report;
use serde::Serialize;

use crate::bundle::{Bundle, Item};
use crate::failure::{Failure, Result};
use crate::hint;
use crate::output;
use crate::plugin::Plugin;

pub(crate) use args::InspectArgs;

/// A plugin's file, and what there is to know of the plugin in it.
#[derive(Serialize)]
struct Inspected {
    path: String,
    #[serde(flatten)]
    report: Report,
}

/// Prints what there is to know of the plugin that `args` name.
///
/// # Errors
///
/// There is no such plugin, it is no module, or its configuration cannot be read.
pub(crate) fn inspect(args: &InspectArgs) -> Result<()> {
    if let Some(bundle) = Bundle::read(args.plugin.as_ref())? {
        let carried = Carried::of(bundle);
        return output::print(if args.json { json(&carried) } else { text::of_bundle(&carried) }.as_bytes());
    }
    let plugin = Plugin::open(&args.plugin)?;
    let report = Report::of(&plugin.wasm, args.max_memory.pages()).map_err(|error| {
        Failure::from(&error).hint(hint::remedy(&error, None, &plugin.wasm)).of_plugin(&plugin.name)
    })?;
    let inspected = Inspected { path: plugin.path.to_string_lossy().into_owned(), report };
    let printed = if args.json { json(&inspected) } else { text::of(&inspected) };
    output::print(printed.as_bytes())
}

/// An executable that carries plugins.
#[derive(Serialize)]
struct Carried {
    path: String,
    /// Bytes of bufwasm itself.
    executable_size: u64,
    plugins: Vec<Item>,
}

impl Carried {
    fn of(bundle: Bundle) -> Self {
        let path = bundle.path.to_string_lossy().into_owned();
        Self { path, executable_size: bundle.executable, plugins: bundle.items }
    }
}

/// Indented JSON. The names of fields are what scripts rely on.
fn json(inspected: &impl Serialize) -> String {
    // Strings and numbers always make JSON.
    serde_json::to_string_pretty(inspected).map(|json| json + "\n").unwrap_or_default()
}
