//! What is kept from one command to the next: answers of plugins, and optimised modules.
//!
//! What a plugin answers is a function of its module, of what it sees and may spend, and of the request. Where all of these
//! are what they were, so is the answer, and the plugin is not run.

mod command;
mod directory;
mod optimised;
mod place;

use std::{env, fs};

use sha2::{Digest, Sha256};

pub(crate) use command::{CacheCommandArgs, cache};
pub(crate) use directory::Directory;
pub(crate) use optimised::optimised;
pub(crate) use place::{CacheArgs, StoreArgs};

/// Keeps values under keys. A store may lose any of them at any time.
pub(crate) trait Store: Sync {
    /// What is kept under `key`, whole as it was put.
    fn get(&self, key: &Key) -> Option<Vec<u8>>;

    /// Keeps `value` under `key`, if it can: that it cannot is no failure of whoever asks.
    fn put(&self, key: &Key, value: &[u8]);
}

/// The digest of everything that a value follows from, and what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key([u8; 32], Kind);

/// What is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// What a guest answered: a [`Kept`].
    Answer = 1,
    /// A module.
    Optimised = 2,
}

/// Makes a key of one part after the other.
#[derive(Clone)]
pub(crate) struct KeyMaker(Sha256);

impl KeyMaker {
    /// A key under which this build of bufwasm, and no other, looks.
    pub(crate) fn new() -> Self {
        let maker = Self(Sha256::new()).part("bufwasm", env!("BUFWASM_LONG_VERSION").as_bytes());
        // A build for debugging is made many times from one commit.
        let built = || env::current_exe().and_then(fs::metadata).and_then(|file| file.modified()).ok();
        match cfg!(debug_assertions).then(built).flatten() {
            Some(time) => maker.part("built", format!("{time:?}").as_bytes()),
            None => maker,
        }
    }

    /// Adds a part that is called `name`. Where one part ends and the next begins counts too.
    pub(crate) fn part(mut self, name: &str, value: &[u8]) -> Self {
        for bytes in [name.as_bytes(), value] {
            self.0.update((bytes.len() as u64).to_le_bytes());
            self.0.update(bytes);
        }
        self
    }

    pub(crate) fn key(self, kind: Kind) -> Key {
        Key(self.0.finalize().into(), kind)
    }
}

/// What is kept of a plugin's run: what it wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: Vec<u8>,
}

impl Kept {
    /// As it is stored: the length of stdout, stdout, stderr.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        [&(self.stdout.len() as u64).to_le_bytes()[..], &self.stdout, &self.stderr].concat()
    }

    /// Reads what [`Self::to_bytes`] has written.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (length, rest) = bytes.split_first_chunk()?;
        let (stdout, stderr) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
        Some(Self { stdout: stdout.to_vec(), stderr: stderr.to_vec() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_differ_where_any_part_does() {
        let key = |parts: &[(&str, &str)]| {
            parts
                .iter()
                .fold(KeyMaker::new(), |maker, (name, value)| maker.part(name, value.as_bytes()))
                .key(Kind::Answer)
        };
        let all = [
            key(&[]),
            key(&[("a", "")]),
            key(&[("a", "b")]),
            key(&[("ab", "")]),
            key(&[("a", "b"), ("c", "d")]),
            key(&[("c", "d"), ("a", "b")]),
        ];
        let distinct: std::collections::HashSet<_> = all.iter().collect();
        assert_eq!(distinct.len(), all.len());
        assert_eq!(key(&[("a", "b")]), key(&[("a", "b")]));
    }

    #[test]
    fn what_is_kept_is_read_back() {
        let kept = Kept { stdout: b"answer".to_vec(), stderr: b"words".to_vec() };
        assert_eq!(Kept::from_bytes(&kept.to_bytes()), Some(kept.clone()));
        assert_eq!(Kept::from_bytes(b"short"), None);
        assert_eq!(Kept::from_bytes(&kept.to_bytes()[..10]), None);
    }
}
