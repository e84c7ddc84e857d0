//! What was measured, as a part of a document.

use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;

use super::contest::Contest;
use super::enter::Entered;
use super::measure::Times;
use super::peers::Peer;

/// Between these lines stands what is measured; all else of the document is written by hand.
const BEGIN: &str = "<!-- measured by cargo xtask bench -->";
const END: &str = "<!-- end of what is measured -->";

/// A table of one contest.
pub(super) fn table(contest: &Contest, results: &[Entered]) -> String {
    let mut table =
        format!("\n### {}\n\n| | time | CPU time | CPU time, ratio to the first |\n|---|---|---|---|\n", contest.title);
    let first = results.first().and_then(|times| times.as_ref().ok()).map(Times::cpu);
    for (entry, result) in contest.entries.iter().zip(results) {
        let name = entry.name();
        match result {
            Ok(times) => {
                let ratio = first.map_or_else(String::new, |first| format!("{:.2}", times.cpu() / first));
                table += &format!("| {name} | {} | {} | {ratio} |\n", show(times.median), show(times.cpu()));
            }
            Err(failure) => table += &format!("| {name} | fails: {failure} | | |\n"),
        }
    }
    table
}

/// What README's table begins with; its columns are [`COLUMNS`].
pub(super) fn readme_head() -> String {
    format!("\n| | {} | {} | {} |\n|---|---|---|---|\n", Peer::Bufwasm, Peer::Wasmi, Peer::Wazero)
}

/// What README's columns have, each the first of these that takes part in a contest.
const COLUMNS: [&[Peer]; 3] = [&[Peer::Bufwasm], &[Peer::Wasmi], &[Peer::Wazero, Peer::WazeroGoJs]];

/// The row of README's table for a contest, if it has one.
pub(super) fn readme_row(contest: &Contest, results: &[Entered]) -> Option<String> {
    let mut row = format!("| {} |", contest.readme?);
    for peers in COLUMNS {
        let entered = contest.entries.iter().zip(results).find(|(entry, _)| peers.contains(&entry.peer));
        row += &match entered {
            Some((entry, Ok(times))) if entry.peer == Peer::WazeroGoJs => format!(" {} (1.6.0) |", show(times.median)),
            Some((_, Ok(times))) => format!(" {} |", show(times.median)),
            Some((_, Err(_))) => " fails |".into(),
            None => " |".into(),
        };
    }
    Some(row + "\n")
}

/// Puts `text` between the markers of the document at `path`.
pub(super) fn write(path: &Path, text: &str) -> Result<()> {
    let document = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let parts = document.split_once(BEGIN).and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    ensure!(parts.is_some(), "{} lacks the lines {BEGIN} and {END}", path.display());
    let (before, after) = parts.unwrap_or_default();
    fs::write(path, format!("{before}{BEGIN}\n{text}\n{END}{after}"))?;
    Ok(())
}

/// `seconds`, as a table has them.
pub(super) fn show(seconds: f64) -> String {
    if seconds < 10.0 { format!("{:.0} ms", seconds * 1e3) } else { format!("{seconds:.1} s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_by_hand_stays() {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), format!("before\n{BEGIN}\nold\n{END}\nafter\n")).unwrap();
        for text in ["new", "newer"] {
            write(file.path(), text).unwrap();
            let expected = format!("before\n{BEGIN}\n{text}\n{END}\nafter\n");
            assert_eq!(fs::read_to_string(file.path()).unwrap(), expected);
        }
        fs::write(file.path(), "no markers").unwrap();
        assert!(write(file.path(), "new").is_err());
    }
}
