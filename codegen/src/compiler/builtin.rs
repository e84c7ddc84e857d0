//! The compiler that is part of this crate.

use super::{CompileError, Compiled, CompiledSet, Compiler};
use crate::job::{Job, SetContents};
use crate::protos::Protos;

/// The compiler that is part of this crate: there without a guest, and fast. What it does not know, it refuses.
#[derive(Clone, Copy, Debug, Default)]
pub struct BuiltIn;

impl<F> Compiler<F> for BuiltIn {
    fn compile(&mut self, job: &Job<'_>) -> Result<Compiled, CompileError<F>> {
        let (protos, warnings) = Protos::of_job(job).map_err(CompileError::Wrong)?;
        Ok(Compiled { protos, warnings })
    }

    fn descriptor_set(&mut self, job: &Job<'_>, contents: SetContents) -> Result<CompiledSet, CompileError<F>> {
        let Compiled { protos, warnings } = self.compile(job)?;
        Ok(CompiledSet { encoded: protos.descriptor_set(contents), warnings })
    }
}
