//! The Go standard library's own tests, for js/wasm, under bufwasm, plain and optimised, and under Node: the same tests pass and
//! skip.
//!
//! `table.rs` lists the packages. `cargo test` runs a sample. `cargo xtask std-tests` runs everything, by setting
//! `BUFWASM_STD_TESTS` to `all`; names of packages there, with spaces between them, run all tests of these.

#[path = "../gojs_differential/hosts.rs"]
mod hosts;
#[allow(dead_code)] // `cargo xtask` reads what is left
mod table;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Mutex;
use std::time::Instant;

use bufwasm::Optimise;
use hosts::{Ended, World, bufwasm, go_root, guest, node};
use table::{PACKAGES, Package, Quick, RUN};

/// How much of `package` is to run.
fn extent(package: &Package) -> Quick {
    match std::env::var("BUFWASM_STD_TESTS") {
        Err(_) => package.quick,
        Ok(names) if names == "all" || names.split(' ').any(|name| name == package.path) => Quick::All,
        Ok(_) => Quick::None,
    }
}

#[test]
fn the_same_tests_pass() {
    let packages: Vec<_> = PACKAGES.iter().filter(|package| extent(package) != Quick::None).collect();
    let (next, wrong) = (Mutex::new(packages.iter()), Mutex::new(Vec::new()));
    let work = || {
        while let Some(package) = { next.lock().unwrap().next() } {
            let start = Instant::now();
            let result = compare(package);
            println!("{:<20} {:>6.1} s  {}", package.path, start.elapsed().as_secs_f64(), describe(&result));
            if let Err(why) = result {
                wrong.lock().unwrap().push(format!("{}: {why}", package.path));
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn describe(result: &Result<usize, String>) -> String {
    match result {
        Ok(tests) => format!("{tests} tests and subtests alike"),
        Err(_) => "differs".into(),
    }
}

/// Runs a package's tests under both hosts: how many there are, or how they differ.
fn compare(package: &Package) -> Result<usize, String> {
    let group = if package.quick == Quick::None { "go-std-more" } else { "go-std" };
    let wasm = guest(&format!("{group}/{}.wasm", package.path));
    let mut arguments = vec![package.path.to_owned(), "-test.v".into(), "-test.short".into()];
    arguments.push(format!("-test.run={}", pattern(package)));
    let left_out: Vec<_> = package.left_out.iter().flat_map(|left_out| left_out.tests).copied().collect();
    if !left_out.is_empty() {
        arguments.push(format!("-test.skip=^({})$", left_out.join("|")));
    }
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let files = files(package);
    // Without a directory of Go's own, some tests would look for one.
    let world = World { arguments: &arguments, environment: &["GOROOT=/"], stdin: b"", files: &files };
    let theirs = outcomes("Node", &node(&wasm, &world))?;
    for (name, optimise) in [("bufwasm", Optimise::Never), ("bufwasm, optimised,", Optimise::Always)] {
        let ours = outcomes(name, &bufwasm(&wasm, &world, optimise))?;
        let differing: Vec<_> = ours.symmetric_difference(&theirs).map(String::as_str).collect();
        if !differing.is_empty() {
            return Err(format!("under {name} or Node only: {}", differing.join(", ")));
        }
    }
    Ok(theirs.len())
}

fn pattern(package: &Package) -> &'static str {
    match extent(package) {
        Quick::Some(pattern) => pattern,
        Quick::All | Quick::None => RUN,
    }
}

/// A line `STATUS: NAME` for each test and subtest; an error unless all of them pass or skip.
fn outcomes(host: &str, ended: &Ended) -> Result<BTreeSet<String>, String> {
    let stdout = String::from_utf8_lossy(&ended.stdout);
    let lines = stdout.lines().filter_map(|line| line.trim_start().strip_prefix("--- "));
    let outcomes: BTreeSet<String> = lines.filter_map(|line| Some(line.rsplit_once(" (")?.0.to_owned())).collect();
    let failed: Vec<_> = outcomes.iter().filter_map(|line| line.strip_prefix("FAIL: ")).collect();
    if ended.code == 0 && failed.is_empty() && !outcomes.is_empty() {
        return Ok(outcomes);
    }
    let last: Vec<_> = stdout.lines().rev().take(15).collect();
    let last = last.into_iter().rev().collect::<Vec<_>>().join("\n");
    let stderr = String::from_utf8_lossy(&ended.stderr);
    let stderr: String = stderr.chars().take(2000).collect();
    let (code, trap) = (ended.code, ended.trap.as_deref().unwrap_or_default());
    Err(format!("{host} exits with {code} {trap}; failed: {}\n{last}\n{stderr}", failed.join(", ")))
}

/// The package's files, as paths of the guest's.
fn files(package: &Package) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for (seen, path) in package.files {
        add(&mut files, seen, &go_root().join(path));
    }
    files
}

fn add(files: &mut Vec<(String, Vec<u8>)>, seen: &str, path: &Path) {
    let about = |error| panic!("{}: {error}: run `cargo xtask setup`", path.display());
    if !path.is_dir() {
        return files.push((seen.to_owned(), std::fs::read(path).unwrap_or_else(about)));
    }
    for entry in path.read_dir().unwrap_or_else(|error| panic!("{}: {error}", path.display())) {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().expect("Go's files have names in UTF-8");
        add(files, &format!("{seen}/{name}"), &entry.path());
    }
}

#[test]
fn what_is_left_out_is_there() {
    for package in PACKAGES {
        let directory = go_root().join("src").join(package.path);
        let sources: String = std::fs::read_dir(&directory)
            .unwrap_or_else(|error| panic!("{}: {error}: run `cargo xtask setup`", directory.display()))
            .filter_map(|entry| std::fs::read_to_string(entry.ok()?.path()).ok())
            .collect();
        for left_out in package.left_out {
            assert!(!left_out.reason.is_empty(), "{}: a reason is missing", package.path);
            for test in left_out.tests {
                assert!(sources.contains(&format!("func {test}(")), "{} has no {test}", package.path);
            }
        }
    }
}
