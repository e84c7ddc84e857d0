//! Running a program under both hosts, and saying where they differ.

use bufwasm::Optimise;

use crate::hosts::{Ended, World, bufwasm, guest, node};

/// Differences that are reported at most.
const REPORTED: usize = 12;

/// How often Node may try to be in time.
const TRIES: usize = 4;

/// Asserts that a program writes the same under both hosts, and ends in the same way.
#[track_caller]
pub(crate) fn same(program: &str, arguments: &[&str], stdin: &[u8], files: &[(String, Vec<u8>)]) {
    let (ours, theirs) = run(program, arguments, stdin, files);
    let wrong = all_differences(&ours, &theirs);
    assert!(wrong.is_empty(), "{program} {arguments:?}\n{}", wrong.join("\n"));
}

/// The same as [`same`] for a program that waits for times to come, which are real for Node alone: where its machine is so
/// busy that it wakes up too late, it gets another try.
#[track_caller]
pub(crate) fn same_at_last(program: &str) {
    for try_left in (0..TRIES).rev() {
        let (ours, theirs) = run(program, &[], b"", &[]);
        let wrong = all_differences(&ours, &theirs);
        if wrong.is_empty() {
            return;
        }
        assert!(try_left > 0, "{program}\n{}", wrong.join("\n"));
    }
}

/// How the two ends differ.
fn all_differences(ours: &Ended, theirs: &Ended) -> Vec<String> {
    let mut wrong = differences("stdout", &ours.stdout, &theirs.stdout);
    let [our_stderr, their_stderr] = [&ours.stderr, &theirs.stderr].map(|stderr| without_addresses(stderr));
    wrong.extend(differences("stderr", our_stderr.as_bytes(), their_stderr.as_bytes()));
    if ours.code != theirs.code || ours.trap.is_some() {
        wrong.push(format!("exit code {}, theirs {}; {:?}", ours.code, theirs.code, ours.trap));
    }
    wrong.truncate(REPORTED);
    wrong
}

/// Asserts that a program writes the same to stdout under both hosts, and that both hosts end it.
#[track_caller]
pub(crate) fn same_end(program: &str, arguments: &[&str]) {
    let (ours, theirs) = run(program, arguments, b"", &[]);
    assert_eq!(differences("stdout", &ours.stdout, &theirs.stdout), [""; 0], "{program} {arguments:?}");
    assert_eq!(ours.code, theirs.code, "{program} {arguments:?}: {}", String::from_utf8_lossy(&ours.stderr));
    assert!(ours.trap.is_some(), "{program} {arguments:?} ended by itself");
}

fn run(program: &str, arguments: &[&str], stdin: &[u8], files: &[(String, Vec<u8>)]) -> (Ended, Ended) {
    let wasm = guest(&format!("go-js/{program}.wasm"));
    let arguments: Vec<_> = std::iter::once(program).chain(arguments.iter().copied()).collect();
    let environment = ["KEY=VALUE", "EMPTY=", "UTF8=ünïcödé 😀"];
    let world = World { arguments: &arguments, environment: &environment, stdin, files };
    (bufwasm(&wasm, &world, Optimise::Never), node(&wasm, &world))
}

/// The text with `0x…` for numbers of six to eight hexadecimal digits: where the allocator puts things depends on what
/// happened before, and traces show it.
fn without_addresses(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    let mut parts = text.split("0x");
    let mut clean = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.bytes().take_while(u8::is_ascii_hexdigit).count();
        let number = if (6..=8).contains(&digits) { "…" } else { &part[..digits] };
        clean.extend(["0x", number, &part[digits..]]);
    }
    clean
}

/// The first line that differs of each section; a section begins with a line `== NAME`.
fn differences(stream: &str, ours: &[u8], theirs: &[u8]) -> Vec<String> {
    if ours == theirs {
        return Vec::new();
    }
    let (our_text, their_text) = (String::from_utf8_lossy(ours), String::from_utf8_lossy(theirs));
    let (our_sections, their_sections) = (sections(&our_text), sections(&their_text));
    let names = |sections: &[(&str, Vec<&str>)]| sections.iter().map(|(name, _)| name.to_string()).collect::<Vec<_>>();
    let mut found: Vec<_> = our_sections
        .iter()
        .filter_map(|(name, ours)| {
            let (_, theirs) = their_sections.iter().find(|(other, _)| other == name)?;
            let at = (0..ours.len().max(theirs.len())).find(|&at| ours.get(at) != theirs.get(at))?;
            Some(format!("{stream}, {name}, line {at}: {:?}, theirs {:?}", shown(ours.get(at)), shown(theirs.get(at))))
        })
        .collect();
    if found.is_empty() {
        found.push(format!("{stream}: sections {:?}, theirs {:?}", names(&our_sections), names(&their_sections)));
    }
    found
}

/// A line, without its end if it is very long.
fn shown<'a>(line: Option<&&'a str>) -> Option<&'a str> {
    line.map(|line| line.char_indices().nth(300).map_or(*line, |(end, _)| &line[..end]))
}

fn sections(text: &str) -> Vec<(&str, Vec<&str>)> {
    let mut sections = vec![("", Vec::new())];
    for line in text.split('\n') {
        match line.strip_prefix("== ") {
            Some(name) => sections.push((name, Vec::new())),
            None => sections.last_mut().unwrap().1.push(line),
        }
    }
    sections
}
