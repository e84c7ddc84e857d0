//! Descriptor sets, beside those of the native protoc of the guest's version.

use super::encoded_set::{read_set, set_of};
use super::inputs::Input;
use super::programs::{Compiler, Programs, complaints, ended};
use super::table::{Row, Table, first_difference};
use anyhow::{Result, ensure};
use std::collections::HashMap;
use std::fs;
use std::process::Command;

/// What a set may hold beside the files.
const FLAGS: [&[&str]; 2] = [&[], &["--include_imports", "--include_source_info", "--retain_options"]];

/// Compares the sets of the `sample`, all at once, and of each of the `cases`.
pub(super) fn compare(programs: &Programs, sample: &Input, cases: &[Input], table: &mut Table) -> Result<()> {
    for &compiler in &programs.compilers {
        for flags in FLAGS {
            let name =
                if flags.is_empty() { "descriptor sets" } else { "descriptor sets with imports and source info" };
            let mut row = Row::of(format!("{name}: google-proto-files, {}", compiler.name()));
            let both = Both::of(programs, compiler, sample, flags)?;
            ensure!(both.theirs.is_ok(), "protoc refuses the sample: {:?}", both.theirs.err());
            match (&both.ours, &both.theirs) {
                (Ok(ours), Ok(theirs)) => count_files(&mut row, ours, theirs),
                (ours, _) => row.count(ours.as_ref().err().cloned()),
            }
            table.add(row);
        }
        let mut row = Row::of(format!("descriptor sets: small cases, {}", compiler.name()));
        let mut refused_here = 0;
        for case in cases {
            let both = Both::of(programs, compiler, case, FLAGS[1])?;
            let about = case.directory.display();
            let difference = match (&both.ours, &both.theirs) {
                (Ok(ours), Ok(theirs)) => (ours != theirs).then(|| format!("{about}: other bytes")),
                (Err(ours), Err(theirs)) => differing_refusals(ours, theirs).map(|why| format!("{about}: {why}")),
                (Err(ours), Ok(_)) if is_documented(compiler, ours) => {
                    refused_here += 1;
                    None
                }
                (Err(ours), Ok(_)) => Some(format!("{about}: refused here: {ours}")),
                (Ok(_), Err(theirs)) => Some(format!("{about}: taken here, and there: {theirs}")),
            };
            row.count(difference);
        }
        if refused_here > 0 {
            row.note(format!("{refused_here} refused with a hint: editions"));
        }
        table.add(row);
    }
    Ok(())
}

/// Whether the built-in compiler says that it does not know what the file uses.
pub(super) fn is_documented(compiler: Compiler, complaints: &str) -> bool {
    compiler == Compiler::BuiltIn && complaints.contains("not known to this compiler")
}

/// What differs between two refusals, which have to say the same.
pub(super) fn differing_refusals(ours: &str, theirs: &str) -> Option<String> {
    (ours != theirs).then(|| format!("`{}`, and there `{}`", ours.trim(), theirs.trim()))
}

/// A set, or what the compiler says against the files.
type Made = std::result::Result<Vec<(String, Vec<u8>)>, String>;

struct Both {
    ours: Made,
    theirs: Made,
}

impl Both {
    fn of(programs: &Programs, compiler: Compiler, input: &Input, flags: &[&str]) -> Result<Self> {
        let made = |mut command: Command, out: &str| -> Result<Made> {
            let out = programs.scratch.join(out);
            let _ = fs::remove_file(&out); // it may not be there
            command.args(["-I", "."]).arg("-I").arg(&programs.include);
            let output = ended(set_of(&mut command, &out).args(flags).args(&input.files))?;
            Ok(if output.status.success() { Ok(read_set(&out)?) } else { Err(complaints(&output)) })
        };
        Ok(Self {
            ours: made(programs.bufwasm(compiler, &input.directory), "ours.binpb")?,
            theirs: made(programs.protoc(&input.directory), "theirs.binpb")?,
        })
    }
}

fn count_files(row: &mut Row, ours: &[(String, Vec<u8>)], theirs: &[(String, Vec<u8>)]) {
    let names = |set: &[(String, Vec<u8>)]| set.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    if names(ours) != names(theirs) {
        row.count(Some("the files, or their order".to_owned()));
    }
    let by_name: HashMap<_, _> = ours.iter().map(|(name, file)| (name, file)).collect();
    for (name, file) in theirs {
        let ours = by_name.get(name).map_or(&[][..], |file| file);
        row.count(first_difference(ours, file).map(|at| format!("{name}: {at}")));
    }
}
