//! The environment of a run: what the plugin carries, and over it what the caller gives.

use std::collections::HashSet;

use crate::error::Error;
use crate::proto::ExecConfig;

/// The environment that `config` has, checked: of entries with one key, the last.
pub(super) fn carried(config: Option<&ExecConfig>) -> Result<Vec<String>, Error> {
    let entries = checked(config.map_or(&[], |config| &config.env))?;
    let mut seen = HashSet::new();
    let mut last: Vec<_> = entries.iter().rev().filter(|entry| seen.insert(key(entry))).cloned().collect();
    last.reverse();
    Ok(last)
}

/// The entries of `carried`, but for keys that the caller gives another value, and those `given`.
pub(super) fn with(carried: &[String], given: &[String]) -> Result<Vec<String>, Error> {
    let given = checked(given)?;
    let keys: HashSet<_> = given.iter().map(|entry| key(entry)).collect();
    let kept: Vec<_> = carried.iter().filter(|entry| !keys.contains(key(entry))).cloned().collect();
    Ok([kept, given].concat())
}

/// What stands before the first `=`.
pub(super) fn key(entry: &str) -> &str {
    entry.split_once('=').map_or(entry, |(key, _)| key)
}

/// `text`, which is `what`, unless it holds the byte that ends a string in the guest.
pub(super) fn without_nul(what: &'static str, text: String) -> Result<String, Error> {
    if text.contains('\0') { Err(Error::NulByte { what, text }) } else { Ok(text) }
}

fn checked(entries: &[String]) -> Result<Vec<String>, Error> {
    let checked = entries.iter().map(|entry| match entry.split_once('=') {
        Some((key, _)) if !key.is_empty() => without_nul("environment entry", entry.clone()),
        _ => Err(Error::BadEnvironment { text: entry.clone() }),
    });
    checked.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(entries: &[&str]) -> Vec<String> {
        entries.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_last_of_what_is_carried_counts_and_the_callers_over_it() {
        let config = ExecConfig { env: entries(&["A=1", "B=2", "A=3", "C="]), ..ExecConfig::default() };
        let carried = carried(Some(&config)).unwrap();
        assert_eq!(carried, entries(&["B=2", "A=3", "C="]));
        assert_eq!(with(&carried, &[]).unwrap(), carried);
        let given = entries(&["B=", "D=4", "D=5"]);
        assert_eq!(with(&carried, &given).unwrap(), entries(&["A=3", "C=", "B=", "D=4", "D=5"]));
    }

    #[test]
    fn what_is_no_entry_is_refused_whoever_gives_it() {
        for wrong in ["", "A", "=B", "A=\0"] {
            let config = ExecConfig { env: entries(&[wrong]), ..ExecConfig::default() };
            assert!(carried(Some(&config)).is_err() && with(&[], &entries(&[wrong])).is_err(), "{wrong:?}");
        }
    }
}
