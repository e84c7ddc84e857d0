//! Files that are wrong in one place: what protoc refuses is refused, where and as protoc says.

use super::inputs::Input;
use super::programs::{Compiler, Programs, complaints, ended};
use super::sets::{differing_refusals, is_documented};
use super::table::{Row, Table};
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;
use std::process::Command;

/// Files longer than this are left out: what they would take adds nothing.
const LONGEST: u64 = 6000;
/// What a changed file is called.
const WRONG: &str = "wrong.proto";
/// A prime, so that files and places are visited in no order.
const STRIDE: usize = 7919;

/// Compares what is made of files that each differ in one place from one of the sample's, until protoc has refused
/// `count`.
pub(super) fn compare(programs: &Programs, sample: &Input, count: usize, table: &mut Table) -> Result<()> {
    let is_short = |name: &&String| {
        fs::metadata(sample.directory.join(name)).is_ok_and(|file| (500..LONGEST).contains(&file.len()))
    };
    let files: Vec<_> = sample.files.iter().filter(is_short).collect();
    let compilers = &programs.compilers;
    let row = |compiler: &Compiler| Row::of(format!("files with a change, {}", compiler.name()));
    let mut rows: Vec<_> = compilers.iter().map(row).collect();
    let room = programs.room("mistakes")?;
    let (mut number, mut refused) = (0, 0);
    while refused < count {
        let name = files.get(number * STRIDE % files.len().max(1)).context("no file of the sample is short")?;
        let text = fs::read_to_string(sample.directory.join(name)).with_context(|| format!("cannot read {name}"))?;
        // By a name of its own: what imports it is not what is asked about.
        fs::write(room.join(WRONG), mutated(&text, number)).context("cannot write the changed file")?;
        let theirs = compiled(programs.protoc(&room), programs, sample, &room)?;
        refused += usize::from(theirs.is_err());
        for (&compiler, row) in compilers.iter().zip(&mut rows) {
            let ours = compiled(programs.bufwasm(compiler, &room), programs, sample, &room)?;
            row.count(differing(compiler, &ours, &theirs).map(|why| format!("{number}, {name}: {why}")));
        }
        number += 1;
    }
    for mut row in rows {
        row.note(format!("protoc refuses {refused}"));
        table.add(row);
    }
    Ok(())
}

/// The descriptor set of the changed file, or what the compiler says against it.
fn compiled(
    mut command: Command,
    programs: &Programs,
    sample: &Input,
    room: &Path,
) -> Result<std::result::Result<Vec<u8>, String>> {
    command.args(["-I", "."]).arg("-I").arg(&sample.directory).arg("-I").arg(&programs.include);
    let output = ended(command.args(["--include_source_info", "--descriptor_set_out=out.binpb", WRONG]))?;
    if !output.status.success() {
        return Ok(Err(complaints(&output)));
    }
    fs::read(room.join("out.binpb")).map(Ok).context("cannot read out.binpb")
}

fn differing<T: PartialEq>(
    compiler: Compiler,
    ours: &std::result::Result<T, String>,
    theirs: &std::result::Result<T, String>,
) -> Option<String> {
    match (ours, theirs) {
        (Ok(ours), Ok(theirs)) => (ours != theirs).then(|| "another descriptor".to_owned()),
        (Err(ours), Err(theirs)) => differing_refusals(ours, theirs),
        (Err(ours), Ok(_)) => (!is_documented(compiler, ours)).then(|| format!("refused here: {}", ours.trim())),
        (Ok(_), Err(theirs)) => Some(format!("taken here, and there: {}", theirs.trim())),
    }
}

/// The text with one word missing, doubled, exchanged with its neighbour, or another, for each number.
fn mutated(text: &str, number: usize) -> String {
    let mut words: Vec<_> = words(text).into_iter().map(str::to_owned).collect();
    let is_code = |word: &String| !word.trim().is_empty() && !word.starts_with("//");
    let places: Vec<_> = (0..words.len()).filter(|at| is_code(&words[*at])).collect();
    let Some(&at) = places.get((number * STRIDE + number / 7) % places.len().max(1)) else { return String::new() };
    match number % 7 {
        0 => words[at].clear(),
        1 => words[at] = format!("{0} {0}", words[at]),
        2 => words[at] = "nowhere".to_owned(),
        3 => words[at] = "0".to_owned(),
        4 => words[at] = "}".to_owned(),
        5 => words[at] = "\"text\"".to_owned(),
        _ => {
            let next = places.iter().find(|next| **next > at).copied().unwrap_or(places[0]);
            words.swap(at, next);
        }
    }
    words.concat()
}

/// Names and numbers, comments to the ends of their lines, white space, and signs, each alone.
fn words(text: &str) -> Vec<&str> {
    let (mut words, mut rest) = (Vec::new(), text);
    while let Some(first) = rest.chars().next() {
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        let end = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if is_part(first) {
            rest.find(|c| !is_part(c)).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (word, after) = rest.split_at(end);
        words.push(word);
        rest = after;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_changes_one_place_of_the_code() {
        let text = "// Of all.\nsyntax = \"proto3\";\nmessage A { int32 b = 1; }\n";
        let changed: Vec<_> = (0..70).map(|number| mutated(text, number)).collect();
        assert!(changed.iter().all(|other| other.starts_with("// Of all.\n")), "{changed:?}");
        let different = changed.iter().filter(|other| *other != text).count();
        assert!(different > 60, "{different}");
        assert_eq!(words("a_1 //b c\n{"), ["a_1", " ", "//b c", "\n", "{"]);
    }
}
