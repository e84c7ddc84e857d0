//! protox, the compiler that is part of this crate.

use std::collections::BTreeMap;

use protox::file::{File, FileResolver};

use super::gather::gather;
use super::{CompileError, Compiled, Compiler, Job, SetContents, Source};
use crate::error::ProtoError;
use crate::protos::Protos;

/// protox: it starts faster than protoc, and knows less.
#[derive(Clone, Copy, Debug, Default)]
pub struct Protox;

impl<F> Compiler<F> for Protox {
    fn compile(&mut self, job: &Job<'_>) -> Result<Compiled, CompileError<F>> {
        let found = Found(gather(job)?.into_iter().collect());
        let protos = Protos::compile(found.clone(), job.files).map_err(|error| found.shown(error))?;
        Ok(Compiled { protos, warnings: Vec::new() })
    }

    fn descriptor_set(&mut self, job: &Job<'_>, contents: SetContents) -> Result<Vec<u8>, CompileError<F>> {
        let Compiled { protos, .. } = self.compile(job)?;
        Ok(protos.descriptor_set(contents))
    }
}

/// Sources by their names.
#[derive(Clone)]
struct Found(BTreeMap<String, Source>);

impl Found {
    /// The same error, in a file that is called as its user calls it.
    fn shown(&self, error: ProtoError) -> ProtoError {
        let source = error.file.as_ref().and_then(|name| self.0.get(name));
        match source {
            Some(source) => ProtoError { file: Some(source.shown.clone()), ..error },
            None => error,
        }
    }
}

impl FileResolver for Found {
    fn open_file(&self, name: &str) -> Result<File, protox::Error> {
        let Some(source) = self.0.get(name) else { return Err(protox::Error::file_not_found(name)) };
        let text = std::str::from_utf8(&source.text).map_err(protox::Error::new)?;
        File::from_source(name, text)
    }
}
