//! The library's files use each other as ARCHITECTURE.md draws them: downwards, or in the same row. No files of any crate
//! use each other in a circle.

#[path = "layers/circles.rs"]
mod circles;
#[path = "layers/sources.rs"]
mod sources;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use circles::circles;
use sources::Sources;

/// What a part of the library knows nothing of, beside the rows above it.
const KNOWS_NOTHING_OF: &[(&str, &str)] = &[
    ("src/abi/wasi", "src/abi/gojs"),
    ("src/abi/gojs", "src/abi/wasi"),
    ("src/abi/gojs/js", "src/abi/gojs/node"),
    ("src/engine", "src/abi"),
    ("src/fs", "src/section"),
    ("src/section", "src/fs"),
];

#[test]
fn arrows_point_down_only() {
    let (sources, rows) = (Sources::read(root(), "src/lib.rs"), rows());
    let mut wrong = BTreeSet::new();
    // The crate's root is no part: it only lists the others.
    let inside = |(from, to): &(String, String)| ![from, to].iter().any(|file| *file == sources.top());
    for (from, to) in sources.uses().into_iter().filter(inside) {
        match (row(&rows, &from), row(&rows, &to)) {
            (Some(this), Some(other)) if this > other => {
                wrong.insert(format!("{from} uses {to}, which is drawn above it"));
            }
            (Some(_), Some(_)) => {}
            (None, _) => _ = wrong.insert(format!("{from} is not on ARCHITECTURE.md's map")),
            (_, None) => _ = wrong.insert(format!("{to} is not on ARCHITECTURE.md's map")),
        }
        for (part, other) in KNOWS_NOTHING_OF {
            if covers(part, &from) && covers(other, &to) {
                wrong.insert(format!("{from} uses {to}, and {part} knows nothing of {other}"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", Vec::from_iter(wrong).join("\n"));
}

#[test]
fn every_place_on_the_map_is_there() {
    let sources = Sources::read(root(), "src/lib.rs");
    for place in rows().into_iter().flatten().filter(|place| place.starts_with("src")) {
        assert!(sources.files().any(|file| covers(&place, file)), "{place} holds no file");
    }
}

#[test]
fn packages_depend_downwards() {
    let rows = rows();
    let packages = || rows.iter().flatten().filter(|place| !place.starts_with("src"));
    for package in packages() {
        let row = row(&rows, package);
        for other in packages().filter(|other| depends(package, other)) {
            assert!(row <= self::row(&rows, other), "{package} depends on {other}, which is drawn above it");
        }
    }
    assert!(depends("cli", "codegen") && !depends("codegen", "cli"));
}

#[test]
fn files_use_each_other_in_no_circle() {
    let mut found = Vec::new();
    for top in crates() {
        let uses = Sources::read(root(), &top).uses();
        found.extend(circles(&uses).into_iter().map(|circle| circle.join(" -> ")));
    }
    for folder in ["web/src", "web/playground"] {
        found.extend(circles(&imports(folder)).into_iter().map(|circle| circle.join(" -> ")));
    }
    assert!(found.is_empty(), "these files use each other in circles:\n{}", found.join("\n"));
}

/// Whether a manifest in the folder `package`, or in one of its folders, names `other` as a place, or as a package of the
/// workspace.
fn depends(package: &str, other: &str) -> bool {
    let folder = root().join(package);
    let inner = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let manifests = inner.chain([folder]).filter_map(|folder| fs::read_to_string(folder.join("Cargo.toml")).ok());
    let names = [format!("../{other}\""), format!("bufwasm-{other}.workspace"), format!("bufwasm-{other} = ")];
    manifests.into_iter().any(|text| names.iter().any(|name| text.contains(name)))
}

/// The places on ARCHITECTURE.md's map by its rows, from the top down. A line with an arrow ends a row.
fn rows() -> Vec<Vec<String>> {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let map = text.split("```").nth(1).expect("a map").trim_start_matches("text");
    let is_place = |word: &&str| word.ends_with('/') || word.ends_with(".rs");
    let places = |line: &str| line.split_whitespace().take_while(is_place).map(place).collect();
    let rows = map.split('│').map(|row| row.lines().flat_map(|line| -> Vec<_> { places(line) }).collect::<Vec<_>>());
    rows.filter(|row| !row.is_empty()).collect()
}

/// `src/fs` for `src/fs/` and for `src/fs.rs`.
fn place(word: &str) -> String {
    word.trim_end_matches(".rs").trim_end_matches('/').into()
}

/// Whether `place` is the file, or a folder it lies in.
fn covers(place: &str, file: &str) -> bool {
    file.trim_end_matches(".rs").strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The row of the longest place that covers `file`.
fn row(rows: &[Vec<String>], file: &str) -> Option<usize> {
    let places = rows.iter().enumerate().flat_map(|(row, places)| places.iter().map(move |place| (place, row)));
    places.filter(|(place, _)| covers(place, file)).max_by_key(|(place, _)| place.len()).map(|(_, row)| row)
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files of the roots of all crates in this workspace.
fn crates() -> Vec<String> {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let (_, rest) = manifest.split_once("members = [").expect("members");
    let members = rest.split(']').next().unwrap_or_default().split('"').skip(1).step_by(2);
    let tops = members.flat_map(|member| ["lib.rs", "main.rs"].map(|top| format!("{member}/src/{top}")));
    let tops: Vec<_> = tops.map(|top| top.trim_start_matches("./").into()).filter(is_there).collect();
    assert!(tops.len() > 10, "{tops:?}");
    tops
}

fn is_there(file: &String) -> bool {
    root().join(file).exists()
}

/// Which modules of JavaScript or TypeScript in `folder` import which.
fn imports(folder: &str) -> BTreeSet<(String, String)> {
    let mut uses = BTreeSet::new();
    for entry in fs::read_dir(root().join(folder)).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let Some((stem, "ts" | "js")) = name.rsplit_once('.') else { continue };
        let text = fs::read_to_string(&path).unwrap();
        let named = text.split("\"./").skip(1).filter_map(|rest| rest.split(".js\"").next());
        uses.extend(named.map(|other| (format!("{folder}/{stem}"), format!("{folder}/{other}"))));
    }
    assert!(!uses.is_empty(), "nothing in {folder} imports anything");
    uses
}
