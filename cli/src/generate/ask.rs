//! Asks plugins, several at a time, and does not ask again what has been answered before.
//!
//! What comes out does not depend on which of them is faster: answers, what plugins write to stderr, statistics and errors come
//! in the order of the questions, and of several errors the first one counts.

use std::io::{self, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use bufwasm_codegen::{CodeGeneratorResponse, GenerateError, Protos};

use crate::answer;
use crate::cache::{Kept, Key, KeyMaker, Kind, Store};
use crate::failure::{Failure, Result};
use crate::plugin::Plugin;
use crate::session::{Measured, Session};
use crate::words::Words;

/// What a plugin is asked.
pub(super) struct Question<'a> {
    pub(super) plugin: &'a Plugin,
    pub(super) request: Vec<u8>,
}

/// Who answers, and how.
pub(super) struct Asking<'a> {
    pub(super) protos: &'a Protos,
    /// Whether answers are taken as buf takes them.
    pub(super) as_buf: bool,
    /// Where answers are kept, and how to tell a plugin's question from all others; `None` if they are not.
    pub(super) store: Option<&'a dyn Store>,
    /// Plugins that run at the same time.
    pub(super) jobs: usize,
    /// Is told which of the questions is answered.
    pub(super) answered: &'a (dyn Fn(usize) + Sync),
}

/// An answer, with what the plugin wrote to stderr and what was measured.
struct Answered {
    response: Result<CodeGeneratorResponse>,
    stderr: Vec<u8>,
    measured: Measured,
}

impl Asking<'_> {
    /// The answers, in the order of the `questions`.
    ///
    /// # Errors
    ///
    /// That of the first question whose plugin cannot be run, does not succeed, or answers what cannot be used.
    pub(super) fn ask(&self, session: &mut Session, questions: &[Question<'_>]) -> Result<Vec<CodeGeneratorResponse>> {
        let jobs = self.jobs.min(questions.len());
        match session.fork().filter(|_| jobs > 1) {
            Some(fork) => {
                let keys = self.keys(session, questions);
                let answered = in_parallel(jobs, questions.len(), |index| {
                    let mut own = fork.session();
                    let mut stderr = Vec::new();
                    let response = self.answer(&mut own, &questions[index], keys[index].as_ref(), &mut stderr);
                    (self.answered)(index);
                    Answered { response, stderr, measured: own.take_measured() }
                });
                let answered = answered.into_iter().zip(questions);
                answered.map(|(answered, question)| told(session, &question.plugin.name, answered)).collect()
            }
            None => {
                let keys = self.keys(session, questions);
                let asked = questions.iter().zip(keys).enumerate().map(|(index, (question, key))| {
                    let response = self.ask_alone(session, question, key);
                    (self.answered)(index);
                    response
                });
                asked.collect()
            }
        }
    }

    /// Asks with the plugin's stderr passed on as it comes, unless that is to be one message.
    fn ask_alone(
        &self,
        session: &mut Session,
        question: &Question<'_>,
        key: Option<Key>,
    ) -> Result<CodeGeneratorResponse> {
        let mut stderr = Words::new()?;
        let response = self.answer(session, question, key.as_ref(), &mut stderr);
        stderr.told(&question.plugin.name, response)
    }

    /// Under which key the answer to each question is kept. A plugin's module is looked at once.
    fn keys(&self, session: &Session, questions: &[Question<'_>]) -> Vec<Option<Key>> {
        if self.store.is_none() {
            return questions.iter().map(|_| None).collect();
        }
        let mut keys = Vec::with_capacity(questions.len());
        let mut last: Option<(&Plugin, Option<KeyMaker>)> = None;
        for Question { plugin, request } in questions {
            let known = last.take().filter(|(other, _)| std::ptr::eq(*other, *plugin));
            let (_, maker) = last.insert(known.unwrap_or_else(|| (plugin, session.key(plugin))));
            keys.push(maker.clone().map(|maker| maker.part("request", request).key(Kind::Answer)));
        }
        keys
    }

    fn read(&self, plugin: &str, stdout: &[u8]) -> std::result::Result<CodeGeneratorResponse, GenerateError> {
        match self.as_buf {
            true => CodeGeneratorResponse::read_as_buf(plugin, stdout, self.protos),
            false => CodeGeneratorResponse::read(plugin, stdout, self.protos),
        }
    }

    /// The answer that is kept, or else the plugin's own, which is kept if it is one.
    fn answer(
        &self,
        session: &mut Session,
        Question { plugin, request }: &Question<'_>,
        key: Option<&Key>,
        stderr: &mut dyn Write,
    ) -> Result<CodeGeneratorResponse> {
        let kept = key.and_then(|key| Kept::from_bytes(&self.store?.get(key)?));
        if let Some(Kept { stdout, stderr: words }) = kept
            && let Ok(response) = self.read(&plugin.name, &stdout)
        {
            // Whoever reads stderr may have gone away.
            let _ = stderr.write_all(&words);
            return Ok(response);
        }
        let made = answer::run(session, plugin, request.clone(), &mut io::sink(), stderr)?;
        let response = self.read(&plugin.name, &made.stdout);
        let response = response.map_err(|error| Failure::from(error).of_plugin(&plugin.name))?;
        if let (Some(store), Some(key)) = (self.store, key) {
            store.put(key, &made.to_bytes());
        }
        Ok(response)
    }
}

/// Passes on what was put aside, unless an error came before it.
fn told(
    session: &mut Session,
    plugin: &str,
    Answered { response, stderr, measured }: Answered,
) -> Result<CodeGeneratorResponse> {
    let mut words = Words::new()?;
    let _ = words.write_all(&stderr);
    session.add_measured(&measured);
    words.told(plugin, response)
}

/// Does `work` for each number below `count`, on so many threads. Once one has failed, those behind it need not be done, and
/// are left out.
fn in_parallel(threads: usize, count: usize, work: impl Fn(usize) -> Answered + Sync) -> Vec<Answered> {
    let next = AtomicUsize::new(0);
    let failed = AtomicUsize::new(usize::MAX);
    let done: Vec<Mutex<Option<Answered>>> = (0..count).map(|_| Mutex::new(None)).collect();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= count || index > failed.load(Ordering::Relaxed) {
                        break;
                    }
                    let answered = work(index);
                    if answered.response.is_err() {
                        failed.fetch_min(index, Ordering::Relaxed);
                    }
                    if let Ok(mut slot) = done[index].lock() {
                        *slot = Some(answered);
                    }
                }
            });
        }
    });
    done.into_iter().map_while(|slot| slot.into_inner().ok().flatten()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_out_is_in_order_and_ends_with_the_first_error() {
        for round in 0..50 {
            let answers = in_parallel(4, 40, |index| {
                std::thread::sleep(std::time::Duration::from_micros((index as u64 * 7919 + round) % 50));
                let response = match index {
                    17 | 23 => Err(Failure::usage(index)),
                    _ => Ok(CodeGeneratorResponse::default()),
                };
                Answered { response, stderr: vec![index as u8], measured: Measured::default() }
            });
            let first = answers.iter().position(|answered| answered.response.is_err());
            assert_eq!(first, Some(17));
            assert!(answers.iter().enumerate().all(|(index, answered)| answered.stderr == [index as u8]));
        }
    }
}
