//! `bufwasm optimise`: makes a plugin cheaper to run.

mod args;

use bufwasm::optimise::{Optimised, is_optimised, optimise as optimised};

use crate::failure::{Failure, Result};
use crate::hint;
use crate::message;
use crate::output;
use crate::plugin::Plugin;
use crate::progress;

pub(crate) use args::OptimiseArgs;

/// Writes the plugin, optimised, and says on stderr what was done.
///
/// # Errors
///
/// It is no plugin, or a file cannot be read or written. Nothing is written then.
pub(crate) fn optimise(args: &OptimiseArgs) -> Result<()> {
    let plugin = Plugin::open(&args.plugin)?;
    bufwasm::check(&plugin.wasm).map_err(|error| {
        Failure::from(&error).hint(hint::remedy(&error, None, &plugin.wasm)).of_plugin(&plugin.name)
    })?;
    let note = match progress::shown(&plugin.name, || optimised(&plugin.wasm)) {
        Some(Optimised { wasm, report }) => {
            output::write(&args.output, &wasm)?;
            format!("{} of {} functions optimised", report.optimised, report.functions)
        }
        None => {
            output::write(&args.output, &plugin.wasm)?;
            match is_optimised(&plugin.wasm) {
                true => "nothing optimised: it is optimised already".into(),
                false => "nothing optimised: no function is of the shape that Go's compiler gives them".into(),
            }
        }
    };
    message::note(&note);
    Ok(())
}
