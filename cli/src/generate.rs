//! `bufwasm generate`: compiles .proto files, asks plugins about them, and writes the files they answer with.

mod archive;
mod ask;
mod descriptor_set;
mod error;
mod progress;
mod write;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bufwasm_codegen::{Job, OutputTree, Protos, Strategy};

use self::ask::{Asking, Question};
use crate::args::{GenerateArgs, MessageArgs};
use crate::cache::{Directory, Store};
use crate::compile::Includes;
use crate::compiler_choice::Choice;
use crate::failure::{Failure, Result};
use crate::generators_by_name;
use crate::message;
use crate::plugin::Plugin;
use crate::plugin_spec::PluginSpec;
use crate::session::Session;

/// Where the files lie that compilers bring.
const GOOGLES_OWN: &str = "google/protobuf";

/// Generates the code that `args` ask for. Files are written once every plugin has answered.
///
/// # Errors
///
/// The .proto files do not compile; there is no such plugin, it cannot be run, did not succeed, or answered with an error;
/// a file cannot be written. Nothing is written then.
pub(crate) fn generate(args: GenerateArgs, messages: MessageArgs) -> Result<()> {
    let quiet = messages.quiet;
    let compiler = Choice::resolve(args.compiler.as_ref())?;
    let generators = generators(&args, compiler.directory())?;
    if messages.verbose {
        message::note(&format!("compiling with {compiler}"));
    }
    let sets = args.set.read()?;
    let includes = match args.includes.is_empty() && !sets.is_empty() {
        true => Includes::none(),
        false => Includes::new(&args.includes, quiet),
    };
    let files = args.protos.iter().map(|path| match includes.name_of(path) {
        // It may be in a set, or come with the compiler.
        Err(_) if !sets.is_empty() || path.starts_with(GOOGLES_OWN) => Ok(path.to_string_lossy().into_owned()),
        name => name,
    });
    let files = files.collect::<Result<Vec<_>>>()?;
    let store = if args.no_cache { None } else { args.cache.directory().map(Arc::new) };
    let how = Pieces { strategy: args.strategy.into(), jobs: args.jobs(), store: store.as_deref(), quiet };
    let mut session = args.guest.check(Some(args.max_output), store.clone())?;
    let job = Job { sources: &includes, files: &files, sets: &sets };
    let made = progress::shown(compiler.name(), quiet, || {
        // Who asks plugins too is warned when they are asked.
        args.set.make(&compiler, &mut session, &job, quiet || !generators.is_empty())
    });
    let mut trees = BTreeMap::<&Path, OutputTree>::new();
    let answered = made.and_then(|set| {
        if !generators.is_empty() {
            let compiled = progress::shown(compiler.name(), quiet, || compiler.compile(&mut session, &job, quiet))?;
            how.ask_all(&mut session, &generators, &compiled.protos, &mut trees)?;
        }
        Ok(set)
    });
    let finished = session.finish();
    settle(store.as_deref(), quiet);
    let set = answered.and_then(|set| finished.map(|()| set))?;
    let mut staged = write::stage(trees.iter().map(|(out, tree)| (*out, tree)))?;
    args.set.write(set, &mut staged)?;
    let written = staged.commit()?;
    if !quiet && !generators.is_empty() {
        message::note(&written.to_string());
    }
    Ok(())
}

/// What plugins are asked about at a time, and how many of them.
struct Pieces<'a> {
    strategy: Strategy,
    jobs: usize,
    /// Where answers are kept.
    store: Option<&'a Directory>,
    quiet: bool,
}

impl Pieces<'_> {
    /// Puts what the `generators` answer about `protos` into the trees of their directories: one after the other, and of each
    /// a piece after the other.
    fn ask_all<'g>(
        &self,
        session: &mut Session,
        generators: &'g [Generator],
        protos: &Protos,
        trees: &mut BTreeMap<&'g Path, OutputTree>,
    ) -> Result<()> {
        let pieces = protos.pieces(self.strategy);
        let asked = generators.iter().flat_map(|generator| pieces.iter().map(move |names| (generator, names)));
        let (generators_asked, questions): (Vec<_>, Vec<_>) = asked
            .map(|(generator, names)| {
                let Generator { plugin, parameter, .. } = generator;
                let request = match plugin.asked_as_built_in() {
                    true => protos.request_to_built_in_about(names, parameter),
                    false => protos.request_about(names, parameter),
                };
                (generator, Question { plugin, request })
            })
            .unzip();
        let asking = Asking { protos, store: self.store.map(|store| store as &dyn Store), jobs: self.jobs };
        let names: Vec<_> = generators.iter().map(|generator| &*generator.plugin.name).collect();
        let responses = progress::shown(&names.join(", "), self.quiet, || asking.ask(session, &questions))?;
        generators_asked.into_iter().zip(responses).try_for_each(|(Generator { plugin, out, .. }, response)| {
            let added = trees.entry(out).or_default().add(&plugin.name, response.file);
            let cleaned = added.map_err(|error| Failure::from(error).of_plugin(&plugin.name))?;
            if !self.quiet {
                cleaned.iter().for_each(|name| message::note(&format!("{}: {name}", plugin.name)));
            }
            Ok(())
        })
    }
}

/// Makes room where answers are kept, and says if they could not be.
fn settle(store: Option<&Directory>, quiet: bool) {
    let Some(store) = store else { return };
    store.shrink();
    if let Some(error) = store.trouble().filter(|_| !quiet) {
        let (place, why) = (store.root().display(), crate::failure::reason(&error));
        message::note(&format!("answers are not kept: cannot write below {place}: {why}"));
    }
}

/// A plugin to run.
struct Generator {
    plugin: Plugin,
    parameter: String,
    /// The directory that its files go to.
    out: PathBuf,
}

/// What is to be run: plugins, then generators by name, each in the order in which they were given. Names are also looked up
/// in the directory `beside`.
fn generators(args: &GenerateArgs, beside: Option<&Path>) -> Result<Vec<Generator>> {
    if args.plugins.is_empty() && args.named.is_empty() && args.set.descriptor_set_out.is_none() {
        let hint = "give --plugin PLUGIN.wasm --out DIR, --NAME_out=DIR (such as --python_out=gen), or --descriptor_set_out=FILE";
        return Err(Failure::usage("there is nothing to generate").hint(hint.to_owned()));
    }
    let outs = outputs(&args.plugins, &args.outs)?.into_iter().map(Path::to_owned);
    let named = args.named.iter().map(|out| generators_by_name::plugin_of(out, &args.named_options));
    let all = args.plugins.iter().cloned().zip(outs).chain(named);
    all.map(|(PluginSpec { plugin, parameter }, out)| {
        Ok(Generator { plugin: Plugin::open_beside(&plugin, beside)?, parameter, out })
    })
    .collect()
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
