//! The library's files use each other as ARCHITECTURE.md draws them: downwards, or in the same row.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

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
    let (sources, rows) = (Sources::read(), rows());
    let mut wrong = BTreeSet::new();
    for (from, to) in sources.uses() {
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
    let sources = Sources::read();
    for place in rows().into_iter().flatten().filter(|place| place.starts_with("src")) {
        assert!(sources.0.values().any(|source| covers(&place, &source.file)), "{place} holds no file");
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

/// Whether a manifest in the folder `package`, or in one of its folders, names `other` as a place.
fn depends(package: &str, other: &str) -> bool {
    let folder = root().join(package);
    let inner = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let manifests = inner.chain([folder]).filter_map(|folder| fs::read_to_string(folder.join("Cargo.toml")).ok());
    manifests.into_iter().any(|text| text.contains(&format!("../{other}\"")))
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

/// A module of the library, or an item in one, by the names that lead there from the crate's root.
type ItemPath = Vec<String>;

/// The library's files without their tests, by their modules' paths.
struct Sources(BTreeMap<ItemPath, Source>);

struct Source {
    /// `src/fs.rs`
    file: String,
    /// What `use` brings in, by the name it has here.
    imports: Vec<(String, ItemPath)>,
    /// What is named by its whole path.
    named: Vec<ItemPath>,
}

impl Sources {
    fn read() -> Self {
        let mut sources = BTreeMap::new();
        let mut folders = vec![root().join("src")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let name = path.file_name().unwrap().to_str().unwrap();
                if path.is_dir() && name != "tests" {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "rs") && name != "tests.rs" {
                    let module = module(&path);
                    sources.insert(module.clone(), Source::read(&path, &module));
                }
            }
        }
        Self(sources)
    }

    /// Pairs of files of which the first uses the second. The crate's root is no part: it only lists the others.
    fn uses(&self) -> BTreeSet<(String, String)> {
        let mut uses = BTreeSet::new();
        for (module, source) in self.0.iter().filter(|(module, _)| !module.is_empty()) {
            let imported = source.imports.iter().map(|(_, path)| path);
            for path in imported.chain(&source.named) {
                let used = self.home(path, 0);
                if !used.is_empty() && used != *module {
                    uses.insert((source.file.clone(), self.0[&used].file.clone()));
                }
            }
        }
        uses
    }

    /// The module that what `path` names is written in, wherever it is handed on from.
    fn home(&self, path: &[String], depth: usize) -> ItemPath {
        assert!(depth < 20, "{path:?} is handed on in a circle");
        let mut module = ItemPath::new();
        for (at, name) in path.iter().enumerate() {
            let inner = [&module[..], std::slice::from_ref(name)].concat();
            if self.0.contains_key(&inner) {
                module = inner;
                continue;
            }
            let handed_on = self.0[&module].imports.iter().find(|(known, _)| known == name);
            return match handed_on {
                Some((_, from)) if from != path => self.home(&[from, &path[at + 1..]].concat(), depth + 1),
                _ => module,
            };
        }
        module
    }
}

impl Source {
    fn read(path: &Path, module: &[String]) -> Self {
        let text = fs::read_to_string(path).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let lines = code.lines().filter(|line| !line.trim_start().starts_with("//") && !line.trim().is_empty());
        let code = lines.collect::<Vec<_>>().join("\n");
        let mut imports = Vec::new();
        for statement in statements(&code) {
            expand(&[], statement, &mut |path, name| imports.extend(absolute(path, module).map(|path| (name, path))));
        }
        let word = |start: usize| code[start..].split(|c: char| !c.is_alphanumeric() && c != '_' && c != ':').next();
        let whole = code.match_indices("crate::").filter_map(|(start, _)| word(start));
        // What ends in a colon is a list, which has been expanded.
        let whole = whole.filter(|path| !path.ends_with(':'));
        let named =
            whole.map(|path| path.split("::").skip(1).filter(|name| !name.is_empty()).map(Into::into).collect());
        let file = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
        Self { file, named: named.collect(), imports }
    }
}

/// `["fs", "path"]` for `src/fs/path.rs`, nothing for `src/lib.rs`.
fn module(file: &Path) -> ItemPath {
    let inside = PathBuf::from(file.strip_prefix(root().join("src")).unwrap());
    let names = inside.with_extension("");
    let names = names.iter().map(|name| name.to_str().unwrap().to_owned());
    names.filter(|name| name != "lib" && name != "mod").collect()
}

/// What stands between each `use` at the beginning of a line, whatever its visibility, and its semicolon.
fn statements(code: &str) -> impl Iterator<Item = &str> {
    code.match_indices("use ").filter_map(|(start, _)| {
        let line = code[..start].rsplit('\n').next().unwrap_or_default().trim();
        let begins = line.is_empty() || (line.starts_with("pub") && !line.contains(['{', '=']));
        begins.then(|| code[start + "use ".len()..].split(';').next()).flatten()
    })
}

/// Calls `found` with every path of the tree `use prefix::tree`, and the name that it gets.
fn expand(prefix: &[String], tree: &str, found: &mut dyn FnMut(ItemPath, String)) {
    let tree = tree.trim();
    let (path, inner) = match tree.split_once('{') {
        Some((path, inner)) => (path.trim().trim_end_matches("::"), inner.rsplit_once('}').map(|(inner, _)| inner)),
        None => (tree, None),
    };
    let (path, alias) = path.split_once(" as ").map_or((path, None), |(path, alias)| (path, Some(alias)));
    let names = path.split("::").map(str::trim).filter(|name| !name.is_empty() && *name != "self" || prefix.is_empty());
    let path = [prefix, &Vec::from_iter(names.map(ToOwned::to_owned))].concat();
    match inner {
        Some(inner) => branches(inner).into_iter().for_each(|branch| expand(&path, branch, found)),
        None => {
            let name = alias.map(ToOwned::to_owned).or_else(|| path.last().cloned()).unwrap_or_default();
            found(path, name);
        }
    }
}

/// The parts of `list` between commas that no braces surround.
fn branches(list: &str) -> Vec<&str> {
    let mut depth = 0;
    let outside = move |c: char| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        c == ',' && depth == 0
    };
    list.split(outside).filter(|branch| !branch.trim().is_empty()).collect()
}

/// `path`, as `module` has it, from the crate's root; `None` for what is another crate's.
fn absolute(path: ItemPath, module: &[String]) -> Option<ItemPath> {
    let supers = path.iter().take_while(|name| *name == "super").count();
    match path.first()?.as_str() {
        "crate" => Some(path[1..].to_vec()),
        "self" => Some([module, &path[1..]].concat()),
        "super" => Some([&module[..module.len().checked_sub(supers)?], &path[supers..]].concat()),
        // A module of this one's; no crate has the name of one.
        _ => Some([module, &path].concat()),
    }
}
