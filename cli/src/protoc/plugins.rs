//! The plugins that protoc asks: WebAssembly in the place of programs.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use bufwasm::ErrorKind;
use bufwasm_codegen::BUILT_IN_GENERATORS;

use super::exchange::{Answer, Question};
use super::wanted::Wanted;
use crate::answer;
use crate::cache::{Directory, Store};
use crate::failure::{Failure, Result};
use crate::lock::Lock;
use crate::message;
use crate::plugin::{Plugin, search_path};
use crate::progress::Progress;
use crate::run::silent_if_the_plugin_spoke;
use crate::session::Session;
use crate::status;
use crate::words::Words;

/// What protoc's own way to start a plugin says where there is none.
const NOT_FOUND: &str = "program not found or is not executable\n\
    Please specify a program using absolute path or make sure the program is available in your PATH system variable";

/// Runs plugins for protoc.
pub(super) struct Plugins {
    session: Session,
    /// Where answers are kept.
    store: Option<Arc<Directory>>,
    /// Where protoc lies, and plugins may lie beside it.
    beside: Option<PathBuf>,
    /// What plugins have to be, if they are locked.
    lock: Option<Lock>,
    /// Plugins that have been found, by what protoc calls their programs.
    found: HashMap<String, Rc<Plugin>>,
}

impl Plugins {
    pub(super) fn new(
        session: Session,
        store: Option<Arc<Directory>>,
        beside: Option<PathBuf>,
        lock: Option<Lock>,
    ) -> Self {
        Self { session, store, beside, lock, found: HashMap::new() }
    }

    /// Refuses what protoc could start and bufwasm cannot or must not, before anything runs.
    ///
    /// # Errors
    ///
    /// A plugin is a program of this machine, or not the one that is locked.
    pub(super) fn check(&mut self, wanted: &Wanted<'_>) -> Result<()> {
        for generator in wanted.generators.iter().filter(|generator| !BUILT_IN_GENERATORS.contains(&generator.name)) {
            let plugin = generator.plugin();
            // Of two with one name, the last counts.
            let program = wanted.plugins.iter().rev().find(|(name, _)| *name == plugin).map(|(_, program)| *program);
            if let Ok(found) = self.open(program.unwrap_or(&plugin), program.is_none()) {
                self.lock.iter().try_for_each(|lock| lock.allows(&found))?;
                continue;
            }
            let native = match program {
                Some(program) => Some(PathBuf::from(program)).filter(|path| path.is_file()),
                None => search_path().iter().find_map(|place| Some(place.has(plugin.as_ref())?.join(&plugin))),
            };
            let Some(native) = native else { continue };
            let message = format!("{} is no WebAssembly module, and bufwasm runs no other programs", native.display());
            let hint = format!("name one: --plugin={plugin}=PATH.wasm, or put {plugin}.wasm into BUFWASM_PATH or PATH");
            return Err(Failure::usage(message).status(status::NOT_A_PLUGIN).hint(hint).of_plugin(plugin));
        }
        Ok(())
    }

    /// Asks the plugin that `question` is for. What goes wrong is told on stderr, as by a program.
    pub(super) fn ask(&mut self, question: Question<'_>) -> Answer {
        let answered = self.open(question.program, question.by_name).and_then(|plugin| {
            let answered = self.answer(&plugin, question.request);
            answered.map_err(|failure| silent_if_the_plugin_spoke(failure.of_plugin(&*plugin.name)))
        });
        let failed = |status| Answer { status, output: Vec::new() };
        match answered {
            Ok(output) => Answer { status: 0, output },
            Err(Failure { kind: ErrorKind::Io, status: status::NOT_FOUND, hint, .. }) => {
                // In protoc's words, which scripts may look for.
                message::line(&format!("{}: {NOT_FOUND}", question.program));
                hint.iter().for_each(|hint| message::line(&format!("hint: {hint}")));
                failed(1)
            }
            Err(failure) => {
                message::failure(&failure);
                failed(failure.status)
            }
        }
    }

    /// Ends what was begun with the plugins.
    ///
    /// # Errors
    ///
    /// What was measured of them cannot be written.
    pub(super) fn finish(self) -> Result<()> {
        self.store.iter().for_each(|store| store.shrink());
        self.session.finish()
    }

    /// The answer that is kept, or else the plugin's own, which is kept.
    fn answer(&mut self, plugin: &Plugin, request: &[u8]) -> Result<Vec<u8>> {
        let mut stdout = Vec::new();
        let mut stderr = Words::new()?;
        let progress = Progress::of(&[(&plugin.name, 1)]);
        let store = self.store.as_deref().map(|store| store as &dyn Store);
        let ended = answer::pass_on(&mut self.session, store, plugin, request.to_vec(), &mut stdout, &mut stderr);
        drop(progress);
        stderr.told(&plugin.name, ended).map(|()| stdout)
    }

    /// The plugin that protoc would start as `program`. A path may leave out the ending of the module's name.
    fn open(&mut self, program: &str, by_name: bool) -> Result<Rc<Plugin>> {
        if let Some(found) = self.found.get(program) {
            return Ok(Rc::clone(found));
        }
        // As a path, though there may be no slash in it.
        let path = |program: &str| Plugin::open(Path::new(".").join(program).as_os_str());
        let plugin = match by_name {
            true => Plugin::open_beside(program.as_ref(), self.beside.as_deref()),
            false => path(program).or_else(|failure| path(&format!("{program}.wasm")).map_err(|_| failure)),
        };
        Ok(Rc::clone(self.found.entry(program.into()).or_insert(Rc::new(plugin?))))
    }
}
