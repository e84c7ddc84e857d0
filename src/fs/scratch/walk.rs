//! Finds files by path, through symbolic links.

use super::{Files, LookupError};
use crate::fs::path::{MAX_NAME_BYTES, MAX_PATH_BYTES};
use crate::fs::{FileKind, Inode};

/// Symbolic links that one path may lead through, as on Linux.
const MAX_LINKS: usize = 40;

/// How a path is walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Walk {
    /// Whether it may not leave the directory where it starts, not even to come back.
    pub(crate) beneath: bool,
    pub(crate) end: End,
}

/// What becomes of a symbolic link at the end of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// It is what the path names, even before a slash.
    Keep,
    /// It is followed if a slash comes after it.
    FollowBeforeSlash,
    /// It is followed unless a slash comes after it, as also after where another one leads: Linux creates no file there.
    FollowUnlessSlash,
    /// It is followed.
    Follow,
}

/// A path of which all but the last name has been followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The directory that the last name is in.
    pub(crate) directory: Inode,
    pub(crate) last: Last,
    /// What is there; [`LookupError::NotFound`] if the name is free, and `NameTooLong` if nothing can have it.
    pub(crate) found: Result<Inode, LookupError>,
    /// Whether the path ends in a slash.
    pub(crate) slash: bool,
}

/// The last name of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Last {
    Name(String),
    /// `.`
    Dot,
    /// `..`
    DotDot,
    /// There is none: the path is the root's.
    Root,
}

impl Place {
    /// What is there; `None` if the name is free.
    ///
    /// # Errors
    ///
    /// [`LookupError::NameTooLong`].
    pub(crate) fn existing(&self) -> Result<Option<Inode>, LookupError> {
        match self.found {
            Err(LookupError::NotFound) => Ok(None),
            found => found.map(Some),
        }
    }
}

impl Files {
    /// What `path` names, from the directory `from` on.
    ///
    /// # Errors
    ///
    /// Those of [`MapFs::lookup`](crate::fs::MapFs::lookup), or of `lookup_beneath`; [`LookupError::Loop`].
    pub(crate) fn lookup(&self, from: Inode, path: &str, walk: Walk) -> Result<Inode, LookupError> {
        if self.layer.is_none() {
            return if walk.beneath { self.base.lookup_beneath(from, path) } else { self.base.lookup(from, path) };
        }
        let place = self.place(from, path, walk)?;
        let found = place.found?;
        if place.slash && self.kind(found) != FileKind::Directory {
            return Err(LookupError::NotDirectory);
        }
        Ok(found)
    }

    /// Where `path` leads from the directory `from`: its last name need not exist.
    ///
    /// # Errors
    ///
    /// As [`lookup`](Self::lookup), for all but the last name.
    pub(crate) fn place(&self, from: Inode, path: &str, walk: Walk) -> Result<Place, LookupError> {
        check(path)?;
        let mut at = self.start(from, path, walk)?;
        let mut last = if path.starts_with('/') { Last::Root } else { Last::Dot };
        let (mut rest, mut links) = (path.trim_start_matches('/').to_owned(), 0);
        let mut slash = rest.is_empty() && path.starts_with('/');
        while !rest.is_empty() {
            self.step();
            let (name, after) = rest.split_once('/').map_or((&*rest, None), |(name, after)| (name, Some(after)));
            let after = after.map(|after| after.trim_start_matches('/'));
            let ends = after.is_none_or(str::is_empty);
            slash = ends && after.is_some();
            if name == "." {
                last = Last::Dot;
            } else if name == ".." {
                if walk.beneath && at == from {
                    return Err(LookupError::Escapes);
                }
                at = self.parent(at);
                last = Last::DotDot;
            } else {
                let found = self.child(at, name);
                let target = found.ok().and_then(|found| self.link_target(found));
                let follows = match walk.end {
                    End::Keep => !ends,
                    End::FollowBeforeSlash => !ends || slash,
                    End::FollowUnlessSlash => !ends || !slash,
                    End::Follow => true,
                };
                if let Some(target) = target.filter(|_| follows) {
                    links += 1;
                    if links > MAX_LINKS {
                        return Err(LookupError::Loop);
                    }
                    let next = self.start(at, target, walk)?;
                    let joined = after.map_or_else(String::new, |after| format!("/{after}"));
                    rest = format!("{}{joined}", target.trim_start_matches('/'));
                    (at, last) = (next, if target.starts_with('/') { Last::Root } else { Last::Dot });
                    continue;
                }
                if ends {
                    return Ok(Place { directory: at, last: Last::Name(name.into()), found, slash });
                }
                at = found?;
                if self.kind(at) != FileKind::Directory {
                    return Err(LookupError::NotDirectory);
                }
            }
            rest = after.unwrap_or_default().to_owned();
        }
        Ok(Place { directory: at, last, found: Ok(at), slash })
    }

    fn child(&self, directory: Inode, name: &str) -> Result<Inode, LookupError> {
        if name.len() > MAX_NAME_BYTES {
            return Err(LookupError::NameTooLong);
        }
        self.entry(directory, name).ok_or(LookupError::NotFound)
    }

    /// The directory where a path that is met in `at` begins.
    fn start(&self, at: Inode, path: &str, walk: Walk) -> Result<Inode, LookupError> {
        match (path.starts_with('/'), walk.beneath) {
            (true, true) => Err(LookupError::Escapes),
            (true, false) => Ok(Inode::ROOT),
            (false, _) => Ok(at),
        }
    }
}

/// Refuses what is no path.
fn check(path: &str) -> Result<(), LookupError> {
    match path {
        "" => Err(LookupError::NotFound),
        path if path.contains('\0') => Err(LookupError::Nul),
        path if path.len() > MAX_PATH_BYTES => Err(LookupError::NameTooLong),
        _ => Ok(()),
    }
}
