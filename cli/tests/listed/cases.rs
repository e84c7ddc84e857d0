//! Tests whose cases are files.

/// A test for each case of a folder, by the name of its file without `.txt`, which the function `check` gets; and one that no
/// file was forgotten.
macro_rules! cases {
    ($folder:literal: $($name:ident),* $(,)?) => {
        $(#[test]
        fn $name() {
            check(stringify!($name));
        })*

        #[test]
        fn every_case_is_listed() {
            let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join($folder);
            let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
            let texts = files.filter(|path| path.extension().is_some_and(|ending| ending == "txt"));
            let mut names: Vec<_> = texts.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
            let mut listed = vec![$(stringify!($name)),*];
            names.sort();
            listed.sort();
            assert_eq!(names, listed);
        }
    };
}
