//! Where things go that places in the source lead to.

use std::collections::BTreeMap;

use crate::builtin::ast::Location;

/// What becomes of paths: a tree of their steps.
#[derive(Default)]
pub(super) struct Moves {
    steps: BTreeMap<i32, Moves>,
    /// What the last step to here becomes; `None` if it stays what it is.
    to: Option<To>,
    /// Whether comments here are left out: they are about what is not there any more.
    is_silent: bool,
}

#[derive(Clone, Copy)]
enum To {
    Nowhere,
    Index(i32),
}

impl Moves {
    /// What `path` leads to is gone, with all that is in it.
    pub(super) fn remove(&mut self, path: &[i32]) {
        self.at(path).to = Some(To::Nowhere);
    }

    /// The last step of `path` becomes `index`.
    pub(super) fn move_to(&mut self, path: &[i32], index: i32) {
        self.at(path).to = Some(To::Index(index));
    }

    /// The comments of what `path` leads to are left out.
    pub(super) fn silence(&mut self, path: &[i32]) {
        self.at(path).is_silent = true;
    }

    fn at(&mut self, path: &[i32]) -> &mut Self {
        path.iter().fold(self, |moves, step| moves.steps.entry(*step).or_default())
    }

    /// The places that are left, where they are now.
    pub(super) fn apply(&self, locations: &[Location]) -> Vec<Location> {
        let moved = locations.iter().filter_map(|location| {
            let mut location = location.clone();
            if self.follow(&mut location.path)? {
                (location.leading, location.trailing, location.detached) = <_>::default();
            }
            Some(location)
        });
        moved.collect()
    }

    /// Makes `path` what it has become: whether comments are left out; `None` if it leads nowhere.
    fn follow(&self, path: &mut [i32]) -> Option<bool> {
        let mut moves = self;
        for step in path.iter_mut() {
            let Some(next) = moves.steps.get(step) else { return Some(false) };
            match next.to {
                Some(To::Nowhere) => return None,
                Some(To::Index(index)) => *step = index,
                None => {}
            }
            moves = next;
        }
        Some(moves.is_silent)
    }
}
