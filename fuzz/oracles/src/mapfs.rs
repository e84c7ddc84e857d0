//! MapFs: arbitrary files and paths, against a model.

mod model;

use arbitrary::{Result, Unstructured};
use bufwasm::fs::{Entry, File, FileKind, Inode, MapFs};

use self::model::{Model, Place};
use crate::{Target, noise};

/// Inputs are choices: files, then paths to look up.
pub const TARGET: Target =
    Target { name: "mapfs", run, seeds: || noise(32, 256), dictionary: &[b"/", b"..", b"/../", b"a/b", b"\0"] };

fn run(input: &[u8]) {
    let mut u = Unstructured::new(input);
    let Ok(files) = files(&mut u) else { return };
    let model = Model::new(&files);
    let fs = match (MapFs::new(files.clone()), model) {
        (Ok(fs), Some(model)) => Checked { fs, model },
        (Err(_), None) => return,
        (built, model) => panic!("{files:?} makes {built:?}, where the model has {model:?}"),
    };
    fs.holds_the_files_it_was_built_from();
    fs.is_the_same_in_any_order(files);
    fs.directory_is_as_modelled(&Vec::new(), Inode::ROOT);
    while !u.is_empty() {
        let Ok(path) = path(&mut u) else { return };
        fs.lookups_are_as_modelled(&path);
    }
}

fn files(u: &mut Unstructured<'_>) -> Result<Vec<File>> {
    let count = u.int_in_range(0..=12)?;
    (0..count).map(|_| Ok(File::new(path(u)?, u.arbitrary::<&[u8]>()?))).collect()
}

/// Names that meet each other, and those with a meaning.
const NAMES: &[&str] = &["a", "b", "ab", "a b", "ü", "A", "-", ".", "..", "", "...", "\0"];

fn path(u: &mut Unstructured<'_>) -> Result<String> {
    let mut path = String::new();
    for place in 0..u.int_in_range(0..=6)? {
        if place > 0 || u.ratio(1, 4)? {
            path.push('/');
        }
        match u.int_in_range(0..=20)? {
            // At the bounds of what a name and a path may have.
            19 => path += &"x".repeat(u.int_in_range(254..=256)?),
            20 => path += &"./".repeat(u.int_in_range(2040..=2049)?),
            18 => path += u.arbitrary()?,
            index => path += NAMES[index % NAMES.len()],
        }
    }
    Ok(path)
}

/// A tree, and what it should be.
struct Checked {
    fs: MapFs,
    model: Model,
}

impl Checked {
    fn holds_the_files_it_was_built_from(&self) {
        let mut ours: Vec<_> = self.fs.files().map(|file| (file.path, file.contents)).collect();
        let mut theirs = self.model.list();
        ours.sort();
        theirs.sort();
        assert_eq!(ours, theirs);
    }

    fn is_the_same_in_any_order(&self, mut files: Vec<File>) {
        files.reverse();
        let reversed = MapFs::new(files).expect("the order makes no difference");
        for file in self.fs.files() {
            assert_eq!(reversed.lookup(Inode::ROOT, &file.path), self.fs.lookup(Inode::ROOT, &file.path));
        }
    }

    /// Checks the directory `inode` at `place`, and all below it.
    fn directory_is_as_modelled(&self, place: &Place, inode: Inode) {
        let children = self.model.children(place);
        let directories = children.values().filter(|kind| **kind == FileKind::Directory).count();
        let metadata = self.fs.metadata(inode);
        assert_eq!((metadata.inode, metadata.kind, metadata.len), (inode, FileKind::Directory, 0));
        assert_eq!(metadata.links, 2 + directories as u64);
        assert_eq!(self.fs.path(inode), model::path(place));
        assert_eq!(self.fs.contents(inode), None);

        let entries: Vec<Entry<'_>> = self.fs.entries(inode, 0).expect("a directory").collect();
        let dots = [(".", FileKind::Directory), ("..", FileKind::Directory)];
        let expected = dots.into_iter().chain(children.iter().map(|(name, kind)| (*name, *kind)));
        assert!(entries.iter().map(|entry| (entry.name, entry.kind)).eq(expected), "{entries:?}");
        assert_eq!((entries[0].inode, entries[1].inode), (inode, self.fs.parent(inode)));
        self.listings_resume(inode, &entries);
        for entry in &entries[2..] {
            self.entry_is_as_modelled(place, inode, entry);
        }
    }

    fn listings_resume(&self, inode: Inode, entries: &[Entry<'_>]) {
        for (after, entry) in (1..).zip(entries) {
            let rest = self.fs.entries(inode, entry.next).expect("a directory");
            assert!(rest.eq(entries[after..].iter().copied()), "after {entry:?}");
        }
        assert!(self.fs.entries(inode, 0).expect("a directory").without_dots().eq(entries[2..].iter().copied()));
        assert_eq!(self.fs.entries(inode, u64::MAX).expect("a directory").next(), None);
    }

    fn entry_is_as_modelled(&self, place: &Place, directory: Inode, entry: &Entry<'_>) {
        assert_eq!(self.fs.child(directory, entry.name), Ok(entry.inode));
        assert_eq!((self.fs.parent(entry.inode), self.fs.name(entry.inode)), (directory, entry.name));
        let place = [place.as_slice(), &[entry.name.to_owned()]].concat();
        if entry.kind == FileKind::Directory {
            return self.directory_is_as_modelled(&place, entry.inode);
        }
        let contents = &self.model.files[&place];
        let metadata = self.fs.metadata(entry.inode);
        assert_eq!((metadata.kind, metadata.len, metadata.links), (FileKind::File, contents.len() as u64, 1));
        assert_eq!(self.fs.contents(entry.inode), Some(&**contents));
        assert!(self.fs.entries(entry.inode, 0).is_err());
    }

    /// Looks `path` up from every file and directory.
    fn lookups_are_as_modelled(&self, path: &str) {
        for from in self.model.places() {
            let inode = self.fs.lookup(Inode::ROOT, &model::path(&from)).expect("it is in the model");
            let found = |place: Place| model::path(&place);
            let ours = self.fs.lookup(inode, path).map(|inode| self.fs.path(inode));
            assert_eq!(ours, self.model.lookup(&from, path, false).map(found), "{path:?} from {from:?}");
            let ours = self.fs.lookup_beneath(inode, path).map(|inode| self.fs.path(inode));
            assert_eq!(ours, self.model.lookup(&from, path, true).map(found), "{path:?} beneath {from:?}");
        }
    }
}
