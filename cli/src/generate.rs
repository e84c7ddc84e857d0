//! `bufwasm generate`: compiles .proto files, asks plugins about them, and writes the files they answer with.

mod answers;
pub(crate) mod args;
mod ask;
mod carry_out;
pub(crate) mod descriptor_set;
mod error;
mod generators;
pub(crate) mod plan;
mod typed;

use std::path::{Path, PathBuf};
use std::time::Instant;

pub(crate) use args::GenerateArgs;
pub(crate) use carry_out::Means;
use plan::{Plan, SetOutput};

use crate::buf;
use crate::compiler_choice::Choice;
use crate::failure::{Failure, Result};
use crate::message::{self, MessageArgs};
use crate::write::{Precious, Wanted, WriteArgs};

/// Generates the code that `args` ask for. Files are written once every plugin has answered.
///
/// # Errors
///
/// The .proto files do not compile; there is no such plugin, it cannot be run, did not succeed, or answered with an error;
/// a file cannot be written. Nothing is written then.
pub(crate) fn generate(args: GenerateArgs, messages: MessageArgs) -> Result<()> {
    let compiler = Choice::resolve(args.compiler.as_ref())?;
    let plan = match args.names_no_output() && (args.buf.template.is_some() || Path::new(buf::TEMPLATE).exists()) {
        true => buf::plan(&args, compiler.directory())?,
        false => Plan::typed(&args, compiler.directory())?,
    };
    if let Some(lock) = args.lock.read()? {
        lock.allows_compiler(&compiler)?;
        plan.generators.iter().try_for_each(|generator| lock.allows(&generator.plugin))?;
    }
    if messages.verbose {
        message::note(&format!("compiling with {compiler}"));
    }
    let jobs = args.jobs();
    let store = args.store.directory();
    let mut session = args.guest.check(Some(args.max_output), store.clone())?;
    session.names_runs = true;
    write(&plan, Means { compiler, session, store, jobs }, &args.write)
}

/// Carries out `plan` by these `means`, and writes what comes of it as `args` have it: all of it, or nothing.
///
/// # Errors
///
/// As those of [`generate`].
pub(crate) fn write(plan: &Plan, means: Means, args: &WriteArgs) -> Result<()> {
    let begun = Instant::now();
    let sets = plan.inputs.iter().filter_map(|input| input.set.as_ref());
    if args.json && sets.into_iter().any(SetOutput::is_stdout) {
        return Err(Failure::usage("stdout cannot be both a descriptor set and what --json tells"));
    }
    let clean = (args.clean || plan.clean).then(|| Precious::and(plan.precious()));
    let made = means.carry_out(plan)?;
    let trees = made.trees.iter().map(|(out, tree)| (*out, tree)).collect();
    // What is no file gets its set when all that can go wrong with files is past.
    let (files, others): (Vec<_>, Vec<_>) = made.sets.iter().partition(|(output, _)| output.is_file());
    let files = files.into_iter().map(|(output, set)| (output.path.clone(), &**set)).collect();
    let wanted = Wanted { trees, files, clean };
    args.apply(&wanted, begun, || others.iter().try_for_each(|(output, set)| output.write(set)))
}

impl Plan {
    /// What cleaning must not take away, with what it is.
    fn precious(&self) -> impl Iterator<Item = (PathBuf, &'static str)> {
        let sources = self.inputs.iter().flat_map(|input| &input.directories);
        let sources = sources.map(|directory| (directory.clone(), "a directory of .proto files"));
        let plugins = self.generators.iter().map(|generator| (generator.plugin.path.clone(), "a plugin"));
        sources.chain(plugins)
    }
}
