//! `bufwasm inspect`: what a plugin is and needs, without running it.

mod report;
mod text;

use crate::args::InspectArgs;
use crate::failure::Result;
use crate::output;
use crate::plugin::Plugin;

/// Prints what there is to know of the plugin that `args` name.
///
/// # Errors
///
/// There is no such plugin, it is no module, or its configuration cannot be read.
pub(crate) fn inspect(args: &InspectArgs) -> Result<()> {
    let plugin = Plugin::open(&args.plugin)?;
    let report = report::of(&plugin, args.max_memory).map_err(|failure| failure.of_plugin(&plugin.name))?;
    let printed = if args.json { report::json(&report) } else { text::of(&report) };
    output::print(printed.as_bytes())
}
