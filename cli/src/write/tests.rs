//! Trees of files as they are before and after.

use std::collections::BTreeMap;
use std::fs;

use bufwasm_codegen::GeneratedFile;

use super::*;

fn tree(files: &[(&str, &str)]) -> OutputTree {
    let mut tree = OutputTree::default();
    let files = files.iter().map(|(name, content)| GeneratedFile {
        name: Some((*name).into()),
        insertion_point: None,
        content: Some((*content).into()),
    });
    tree.add("plugin", files.collect()).unwrap();
    tree
}

/// Writes `files` below `out`, and tells what was done.
fn write(out: &Path, files: &[(&str, &str)]) -> std::result::Result<String, String> {
    run(out, files, None)
}

/// The same, where nothing else is to stay there.
fn clean(out: &Path, files: &[(&str, &str)]) -> std::result::Result<String, String> {
    run(out, files, Some(Precious::and([])))
}

fn run(out: &Path, files: &[(&str, &str)], clean: Option<Precious>) -> std::result::Result<String, String> {
    let tree = tree(files);
    let wanted = Wanted { trees: vec![(out, &tree)], clean, ..Wanted::default() };
    let would = wanted.changes().map_err(|failure| failure.message)?.would();
    let did = wanted.write(|| Ok(())).map_err(|failure| failure.message)?.would();
    assert_eq!(would, did, "what is done is what was told");
    Ok(did)
}

/// Every file below `root`, and its contents; directories end in a slash.
fn found(root: &Path) -> BTreeMap<String, String> {
    let entries = walkdir::WalkDir::new(root).min_depth(1);
    let entries = entries.into_iter().map(|entry| {
        let path = entry.unwrap().into_path();
        let name = path.strip_prefix(root).unwrap().display().to_string();
        if path.is_dir() { (name + "/", String::new()) } else { (name, fs::read_to_string(&path).unwrap()) }
    });
    entries.collect()
}

fn expect(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, content)| ((*name).to_owned(), (*content).to_owned())).collect()
}

/// Makes files below `root`, with their directories.
fn put(root: &Path, files: &[(&str, &str)]) {
    for (name, content) in files {
        let path = root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
}

#[test]
fn files_and_directories_are_made_and_what_is_right_is_left_alone() {
    let root = tempfile::tempdir().unwrap();
    let out = root.path().join("x/y");
    let files = [("a/b.txt", "b"), ("c.txt", "c")];
    assert_eq!(write(&out, &files).unwrap(), "2 files to write, 0 unchanged");
    fs::write(out.join("c.txt"), "old").unwrap();
    fs::write(out.join("other"), "other").unwrap();
    assert_eq!(write(&out, &files).unwrap(), "1 file to write, 1 unchanged");
    assert_eq!(found(&out), expect(&[("a/", ""), ("a/b.txt", "b"), ("c.txt", "c"), ("other", "other")]));
}

#[test]
fn when_one_file_cannot_be_written_nothing_changes() {
    for (standing, wrong) in [
        (("z.txt/x", "x"), "z.txt is a directory, and a file must be there"),
        (("new", "x"), "new is a file, and a directory must be there for "),
        (("new/dir", "x"), "dir is a file, and a directory must be there for "),
    ] {
        let root = tempfile::tempdir().unwrap();
        put(root.path(), &[standing, ("old.txt", "old")]);
        let before = found(root.path());
        let files = [("new/dir/a.txt", "a"), ("old.txt", "new"), ("z.txt", "z")];
        let error = write(root.path(), &files).unwrap_err();
        assert!(error.contains(wrong), "{error}");
        assert_eq!(found(root.path()), before);
    }
    let file = tempfile::NamedTempFile::new().unwrap();
    for out in [file.path().to_owned(), file.path().join("out")] {
        let error = write(&out, &[("a", "a")]).unwrap_err();
        assert!(error.contains("is a file, and a directory must be there"), "{error}");
    }
}

#[test]
fn cleaning_leaves_what_is_generated_and_nothing_else() {
    let root = tempfile::tempdir().unwrap();
    put(root.path(), &[("a/b.txt", "old"), ("a/c/d.txt", "d"), ("e/f.txt", "f"), ("g", "g"), ("same", "same")]);
    fs::create_dir(root.path().join("empty")).unwrap();
    // A file where a directory must be, and a directory where a file must be.
    let files = [("a/b.txt", "b"), ("same", "same"), ("g/h", "h"), ("e", "e")];
    assert_eq!(clean(root.path(), &files).unwrap(), "3 files to write, 1 unchanged, 3 to remove");
    let expected = [("a/", ""), ("a/b.txt", "b"), ("same", "same"), ("g/", ""), ("g/h", "h"), ("e", "e")];
    assert_eq!(found(root.path()), expect(&expected));
    assert_eq!(clean(root.path(), &files).unwrap(), "0 files to write, 4 unchanged");
}

#[test]
fn what_was_moved_aside_comes_back_when_something_fails() {
    let root = tempfile::tempdir().unwrap();
    put(root.path(), &[("a/b.txt", "old"), ("a/c/d.txt", "d"), ("g", "g"), ("extra/file", "x")]);
    let before = found(root.path());
    let tree = tree(&[("a/b.txt", "b"), ("g/h", "h")]);
    let wanted = Wanted { trees: vec![(root.path(), &tree)], clean: Some(Precious::and([])), ..Wanted::default() };
    // The last step before files take their places.
    assert!(wanted.write(|| Err(crate::failure::Failure::usage("no"))).is_err());
    assert_eq!(found(root.path()), before);
    // A file that cannot take its place, behind all that has been moved.
    let changes = wanted.changes().unwrap();
    let mut staged = Staged::default();
    changes.written().for_each(|change| staged.file(change, &changes).unwrap());
    let mut last = unfinished::new_in(root.path()).unwrap();
    std::io::Write::write_all(&mut last, b"last").unwrap();
    staged.also(last, root.path().join("a/c"));
    fs::create_dir_all(root.path().join("a/c")).unwrap();
    let blocked = Changes { removed: ["extra", "g"].map(|name| root.path().join(name)).into(), ..changes };
    assert!(staged.commit(&blocked, &Interrupts::watch()).is_err());
    assert_eq!(found(root.path()), before);
}

#[test]
fn what_is_precious_is_not_cleaned() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    put(root, &[("work/proto/a.proto", "a"), ("work/gen/a.txt", "a"), ("git/.git/config", "x")]);
    let refusal = |out: &Path, precious: &[PathBuf]| {
        let precious = Precious::and(precious.iter().map(|path| (path.clone(), "a plugin")));
        let tree = tree(&[("b.txt", "b")]);
        let wanted = Wanted { trees: vec![(out, &tree)], clean: Some(precious), ..Wanted::default() };
        wanted.changes().err().map(|failure| failure.message)
    };
    let precious = [root.join("work/proto/a.proto")];
    assert_eq!(refusal(&root.join("work/gen"), &precious), None);
    for (out, why) in [
        (root.join("work"), "must not be cleaned: a plugin, "),
        (root.join("work/proto"), "must not be cleaned: a plugin, "),
        (root.join("git"), "must not be cleaned: it is a working tree of git"),
        (Path::new("/").to_owned(), "must not be cleaned: it is the root of the file system"),
        (Path::new(".").to_owned(), "must not be cleaned: it is the working directory"),
        (Path::new("..").to_owned(), "must not be cleaned: the working directory, "),
    ] {
        let refusal = refusal(&out, &precious).unwrap();
        assert!(refusal.contains(why), "{refusal}");
    }
}

