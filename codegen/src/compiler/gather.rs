//! Finds what a job needs: the files that are asked for, and all that they import.

use std::collections::BTreeSet;

use super::import_scan::imports;
use crate::error::ProtoError;
use crate::job::{Job, Source};

/// The files that `job` needs and that are there, by their names. What is not there, the compiler says better.
///
/// # Errors
///
/// A file cannot be read.
pub(super) fn gather(job: &Job<'_>) -> Result<Vec<(String, Source)>, ProtoError> {
    let mut gathered = Vec::new();
    let mut seen = BTreeSet::new();
    let mut pending: Vec<_> = job.files.iter().rev().cloned().collect();
    while let Some(name) = pending.pop() {
        if !is_plain(&name) || !seen.insert(name.clone()) {
            continue;
        }
        if let Some(source) = job.sources.find(&name)? {
            pending.extend(imports(&source.text).into_iter().rev());
            gathered.push((name, source));
        }
    }
    Ok(gathered)
}

/// Whether `name` is one that compilers look files up by; they refuse all others themselves.
fn is_plain(name: &str) -> bool {
    !name.contains(['\\', '\0']) && name.split('/').all(|part| !matches!(part, "" | "." | ".."))
}
