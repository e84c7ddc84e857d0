//! Differences as a unified diff, which `patch -p1` and `git apply` take.

use std::fs;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use similar::{Algorithm, TextDiff};

use super::changes::{Change, Changes, Kind};

/// How long the shortest difference of a file is looked for: of two large ones with nothing in common, it takes hours.
const PATIENCE: Duration = Duration::from_secs(2);

/// Where there is no file.
const NOTHING: &str = "/dev/null";

impl Changes<'_> {
    /// What would have to be done to the files that are there, file by file; empty if nothing.
    pub(crate) fn diff(&self) -> String {
        let mut different: Vec<_> = self.files.iter().filter(|change| change.kind != Kind::Unchanged).collect();
        different.sort_by(|one, other| one.path.cmp(&other.path));
        different.into_iter().map(Change::diff).collect()
    }
}

impl Change<'_> {
    /// The difference of this file.
    pub(super) fn diff(&self) -> String {
        let old = if self.kind == Kind::New { Vec::new() } else { current(&self.path) };
        let named = |side: &str, is_there: bool| match is_there {
            true => format!("{side}/{}", relative(&self.path).display()),
            false => NOTHING.to_owned(),
        };
        let (before, after) = (named("a", self.kind != Kind::New), named("b", self.kind != Kind::Removed));
        match (text(&old), text(&self.content)) {
            (Some(old), Some(new)) => {
                let mut diff = TextDiff::configure();
                let diff = diff.algorithm(Algorithm::Patience).timeout(PATIENCE).diff_lines(old, new);
                let hunks = diff.unified_diff().header(&before, &after).to_string();
                // Two empty files differ by being there.
                if hunks.is_empty() { format!("--- {before}\n+++ {after}\n") } else { hunks }
            }
            _ => format!("Binary files {before} and {after} differ\n"),
        }
    }
}

/// The bytes as text, if they are some: control characters are those of other data.
fn text(bytes: &[u8]) -> Option<&str> {
    let is_control = |byte: &u8| matches!(byte, 0..=6 | 14..=26 | 28..=31);
    std::str::from_utf8(bytes).ok().filter(|_| !bytes.iter().any(is_control))
}

/// The path as a patch has it: from the working directory or the root of the file system on.
fn relative(path: &Path) -> PathBuf {
    path.components().filter(|part| !matches!(part, Component::CurDir | Component::RootDir)).collect()
}

/// What the file at `path` holds. That it cannot be read is a difference like others.
fn current(path: &Path) -> Vec<u8> {
    match fs::metadata(path) {
        Ok(found) if found.is_file() => fs::read(path).unwrap_or_default(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    #[test]
    fn differences_are_what_patch_takes() {
        let root = tempfile::tempdir().unwrap();
        let diff = |name: &str, old: &[u8], new: &[u8], kind| {
            let path = root.path().join(name);
            fs::write(&path, old).unwrap();
            let change = Change { path, root: root.path(), kind, content: Cow::Borrowed(new) };
            let shown = relative(root.path()).display().to_string();
            change.diff().replace(&shown, "ROOT")
        };
        assert_eq!(
            diff("x", b"one\ntwo\nthree", b"one\n2\nthree\n", Kind::Changed),
            "--- a/ROOT/x\n+++ b/ROOT/x\n@@ -1,3 +1,3 @@\n one\n-two\n-three\n\\ No newline at end of file\n+2\n+three\n"
        );
        assert_eq!(diff("x", b"", b"new\n", Kind::New), "--- /dev/null\n+++ b/ROOT/x\n@@ -0,0 +1 @@\n+new\n");
        assert_eq!(diff("x", b"old\n", b"", Kind::Removed), "--- a/ROOT/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-old\n");
        assert_eq!(diff("x", b"", b"", Kind::New), "--- /dev/null\n+++ b/ROOT/x\n");
        assert_eq!(diff("x", b"\xff", b"x", Kind::Changed), "Binary files a/ROOT/x and b/ROOT/x differ\n");
        assert_eq!(diff("x", b"x", b"a\0", Kind::Changed), "Binary files a/ROOT/x and b/ROOT/x differ\n");
    }

    #[test]
    fn large_files_with_nothing_in_common_are_compared_as_well() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("x");
        let lines = |name: &str| (0..50_000).map(|line| format!("{name} {line}\n")).collect::<String>();
        fs::write(&path, lines("old")).unwrap();
        let content = Cow::Owned(lines("new").into_bytes());
        let diff = Change { path, root: root.path(), kind: Kind::Changed, content }.diff();
        let count = |begin: &str| diff.lines().filter(|line| line.starts_with(begin)).count();
        assert_eq!((count("-old "), count("+new ")), (50_000, 50_000));
    }

    #[test]
    fn paths_are_those_from_the_working_directory() {
        for (path, expected) in [("./gen/a", "gen/a"), (".gen/a", ".gen/a"), ("/gen/./a", "gen/a"), ("../a", "../a")] {
            assert_eq!(relative(Path::new(path)), Path::new(expected));
        }
    }
}
