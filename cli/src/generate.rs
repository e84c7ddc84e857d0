//! `bufwasm generate`: compiles .proto files, asks plugins about them, and writes the files they answer with.

mod archive;
mod ask;
mod carry_out;
mod descriptor_set;
mod error;
pub(crate) mod plan;
mod progress;
mod typed;
mod write;

use std::sync::Arc;

pub(crate) use carry_out::Means;
use plan::Plan;

use crate::args::{GenerateArgs, MessageArgs};
use crate::compiler_choice::Choice;
use crate::failure::Result;
use crate::message;

/// Generates the code that `args` ask for. Files are written once every plugin has answered.
///
/// # Errors
///
/// The .proto files do not compile; there is no such plugin, it cannot be run, did not succeed, or answered with an error;
/// a file cannot be written. Nothing is written then.
pub(crate) fn generate(args: GenerateArgs, messages: MessageArgs) -> Result<()> {
    let quiet = messages.quiet;
    let compiler = Choice::resolve(args.compiler.as_ref())?;
    let plan = Plan::typed(&args, compiler.directory(), quiet)?;
    if messages.verbose {
        message::note(&format!("compiling with {compiler}"));
    }
    let jobs = args.jobs();
    let store = if args.no_cache { None } else { args.cache.directory().map(Arc::new) };
    let session = args.guest.check(Some(args.max_output), store.clone())?;
    write(&plan, Means { compiler, session, store, jobs, quiet })
}

/// Carries out `plan` by these `means`, and writes what comes of it: all of it, or nothing.
///
/// # Errors
///
/// As those of [`generate`].
pub(crate) fn write(plan: &Plan, means: Means) -> Result<()> {
    let quiet = means.quiet;
    let made = means.carry_out(plan)?;
    let mut staged = write::stage(made.trees.iter().map(|(out, tree)| (*out, tree)))?;
    for (output, set) in &made.sets {
        output.write(set, &mut staged)?;
    }
    let written = staged.commit()?;
    if !quiet && !plan.generators.is_empty() {
        message::note(&written.to_string());
    }
    Ok(())
}