#[test]
fn one_output_inside_another_is_not_cleaned_away_and_one_output_twice_is_a_mistake() {
    let root = tempfile::tempdir().unwrap();
    let (outer, inner) = (root.path().join("gen"), root.path().join("gen/go"));
    put(&inner, &[("old", "old")]);
    let (one, other) = (tree(&[("a", "a")]), tree(&[("b", "b")]));
    let mut wanted =
        Wanted { trees: vec![(&outer, &one), (&inner, &other)], clean: Some(Precious::and([])), ..Wanted::default() };
    wanted.write(|| Ok(())).unwrap();
    assert_eq!(found(root.path()), expect(&[("gen/", ""), ("gen/a", "a"), ("gen/go/", ""), ("gen/go/b", "b")]));
    let again = root.path().join("gen/../gen");
    wanted.trees = vec![(&outer, &one), (&again, &one)];
    let error = wanted.write(|| Ok(())).unwrap_err().message;
    assert!(error.ends_with("are the same file, and would be written twice"), "{error}");
}

#[test]
fn a_single_file_is_written_with_the_others_or_not_at_all() {
    let root = tempfile::tempdir().unwrap();
    let (out, set) = (root.path().join("out"), root.path().join("set.binpb"));
    fs::write(&set, "old").unwrap();
    let tree = tree(&[("a.txt", "a")]);
    let wanted =
        |path: &Path| Wanted { trees: vec![(&out, &tree)], files: vec![(path.to_owned(), b"new")], clean: None };
    for path in [root.path().join("nowhere/set.binpb"), root.path().to_owned()] {
        assert!(wanted(&path).write(|| Ok(())).is_err());
        assert_eq!(found(root.path()), expect(&[("set.binpb", "old")]));
    }
    assert_eq!(wanted(&set).write(|| Ok(())).unwrap().would(), "2 files to write, 0 unchanged");
    assert_eq!(found(root.path()), expect(&[("out/", ""), ("out/a.txt", "a"), ("set.binpb", "new")]));
}

#[cfg(unix)]
#[test]
fn links_are_not_followed_out_of_the_directory() {
    use std::os::unix::fs::symlink;
    let root = tempfile::tempdir().unwrap();
    let (out, other) = (root.path().join("out"), root.path().join("other"));
    put(&other, &[("b", "b")]);
    fs::create_dir(&out).unwrap();
    symlink(&other, out.join("sub")).unwrap();
    symlink(other.join("b"), out.join("b")).unwrap();
    symlink("nowhere", root.path().join("dangling")).unwrap();
    let error = write(&out, &[("sub/a.txt", "a")]).unwrap_err();
    assert!(error.contains("leads out of the output directory"), "{error}");
    write(&out, &[("b", "new")]).unwrap();
    let error = write(&root.path().join("dangling"), &[("b", "new")]).unwrap_err();
    assert!(error.ends_with("is a symbolic link that leads nowhere"), "{error}");
    // An output that is a link is what it leads to, but is not cleaned.
    let link = root.path().join("link");
    symlink(&out, &link).unwrap();
    assert_eq!(write(&link, &[("b", "new")]).unwrap(), "0 files to write, 1 unchanged");
    let error = clean(&link, &[("b", "new")]).unwrap_err();
    assert!(error.contains("must not be cleaned: it is a symbolic link, to "), "{error}");
    // Cleaning removes links, and not what they lead to.
    assert_eq!(clean(&out, &[("sub/a.txt", "a")]).unwrap(), "1 file to write, 0 unchanged, 2 to remove");
    assert_eq!(found(&other), expect(&[("b", "b")]));
    assert_eq!(found(&out), expect(&[("sub/", ""), ("sub/a.txt", "a")]));
}
