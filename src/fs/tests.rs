//! MapFs against a plain model, and a checker that walks any tree.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

fn tree(paths: &[&str]) -> Result<MapFs, MapFsError> {
    MapFs::new(paths.iter().map(|path| File::new(*path, path.as_bytes())))
}

#[test]
fn a_file_that_is_added_takes_the_place_of_one_at_its_path() {
    let base = tree(&["etc/rules", "/etc/other", "bin/run"]).unwrap();
    let rules = File::new("/etc/./new/../rules", *b"lax");
    let over = base.with(vec![rules.clone(), File::new("etc/more", *b"")]).unwrap();
    let files: Vec<_> = over.files().map(|file| (file.path, file.contents.to_vec())).collect();
    let expected = [("/bin/run", "bin/run"), ("/etc/more", ""), ("/etc/other", "/etc/other"), ("/etc/rules", "lax")];
    assert_eq!(files, expected.map(|(path, contents)| (path.to_owned(), contents.as_bytes().to_vec())));
    for (files, message) in [
        (vec![rules.clone(), rules], r#"the file "/etc/./new/../rules" is there twice"#),
        (vec![File::new("etc", *b"")], r#""etc" is a file, and "/etc/other" needs it to be a directory"#),
        (
            vec![File::new("etc/rules/a", *b"")],
            r#""/etc/rules" is a file, and "etc/rules/a" needs it to be a directory"#,
        ),
    ] {
        assert_eq!(base.with(files).unwrap_err().to_string(), message);
    }
}

#[test]
fn files_tell_where_they_will_be_found() {
    for (path, place) in
        [("a", "/a"), ("/a/./b/../c", "/a/c"), ("../a//b", "/a/b"), ("d/", "/d/"), ("d/e/..", "/d/"), ("/", "/")]
    {
        assert_eq!(File::new(path, *b"").place().unwrap(), place, "{path}");
    }
    assert!(File::new("", *b"").place().is_err() && File::new("a\0", *b"").place().is_err());
}

#[test]
fn paths_that_are_no_files_are_refused_by_name() {
    let long_name = "n".repeat(256);
    let long_path = "d/".repeat(2048) + "f";
    for (paths, message) in [
        (&[""][..], r#"the path "" is empty"#),
        (&["a\0b"], r#"the path "a\0b" holds a NUL byte"#),
        (&["/"], r#"the path "/" names a directory, not a file"#),
        (&["a/.."], r#"the path "a/.." names a directory, not a file"#),
        (&["../.."], r#"the path "../.." names a directory, not a file"#),
        (&["."], r#"the path "." names a directory, not a file"#),
        (&["a/"], r#"the path "a/" names a directory, not a file"#),
        (&["a/b/.."], r#"the path "a/b/.." names a directory, not a file"#),
        (&["a", "a"], r#"the file "a" is there twice"#),
        (&["a", "/b/../a"], r#"the file "a" is there twice, the second time as "/b/../a""#),
        (&["a", "a/b"], r#""a" is a file, and "a/b" needs it to be a directory"#),
        (&["/a/b/c", "a/b"], r#""a/b" is a file, and "/a/b/c" needs it to be a directory"#),
        (&[&long_name], &format!("the path {long_name:?} has a name of more than 255 bytes")),
        (&[&long_path], &format!("the path {long_path:?} is longer than 4096 bytes")),
    ] {
        assert_eq!(tree(paths).unwrap_err().to_string(), message);
    }
}

#[test]
fn directories_in_which_there_is_nothing_are_kept() {
    let directories = ["tmp", "tmp/", "/a/./b/../c", "etc", "/"].map(File::directory);
    let fs = MapFs::new(directories.into_iter().chain([File::new("etc/rules", *b"strict")])).unwrap();
    assert_eq!(misbehaviour(&fs), Vec::<String>::new());
    let expected = [File::directory("/tmp"), File::directory("/a/c"), File::new("/etc/rules", *b"strict")];
    let sorted = |files: &mut Vec<File>| files.sort_by(|one, other| one.path.cmp(&other.path));
    let (mut files, mut expected) = (fs.files().collect::<Vec<_>>(), expected.to_vec());
    sorted(&mut files);
    sorted(&mut expected);
    assert_eq!(files, expected);
    // They stay when files are added, and are no longer empty if one lies in them.
    let more = fs.with(vec![File::new("a/d", *b""), File::new("tmp/x", *b"")]).unwrap();
    let paths: BTreeSet<_> = more.files().map(|file| file.path).collect();
    assert_eq!(paths, ["/a/c/", "/a/d", "/etc/rules", "/tmp/x"].map(String::from).into());
    for (files, message) in [
        (vec![File::new("tmp", *b"")], r#""tmp" is a file, and "/tmp/" needs it to be a directory"#),
        (
            vec![File::directory("etc/rules/")],
            r#""/etc/rules" is a file, and "etc/rules//" needs it to be a directory"#,
        ),
        (vec![File::new("new/", *b"x")], r#"the path "new/" names a directory, not a file"#),
        (vec![File::new("", *b"")], r#"the path "" is empty"#),
    ] {
        assert_eq!(fs.with(files).unwrap_err().to_string(), message);
    }
}

#[test]
fn lookups_resolve_as_posix_does() {
    let fs = tree(&["/usr/share/a.txt", "./usr/b", "../../top"]).unwrap();
    let usr = fs.lookup(Inode::ROOT, "usr").unwrap();
    for (from, path, expected) in [
        (Inode::ROOT, "usr/share/a.txt", Ok("/usr/share/a.txt")),
        (Inode::ROOT, "top", Ok("/top")),
        (Inode::ROOT, "..", Ok("/")),
        (Inode::ROOT, "/../../usr/.", Ok("/usr")),
        (Inode::ROOT, "usr//share/../b", Ok("/usr/b")),
        (Inode::ROOT, "usr/", Ok("/usr")),
        (usr, "share", Ok("/usr/share")),
        (usr, "../top", Ok("/top")),
        (usr, "/top", Ok("/top")),
        (usr, "", Err(LookupError::NotFound)),
        (usr, "nothing/../b", Err(LookupError::NotFound)),
        (usr, "b/", Err(LookupError::NotDirectory)),
        (usr, "b/.", Err(LookupError::NotDirectory)),
        (usr, "b/../b", Err(LookupError::NotDirectory)),
        (usr, "b/c", Err(LookupError::NotDirectory)),
    ] {
        let found = fs.lookup(from, path).map(|inode| fs.path(inode));
        assert_eq!(found.as_deref(), expected.as_ref().copied(), "{path:?}");
    }
}

#[test]
fn beneath_a_directory_nothing_else_can_be_reached() {
    let fs = tree(&["a/b/c", "a/d", "top"]).unwrap();
    let a = fs.lookup(Inode::ROOT, "a").unwrap();
    for (path, expected) in [
        ("b/c", Ok("/a/b/c")),
        ("b/../d", Ok("/a/d")),
        (".", Ok("/a")),
        ("b/..", Ok("/a")),
        ("..", Err(LookupError::Escapes)),
        ("../a/d", Err(LookupError::Escapes)),
        ("b/../../top", Err(LookupError::Escapes)),
        ("/a/d", Err(LookupError::Escapes)),
        ("", Err(LookupError::NotFound)),
    ] {
        let found = fs.lookup_beneath(a, path).map(|inode| fs.path(inode));
        assert_eq!(found.as_deref(), expected.as_ref().copied(), "{path:?}");
    }
    assert_eq!(fs.lookup_beneath(Inode::ROOT, ".."), Err(LookupError::Escapes));
}

#[test]
fn a_listing_is_sorted_and_starts_with_the_dots() {
    let fs = tree(&["b", "a/x", "c/y", "B"]).unwrap();
    let names: Vec<_> = fs.entries(Inode::ROOT, 0).unwrap().map(|entry| entry.name).collect();
    assert_eq!(names, [".", "..", "B", "a", "b", "c"]);
    let names: Vec<_> = fs.entries(Inode::ROOT, 0).unwrap().without_dots().map(|entry| entry.name).collect();
    assert_eq!(names, ["B", "a", "b", "c"]);
    assert_eq!(fs.entries(Inode::ROOT, u64::MAX).unwrap().next(), None);
    assert_eq!(fs.metadata(Inode::ROOT).links, 4);
    let b = fs.lookup(Inode::ROOT, "b").unwrap();
    assert!(matches!(fs.entries(b, 0), Err(LookupError::NotDirectory)));
}

#[test]
fn a_tree_has_a_bound() {
    let deep = "/a".repeat(2000);
    let files = |count: usize| (0..count).map(|number| File::new(format!("{number}{deep}"), *b"")).collect::<Vec<_>>();
    assert!(MapFs::new(files(500)).is_ok());
    let error = MapFs::new(files(600)).unwrap_err();
    assert_eq!(error.to_string(), "there are more than 1048576 files and directories");
}

#[test]
fn many_files_in_one_directory_and_in_many() {
    let wide = (0..50_000).map(|index| format!("wide/{index}"));
    let deep = (0..50_000).map(|index| format!("{}/{}/{}/f", index % 7, index % 113, index));
    let fs = MapFs::new(wide.chain(deep).map(|path| File::new(path, *b""))).unwrap();
    assert_eq!(fs.files().count(), 100_000);
    assert!(fs.lookup(Inode::ROOT, "wide/49999").is_ok());
    assert!(fs.lookup(Inode::ROOT, "5/4/117/f").is_ok());
}

/// Every misbehaviour of a tree, told apart from how the tree is built.
fn misbehaviour(fs: &MapFs) -> Vec<String> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut directories = vec![Inode::ROOT];
    while let Some(directory) = directories.pop() {
        let entries: Vec<_> = fs.entries(directory, 0).expect("it is a directory").collect();
        for (index, entry) in entries.iter().enumerate() {
            let rest: Vec<_> = fs.entries(directory, entry.next).expect("it is a directory").collect();
            if rest != entries[index + 1..] {
                found.push(format!("resuming {} after {:?} gives {rest:?}", fs.path(directory), entry.name));
            }
        }
        if fs.lookup(Inode::ROOT, &fs.path(directory)) != Ok(directory) {
            found.push(format!("{} does not lead to itself", fs.path(directory)));
        }
        let own: Vec<_> = fs.entries(directory, 0).expect("it is a directory").without_dots().collect();
        if !own.is_sorted_by(|a, b| a.name.as_bytes() < b.name.as_bytes()) {
            found.push(format!("{} is not sorted", fs.path(directory)));
        }
        for entry in own {
            if !seen.insert(entry.inode.number()) {
                found.push(format!("{} has the inode of another", entry.name));
            }
            if fs.child(directory, entry.name) != Ok(entry.inode) || fs.parent(entry.inode) != directory {
                found.push(format!("{} is not found where it is listed", entry.name));
            }
            if fs.metadata(entry.inode).kind != entry.kind {
                found.push(format!("{} is listed as what it is not", entry.name));
            }
            match fs.contents(entry.inode) {
                None => directories.push(entry.inode),
                Some(contents) if contents.len() as u64 != fs.metadata(entry.inode).len => {
                    found.push(format!("{} has another length than its contents", entry.name));
                }
                Some(_) => {}
            }
        }
    }
    found
}

/// A path's names as a naive reader resolves them.
fn resolve(path: &str) -> Vec<&str> {
    path.split('/').fold(Vec::new(), |mut names, name| {
        match name {
            "" | "." => {}
            ".." => drop(names.pop()),
            name => names.push(name),
        }
        names
    })
}

/// What a tree should hold, by joined names: contents of files, and directories; `None` if the paths make no tree.
fn model(files: &[(String, Vec<u8>)]) -> Option<BTreeMap<String, Option<Vec<u8>>>> {
    let mut expected = BTreeMap::new();
    for (path, contents) in files {
        let directory =
            matches!(path.rsplit('/').next().unwrap_or_default(), "" | "." | "..") || resolve(path).is_empty();
        if path.is_empty() || directory && !contents.is_empty() {
            return None;
        }
        let entry = (!directory).then(|| contents.clone());
        let before = expected.insert(resolve(path).join("/"), entry.clone());
        if before.is_some_and(|before| before.is_some() || entry.is_some()) {
            return None;
        }
    }
    expected.remove("");
    let paths: Vec<_> = expected.keys().cloned().collect();
    let below = |path: &str| paths.iter().any(|other| other.starts_with(&format!("{path}/")));
    if expected.iter().any(|(path, contents)| contents.is_some() && below(path)) {
        return None;
    }
    expected.retain(|path, contents| contents.is_some() || !below(path));
    Some(expected)
}

fn any_path() -> impl Strategy<Value = String> {
    proptest::collection::vec(prop_oneof![Just("a"), Just("b"), Just("é"), Just("."), Just(".."), Just("")], 0..6)
        .prop_map(|names| names.join("/"))
}

proptest! {
    #[test]
    fn building_and_looking_up_agree_with_the_model(
        files in proptest::collection::vec((any_path(), prop_oneof![Just(vec![]), any::<Vec<u8>>()]), 0..5),
        lookups in proptest::collection::vec(any_path(), 0..8),
    ) {
        let built = MapFs::new(files.iter().map(|(path, contents)| File::new(path, &contents[..])));
        let expected = model(&files);
        prop_assert_eq!(built.is_ok(), expected.is_some(), "{:?}", built);
        let (Ok(fs), Some(expected)) = (built, expected) else { return Ok(()) };
        prop_assert_eq!(misbehaviour(&fs), Vec::<String>::new());
        let held: BTreeMap<_, _> = fs.files().map(|file| match file.path.strip_suffix('/') {
            Some(directory) => (directory[1..].to_owned(), None),
            None => (file.path[1..].to_owned(), Some(file.contents.to_vec())),
        }).collect();
        prop_assert_eq!(&held, &expected);
        for path in lookups.iter().filter(|path| !path.split('/').any(|name| name == ".." || name == ".")) {
            let contents = fs.lookup(Inode::ROOT, path).ok().and_then(|inode| fs.contents(inode));
            let joined = resolve(path).join("/");
            let expected = expected.get(&joined).filter(|_| !path.ends_with('/'));
            prop_assert_eq!(contents, expected.and_then(Option::as_deref), "{:?}", path);
        }
    }

    #[test]
    fn inodes_do_not_depend_on_the_order(
        (first, second) in proptest::collection::btree_set("[ab]{1,3}/[cd]{1,3}", 0..12)
            .prop_map(|paths| paths.into_iter().collect::<Vec<_>>())
            .prop_flat_map(|paths| (Just(paths.clone()), Just(paths).prop_shuffle()))
    ) {
        let numbers = |paths: &[String]| {
            let fs = MapFs::new(paths.iter().map(|path| File::new(path, path.as_bytes()))).unwrap();
            paths.iter().map(|path| (path.clone(), fs.lookup(Inode::ROOT, path).unwrap().number())).collect::<BTreeMap<_, _>>()
        };
        prop_assert_eq!(numbers(&first), numbers(&second));
    }

    #[test]
    fn arbitrary_paths_never_panic(files in proptest::collection::vec(any::<String>(), 0..8), path in any::<String>()) {
        if let Ok(fs) = MapFs::new(files.iter().map(|path| File::new(path, *b"x"))) {
            let _ = fs.lookup(Inode::ROOT, &path);
            let _ = fs.lookup_beneath(Inode::ROOT, &path);
            prop_assert_eq!(misbehaviour(&fs), Vec::<String>::new());
        }
    }
}
