//! Carries out a plan: compiles its inputs, and puts together what its plugins answer about them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use bufwasm_codegen::{Image, ImageQuestion, OutputTree, Protos};

use super::answers::{self, Answers};
use super::ask::{Asking, Question};
use super::plan::{Generator, ImageRules, Input, Plan, SetOutput};
use crate::cache::{Directory, Store};
use crate::compile::Chosen;
use crate::failure::Result;
use crate::message;
use crate::progress;
use crate::session::Session;

/// By what a plan is carried out.
pub(crate) struct Means {
    pub(crate) compiler: Chosen,
    pub(crate) session: Session,
    /// Where answers are kept.
    pub(crate) store: Option<Arc<Directory>>,
    /// Plugins that run at the same time.
    pub(crate) jobs: usize,
}

/// What comes of a plan, and is not written yet.
#[derive(Default)]
pub(super) struct Made<'p> {
    /// Generated files, by the directory or archive they go to.
    pub(super) trees: BTreeMap<&'p Path, OutputTree>,
    /// Encoded descriptor sets.
    pub(super) sets: Vec<(&'p SetOutput, Vec<u8>)>,
}

impl Means {
    /// What comes of `plan`.
    ///
    /// # Errors
    ///
    /// Files do not compile; a plugin cannot be run, does not succeed, or answers what cannot be used.
    pub(super) fn carry_out(mut self, plan: &Plan) -> Result<Made<'_>> {
        let mut made = Made::default();
        let ended = plan.inputs.iter().try_for_each(|input| self.add(input, &plan.generators, &mut made));
        let finished = self.session.finish();
        settle(self.store.as_deref());
        ended.and(finished).map(|()| made)
    }

    /// Adds what comes of `input` to what is `made`.
    fn add<'p>(&mut self, input: &'p Input, generators: &'p [Generator], made: &mut Made<'p>) -> Result<()> {
        let Self { compiler, session, .. } = self;
        if let Some(set) = &input.set {
            // Who asks plugins too is warned when they are asked.
            let warns = generators.is_empty();
            let encoded = progress::shown(compiler.name(), || set.make(compiler, session, &input.job(), warns))?;
            made.sets.push((set, encoded));
        }
        if generators.is_empty() {
            return Ok(());
        }
        let compiled = progress::shown(compiler.name(), || compiler.compile(session, &input.job()));
        let compiled = compiled.map_err(|failure| input.explained(failure))?;
        let protos = &compiled.protos;
        let image = input.image.as_ref().map(|rules| rules.image(protos)).transpose()?;
        let questions = generators.iter().map(|generator| {
            let questions = match &image {
                Some(image) => generator.questions_about_image(image)?,
                None => generator.questions(protos),
            };
            Ok((generator, questions))
        });
        let answers = self.ask_all(questions.collect::<Result<_>>()?, protos, image.is_some())?;
        let trees = match image {
            Some(_) => answers::trees_as_buf(answers, protos)?,
            None => answers::trees(answers)?,
        };
        // Of several inputs, the last counts.
        trees.into_iter().try_for_each(|(out, tree)| Ok(made.trees.entry(out).or_default().overwrite(tree)?))
    }

    /// What generators answer to their `questions` about `protos`: of each generator an answer to each of its questions.
    fn ask_all<'p>(
        &mut self,
        questions: Vec<(&'p Generator, Vec<Question<'p>>)>,
        protos: &Protos,
        as_buf: bool,
    ) -> Result<Vec<Answers<'p>>> {
        let counts: Vec<_> = questions.iter().map(|(generator, questions)| (*generator, questions.len())).collect();
        let questions: Vec<_> = questions.into_iter().flat_map(|(_, questions)| questions).collect();
        let store = self.store.as_deref().map(|store| store as &dyn Store);
        let pieces: Vec<_> = counts.iter().map(|(generator, count)| (&*generator.plugin.name, *count)).collect();
        // Which generator each question is for.
        let asked: Vec<_> = counts.iter().enumerate().flat_map(|(at, (_, count))| vec![at; *count]).collect();
        let responses = progress::each_shown(&pieces, |done| {
            let answered = |question: usize| done(asked[question]);
            let asking = Asking { protos, as_buf, store, jobs: self.jobs, answered: &answered };
            asking.ask(&mut self.session, &questions)
        })?;
        let mut responses = responses.into_iter();
        let answers =
            counts.into_iter().map(|(generator, count)| (generator, responses.by_ref().take(count).collect()));
        Ok(answers.collect())
    }
}

impl ImageRules {
    /// The image that plugins are asked about.
    fn image(&self, protos: &Protos) -> Result<Image> {
        let mut image = Image::new(protos, &self.modules).map_err(|error| vec![error])?.filtered(&self.types)?;
        if let Some(managed) = &self.managed {
            image.manage(managed);
        }
        Ok(image)
    }
}

impl Generator {
    /// What the plugin is asked about an `image`, a piece at a time.
    fn questions_about_image(&self, image: &Image) -> Result<Vec<Question<'_>>> {
        let question = ImageQuestion {
            strategy: self.strategy,
            imports: self.include_imports,
            well_known: self.include_wkt,
            parameter: self.parameter.clone(),
        };
        let seen = if self.types.is_empty() { Cow::Borrowed(image) } else { Cow::Owned(image.filtered(&self.types)?) };
        let requests = seen.requests(&question).into_iter();
        Ok(requests.map(|request| Question { plugin: &self.plugin, request }).collect())
    }

    /// What the plugin is asked about `protos`, a piece at a time.
    fn questions(&self, protos: &Protos) -> Vec<Question<'_>> {
        let Self { plugin, parameter, strategy, .. } = self;
        let pieces = protos.pieces(*strategy).into_iter().map(|names| match plugin.asked_as_built_in() {
            true => protos.request_to_built_in_about(&names, parameter),
            false => protos.request_about(&names, parameter),
        });
        pieces.map(|request| Question { plugin, request }).collect()
    }
}

/// Makes room where answers are kept, and says if they could not be.
fn settle(store: Option<&Directory>) {
    let Some(store) = store else { return };
    store.shrink();
    if let Some(error) = store.trouble() {
        let (place, why) = (store.root().display(), crate::failure::reason(&error));
        message::note(&format!("answers are not kept: cannot write below {place}: {why}"));
    }
}
