//! Puts files that come compiled into the pool: their names are known, and what their options are. Whoever wrote them may have
//! broken rules all the same.

use super::ast::File;
use super::check::{Round, check};
use super::mistakes::Mistakes;
use super::pool::Pool;
use super::{declare, edition_features, link, settle};

/// One file, the pool's `index`th, whose imports are all there.
pub(super) fn one(pool: &mut Pool, index: usize, file: &mut File, mistakes: &mut Mistakes<'_>) {
    declare::declare(pool, index, file, mistakes);
    let suggestions = check(pool, index, file, Round::Declared, mistakes);
    link(pool, index, file, mistakes);
    suggestions.tell(file, mistakes);
    // In editions, what is forbidden depends on features.
    if mistakes.faults.is_empty() && file.edition.is_none() {
        check(pool, index, file, Round::Options, mistakes);
    }
}

/// Files that may need each other in any order, the first of them the pool's `first`.
pub(super) fn all(pool: &mut Pool, first: usize, mut files: Vec<File>, mistakes: &mut Mistakes<'_>) {
    for (at, file) in files.iter().enumerate() {
        declare::declare(pool, first + at, file, mistakes);
    }
    for (at, file) in files.iter_mut().enumerate() {
        link(pool, first + at, file, mistakes);
    }
}

fn link(pool: &mut Pool, index: usize, file: &mut File, mistakes: &mut Mistakes<'_>) {
    link::link(pool, index, file, mistakes);
    settle::note_options(pool, index, file);
    if file.edition.is_some() {
        edition_features::note_features(pool, file);
    }
}
