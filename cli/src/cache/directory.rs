//! A store that is a directory: a file for each entry, which many processes may share.
//!
//! A file takes its place by being renamed, whole, and holds the digest of what is in it: a process that is killed leaves a
//! temporary file that nobody reads, and one that was damaged is found out and removed. Reading an entry sets its time, so
//! that the files that have not been used for longest are the oldest; those go first where there are too many.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};

use super::{Key, Kind, Store};

/// What an entry's file begins with. The next byte says what it is.
const MAGIC: &[u8; 7] = b"bufwasm";
/// How the names of files that are not entries yet begin.
const UNFINISHED: &str = ".new-";
/// Digits that the name of an entry's file has: those of a digest but the first two, which name its directory.
const ENTRY_DIGITS: usize = 62;
/// After this long a file that did not become an entry was left behind by a process that is no more.
const ABANDONED: Duration = Duration::from_secs(60 * 60);

/// Entries below a directory.
#[derive(Debug)]
pub(crate) struct Directory {
    root: PathBuf,
    /// Bytes that all entries together may take.
    bound: u64,
    /// Why an entry could not be kept, the first time.
    trouble: Mutex<Option<io::Error>>,
    /// Whether entries were added, so that there may be too many.
    has_grown: Mutex<bool>,
}

/// How much there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Contents {
    pub(crate) entries: u64,
    /// Of the entries, those that are modules.
    pub(crate) modules: u64,
    pub(crate) bytes: u64,
}

