//! Builds a tree from a list of files.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use super::error::MAX_NODES;
use super::path::FilePath;
use super::{Body, File, Inode, MapFs, MapFsError, Node};

/// A node that may still get entries.
struct Draft {
    /// The path that first asked for it, as it was given.
    spelled: Arc<str>,
    body: DraftBody,
}

enum DraftBody {
    File(Arc<[u8]>),
    /// Entries by name, as indices of drafts.
    Directory(BTreeMap<Box<str>, usize>),
}

pub(super) fn build(files: impl IntoIterator<Item = File>) -> Result<MapFs, MapFsError> {
    let mut drafts = vec![Draft { spelled: "/".into(), body: DraftBody::Directory(BTreeMap::new()) }];
    for file in files {
        insert(&mut drafts, file)?;
        if drafts.len() > MAX_NODES {
            return Err(MapFsError::TooMany);
        }
    }
    Ok(number(drafts))
}

fn insert(drafts: &mut Vec<Draft>, file: File) -> Result<(), MapFsError> {
    let spelled: Arc<str> = file.path.as_str().into();
    let (directories, name) = match FilePath::parse(&file.path)? {
        FilePath::Directory(directories) if file.contents.is_empty() => {
            return directory(drafts, &directories, &spelled).map(drop);
        }
        FilePath::Directory(_) => {
            return Err(MapFsError::BadPath { path: file.path, why: "names a directory, not a file" });
        }
        FilePath::File(directories, name) => (directories, name),
    };
    let at = directory(drafts, &directories, &spelled)?;
    if let Some(&index) = entries(drafts, at, &file.path)?.get(name) {
        let first = drafts[index].spelled.to_string();
        return Err(match drafts[index].body {
            DraftBody::File(_) => MapFsError::Duplicate { first, second: file.path },
            DraftBody::Directory(_) => MapFsError::FileIsDirectory { file: file.path, below: first },
        });
    }
    let draft = Draft { spelled, body: DraftBody::File(file.contents) };
    add(drafts, at, name, draft)?;
    Ok(())
}

/// The draft of the directory that `names` lead to, which is made if need be, as are those on the way.
fn directory(drafts: &mut Vec<Draft>, names: &[&str], spelled: &Arc<str>) -> Result<usize, MapFsError> {
    let mut at = 0;
    for name in names {
        at = match entries(drafts, at, spelled)?.get(*name) {
            Some(&index) => index,
            None => {
                let body = DraftBody::Directory(BTreeMap::new());
                add(drafts, at, name, Draft { spelled: Arc::clone(spelled), body })?
            }
        };
    }
    // The last of them may be a file.
    entries(drafts, at, spelled).map(|_| at)
}

/// The entries of the draft at `index`, which `below` needs to be a directory.
fn entries<'d>(
    drafts: &'d mut [Draft],
    index: usize,
    below: &str,
) -> Result<&'d mut BTreeMap<Box<str>, usize>, MapFsError> {
    let Draft { spelled, body } = &mut drafts[index];
    match body {
        DraftBody::Directory(entries) => Ok(entries),
        DraftBody::File(_) => Err(MapFsError::FileIsDirectory { file: spelled.to_string(), below: below.into() }),
    }
}

/// Adds `draft` as `name` in the directory at `parent`.
fn add(drafts: &mut Vec<Draft>, parent: usize, name: &str, draft: Draft) -> Result<usize, MapFsError> {
    let index = drafts.len();
    entries(drafts, parent, &draft.spelled)?.insert(name.into(), index);
    drafts.push(draft);
    Ok(index)
}

/// Numbers the drafts breadth first, siblings in the order of their names.
fn number(mut drafts: Vec<Draft>) -> MapFs {
    let mut nodes = Vec::with_capacity(drafts.len());
    let mut next = 1;
    let mut queue = VecDeque::from([(Box::<str>::from(""), Inode::ROOT, 0)]);
    while let Some((name, parent, index)) = queue.pop_front() {
        let inode = Inode(nodes.len() as u32);
        let body = match std::mem::replace(&mut drafts[index].body, DraftBody::Directory(BTreeMap::new())) {
            DraftBody::File(contents) => Body::File(contents),
            DraftBody::Directory(entries) => {
                let is_directory = |index: &&usize| matches!(drafts[**index].body, DraftBody::Directory(_));
                let (first, count) = (next, entries.len() as u32);
                let directories = entries.values().filter(is_directory).count() as u32;
                next += count;
                queue.extend(entries.into_iter().map(|(name, index)| (name, inode, index)));
                Body::Directory { first, count, directories }
            }
        };
        nodes.push(Node { name, parent, body });
    }
    MapFs { nodes }
}
