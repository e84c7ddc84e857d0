//! The files that a run leaves.

use crate::fs::{End, File, FileKind, Files, Inode, Walk};

/// The files of a run that has ended: the plugin's own, and what it made of them in its scratch layer.
///
/// ```
/// use bufwasm::{FilesLeft, PluginExecutor, RunOptions, fs::File};
///
/// let wasm = wat::parse_str(r#"(module (func (export "_start")))"#)?;
/// let mut left = Vec::new();
/// let mut look = |files: FilesLeft<'_>| left = files.below("/etc").unwrap();
/// let files = vec![File::new("/etc/rules", *b"strict")];
/// let options = RunOptions { files, on_exit: Some(&mut look), ..Default::default() };
/// let plugin = PluginExecutor::new().compile("protoc-gen-example", &wasm)?;
/// plugin.run(&mut std::io::empty(), &mut std::io::sink(), &mut std::io::sink(), options)?;
/// assert_eq!(left, [File::new("rules", *b"strict")]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct FilesLeft<'a> {
    pub(super) files: &'a Files,
    /// Bytes that copies of files may take together.
    pub(super) most: u64,
    pub(super) code: u32,
}

/// Why files that a run leaves cannot be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FilesLeftError {
    /// The path leads nowhere.
    #[error("the plugin left no {path}: {reason}")]
    Nothing {
        /// The path.
        path: String,
        /// Why it leads nowhere.
        reason: crate::fs::LookupError,
    },
    /// Files with holes are longer than all that the run could write.
    #[error("what the plugin left in {path} is longer than {most} bytes, all that it could have written")]
    TooLarge {
        /// The path.
        path: String,
        /// Bytes that copies may take together.
        most: u64,
    },
}

impl FilesLeft<'_> {
    /// The code that the plugin exited with.
    pub fn exit_code(&self) -> u32 {
        self.code
    }

    /// Copies of the file at `path`, under the name "", or of all files below the directory there, by their paths from it
    /// and sorted by them. A directory in which there is nothing is there, too. Symbolic links to files are copies of what
    /// they lead to; others are left out.
    ///
    /// # Errors
    ///
    /// There is nothing at `path`, or the files have holes and are too long for copies.
    pub fn below(&self, path: &str) -> Result<Vec<File>, FilesLeftError> {
        let found = self.files.lookup(Inode::ROOT, path, FOLLOW);
        let inode = found.map_err(|reason| FilesLeftError::Nothing { path: path.into(), reason })?;
        let mut copies = Copies { left: *self, path, taken: 0, files: Vec::new() };
        match self.files.kind(inode) {
            FileKind::Directory => copies.directory(inode)?,
            FileKind::File | FileKind::Link => copies.file(inode, String::new())?,
        }
        copies.files.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(copies.files)
    }
}

const FOLLOW: Walk = Walk { beneath: false, end: End::Follow };

struct Copies<'a> {
    left: FilesLeft<'a>,
    path: &'a str,
    taken: u64,
    files: Vec<File>,
}

impl Copies<'_> {
    /// Copies all below `root`. Directories may be nested deeper than calls may be.
    fn directory(&mut self, root: Inode) -> Result<(), FilesLeftError> {
        let files = self.left.files;
        let mut directories = vec![(root, String::new())];
        while let Some((directory, path)) = directories.pop() {
            if files.is_empty(directory) && directory != root {
                self.count(path.len() as u64)?;
                self.files.push(File::new(path, []));
                continue;
            }
            for entry in
                files.entries(directory, 0).into_iter().flatten().filter(|entry| !matches!(entry.name, "." | ".."))
            {
                let below = format!("{path}{}", entry.name);
                match entry.kind {
                    FileKind::File => self.file(entry.inode, below)?,
                    FileKind::Directory => directories.push((entry.inode, below + "/")),
                    FileKind::Link => {
                        let target = files.lookup(directory, entry.name, FOLLOW);
                        if let Some(target) = target.ok().filter(|&target| files.kind(target) == FileKind::File) {
                            self.file(target, below)?;
                        }
                    }
                }
            }
        }
        Ok(())
    }

    fn file(&mut self, inode: Inode, path: String) -> Result<(), FilesLeftError> {
        let files = self.left.files;
        let len = files.attributes(inode).len;
        self.count(len.saturating_add(path.len() as u64))?;
        let mut contents = vec![0; usize::try_from(len).unwrap_or(usize::MAX)];
        files.read(inode, 0, &mut contents);
        self.files.push(File::new(path, contents));
        Ok(())
    }

    /// Takes note of `bytes` more that copies take.
    fn count(&mut self, bytes: u64) -> Result<(), FilesLeftError> {
        let most = self.left.most;
        self.taken = self.taken.saturating_add(bytes);
        if self.taken > most { Err(FilesLeftError::TooLarge { path: self.path.into(), most }) } else { Ok(()) }
    }
}