impl Directory {
    /// The entries below `root`, which together take at most `bound` bytes. Nothing is made or read yet.
    pub(crate) fn new(root: PathBuf, bound: u64) -> Self {
        Self { root, bound, trouble: Mutex::new(None), has_grown: Mutex::new(false) }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Why an entry could not be kept, if one could not.
    pub(crate) fn trouble(&self) -> Option<io::Error> {
        self.trouble.lock().ok()?.take()
    }

    /// Where the entry lies: in one of 256 directories, so that none holds too many.
    fn path(&self, Key(digest, _): &Key) -> PathBuf {
        let name: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        self.root.join(&name[..2]).join(&name[2..])
    }

    fn write(&self, key: &Key, value: &[u8]) -> io::Result<()> {
        let path = self.path(key);
        let directory = path.parent().unwrap_or(&self.root);
        fs::create_dir_all(directory)?;
        let mut file = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(directory)?;
        file.write_all(MAGIC)?;
        file.write_all(&[key.1 as u8])?;
        file.write_all(&Sha256::digest(value))?;
        file.write_all(value)?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    }

    /// Every file that this store has made, told by its name: its path, size and time, and whether it is an entry. Other files
    /// may lie beside them, and links are not followed.
    fn files(&self) -> impl Iterator<Item = (PathBuf, u64, SystemTime, bool)> {
        let below = |path: PathBuf| fs::read_dir(path).into_iter().flatten().flatten();
        let directories = below(self.root.clone()).filter(|entry| {
            entry.file_type().is_ok_and(|kind| kind.is_dir())
                && entry.file_name().to_str().is_some_and(|name| is_digits(name, 2))
        });
        directories.flat_map(move |directory| below(directory.path())).filter_map(|entry| {
            let metadata = entry.metadata().ok().filter(fs::Metadata::is_file)?;
            let name = entry.file_name().into_string().ok()?;
            let is_entry = is_digits(&name, ENTRY_DIGITS);
            let is_ours = is_entry || name.starts_with(UNFINISHED);
            is_ours.then_some((entry.path(), metadata.len(), metadata.modified().ok()?, is_entry))
        })
    }

    /// How much is kept.
    pub(crate) fn contents(&self) -> Contents {
        let entries = self.files().filter(|(.., is_entry)| *is_entry);
        entries.fold(Contents::default(), |sum, (path, bytes, ..)| Contents {
            entries: sum.entries + 1,
            modules: sum.modules + u64::from(is_module(&path)),
            bytes: sum.bytes + bytes,
        })
    }

    /// Removes all entries, and gives how much that was.
    ///
    /// # Errors
    ///
    /// One of them cannot be removed.
    pub(crate) fn clear(&self) -> io::Result<Contents> {
        let mut removed = Contents::default();
        for (path, bytes, _, is_entry) in self.files() {
            match fs::remove_file(path) {
                Ok(()) if is_entry => {
                    removed.entries += 1;
                    removed.bytes += bytes;
                }
                Ok(()) => {}
                // Somebody else was faster.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(removed)
    }

    /// Removes the entries that have not been used for longest, as far as there are too many, and what was left behind.
    /// Does nothing unless this process has added to them.
    pub(crate) fn shrink(&self) {
        if !self.has_grown.lock().is_ok_and(|grown| *grown) {
            return;
        }
        let now = SystemTime::now();
        let mut entries = Vec::new();
        for (path, bytes, time, is_entry) in self.files() {
            if is_entry {
                entries.push((time, path, bytes));
            } else if now.duration_since(time).is_ok_and(|age| age > ABANDONED) {
                let _ = fs::remove_file(path);
            }
        }
        entries.sort();
        let mut total: u64 = entries.iter().map(|(.., bytes)| bytes).sum();
        for (_, path, bytes) in entries {
            if total <= self.bound {
                break;
            }
            // Where another process has removed it, it is gone all the same.
            let _ = fs::remove_file(path);
            total -= bytes;
        }
    }
}

/// Whether the entry at `path` is a module.
fn is_module(path: &Path) -> bool {
    let mut head = [0; MAGIC.len() + 1];
    File::open(path).and_then(|mut file| file.read_exact(&mut head)).is_ok()
        && head[MAGIC.len()] == Kind::Optimised as u8
}

/// Whether `name` is one of `count` digits, as [`Directory::path`] writes them.
fn is_digits(name: &str, count: usize) -> bool {
    name.len() == count && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

impl Store for Directory {
    fn get(&self, key: &Key) -> Option<Vec<u8>> {
        let path = self.path(key);
        let bytes = fs::read(&path).ok()?;
        let value = bytes.strip_prefix(MAGIC).and_then(|rest| rest.strip_prefix(&[key.1 as u8]));
        let value = value.and_then(<[u8]>::split_first_chunk::<32>);
        let Some((_, value)) = value.filter(|(digest, value)| Sha256::digest(value)[..] == digest[..]) else {
            let _ = fs::remove_file(path);
            return None;
        };
        let _ = File::options().append(true).open(path).and_then(|file| file.set_modified(SystemTime::now()));
        Some(value.to_vec())
    }

    fn put(&self, key: &Key, value: &[u8]) {
        if value.len() as u64 > self.bound {
            return;
        }
        match self.write(key, value) {
            Ok(()) => {
                if let Ok(mut grown) = self.has_grown.lock() {
                    *grown = true;
                }
            }
            Err(error) => {
                if let Ok(mut trouble) = self.trouble.lock() {
                    trouble.get_or_insert(error);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::KeyMaker;
    use super::*;

    fn key(name: &str) -> Key {
        KeyMaker::new().part("name", name.as_bytes()).key(Kind::Answer)
    }

    fn store(bound: u64) -> (tempfile::TempDir, Directory) {
        let room = tempfile::tempdir().unwrap();
        let store = Directory::new(room.path().join("not/there/yet"), bound);
        (room, store)
    }

    #[test]
    fn what_was_put_is_there() {
        let (_room, store) = store(1 << 20);
        assert_eq!((store.get(&key("a")), store.contents()), (None, Contents::default()));
        store.put(&key("a"), b"one");
        store.put(&key("b"), b"");
        assert_eq!(store.get(&key("a")).as_deref(), Some(&b"one"[..]));
        assert_eq!(store.get(&key("b")).as_deref(), Some(&b""[..]));
        assert_eq!(store.contents(), Contents { entries: 2, modules: 0, bytes: 2 * 40 + 3 });
        assert_eq!(store.clear().unwrap().entries, 2);
        assert_eq!((store.get(&key("a")), store.contents()), (None, Contents::default()));
    }

    #[test]
    fn modules_are_told_from_answers() {
        let (_room, store) = store(1 << 20);
        let of = |kind| KeyMaker::new().part("name", b"a").key(kind);
        store.put(&of(Kind::Optimised), b"module");
        assert_eq!(store.get(&of(Kind::Optimised)).as_deref(), Some(&b"module"[..]));
        store.put(&key("b"), b"answer");
        let contents = store.contents();
        assert_eq!((contents.entries, contents.modules), (2, 1));
        assert_eq!(store.get(&of(Kind::Answer)), None, "one is not taken for the other");
    }

    #[test]
    fn a_damaged_entry_is_none_and_goes() {
        for damage in [
            |bytes: &mut Vec<u8>| bytes.truncate(41),
            |bytes: &mut Vec<u8>| bytes.truncate(3),
            |bytes: &mut Vec<u8>| bytes.clear(),
            |bytes: &mut Vec<u8>| bytes[45] ^= 1,
            |bytes: &mut Vec<u8>| bytes[10] ^= 1,
            |bytes: &mut Vec<u8>| bytes.push(0),
        ] as [fn(&mut Vec<u8>); 6]
        {
            let (_room, store) = store(1 << 20);
            store.put(&key("a"), b"whole value");
            let path = store.path(&key("a"));
            let mut bytes = fs::read(&path).unwrap();
            damage(&mut bytes);
            fs::write(&path, bytes).unwrap();
            assert_eq!(store.get(&key("a")), None);
            assert!(!path.exists());
            store.put(&key("a"), b"made anew");
            assert_eq!(store.get(&key("a")).as_deref(), Some(&b"made anew"[..]));
        }
    }

    #[test]
    fn what_was_not_used_for_longest_goes_first() {
        let (_room, store) = store(3 * (40 + 100));
        let old = SystemTime::now() - Duration::from_secs(1000);
        for (age, name) in ["a", "b", "c", "d"].into_iter().enumerate() {
            store.put(&key(name), &[0; 100]);
            let file = File::options().append(true).open(store.path(&key(name))).unwrap();
            file.set_modified(old + Duration::from_secs(age as u64)).unwrap();
        }
        // Used, so that `b` is the oldest.
        assert!(store.get(&key("a")).is_some());
        let left_behind = store.path(&key("a")).parent().unwrap().join(".new-x");
        fs::write(&left_behind, "").unwrap();
        store.shrink();
        assert!(left_behind.exists(), "somebody may be writing it");
        File::options().append(true).open(&left_behind).unwrap().set_modified(old - ABANDONED).unwrap();
        store.shrink();
        assert!(!left_behind.exists());
        let there = ["a", "b", "c", "d"].map(|name| store.get(&key(name)).is_some());
        assert_eq!(there, [true, false, true, true]);
        store.put(&key("too large"), &[0; 1000]);
        assert_eq!(store.get(&key("too large")), None);
    }

    #[test]
    fn what_is_not_the_stores_own_stays() {
        let (room, store) = store(40);
        store.put(&key("a"), b"");
        let elsewhere = room.path().join("elsewhere");
        fs::create_dir_all(&elsewhere).unwrap();
        fs::create_dir_all(store.root().join("de")).unwrap();
        let entry = "0".repeat(ENTRY_DIGITS);
        let strangers = [elsewhere.join(&entry), store.root().join("de/shop.proto"), store.root().join(&entry)];
        strangers.iter().for_each(|path| fs::write(path, "stays").unwrap());
        #[cfg(unix)]
        std::os::unix::fs::symlink(&elsewhere, store.root().join("ad")).unwrap();
        store.shrink();
        assert_eq!(store.clear().unwrap(), Contents { entries: 1, modules: 0, bytes: 40 });
        assert!(strangers.iter().all(|path| path.exists()));
    }

    #[test]
    fn what_cannot_be_written_is_told_and_harms_nobody() {
        let room = tempfile::tempdir().unwrap();
        fs::write(room.path().join("file"), "").unwrap();
        let store = Directory::new(room.path().join("file"), 1 << 20);
        store.put(&key("a"), b"one");
        assert_eq!(store.get(&key("a")), None);
        assert!(store.trouble().is_some());
        store.shrink();
        assert_eq!(store.clear().unwrap(), Contents::default());
    }
}
