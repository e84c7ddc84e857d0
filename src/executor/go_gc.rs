//! How Go's garbage collector spends a guest's memory.

use super::environment::key;
use crate::limits::Limits;
use crate::module::ModuleSummary;

/// What a plugin built by Go is told of the memory it may use for garbage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GoGc {
    /// Nothing: it collects garbage whenever its heap has doubled, as everywhere.
    #[default]
    Doubling,
    /// To collect garbage only when its memory comes near half of [`Limits::memory_pages`]: by the variables
    /// `GOGC=off` and `GOMEMLIMIT`, unless the caller, or the environment that the plugin
    /// carries, sets one of them. Most runs then collect none, for a quarter of
    /// the time. Plugins built by a Go before 1.19, and others, are told nothing.
    ///
    /// A run that is refused memory is begun again without the variables, unless it has written anything, or read more
    /// than 64 MiB: it may be the garbage that was too much.
    Limit,
}

impl GoGc {
    /// The variables, as `KEY=VALUE`, for a plugin with this summary that `carries` this environment.
    ///
    /// Half of the limit, because a heap that was let double up to the limit was never more than half of it after a
    /// collection: it does not have to be collected more often than it was.
    pub fn variables(self, summary: &ModuleSummary<'_>, limits: &Limits, carries: &[String]) -> Vec<String> {
        if self == Self::Doubling || !summary.go_version().is_some_and(knows_a_memory_limit) {
            return Vec::new();
        }
        let variables = ["GOGC=off".into(), format!("GOMEMLIMIT={}", limits.memory_bytes() / 2)];
        unless_given(&variables, carries).to_vec()
    }
}

/// The entries of `variables`, unless one of them is `given`.
pub(super) fn unless_given<'a>(variables: &'a [String], given: &[String]) -> &'a [String] {
    let taken = variables.iter().any(|variable| given.iter().any(|entry| key(entry) == key(variable)));
    if taken { &[] } else { variables }
}

/// Whether a release such as `go1.24.2` is 1.19 or later.
fn knows_a_memory_limit(version: &str) -> bool {
    let release = version.strip_prefix("go1.").unwrap_or_default();
    let minor = release.split(|character: char| !character.is_ascii_digit()).next().unwrap_or_default();
    minor.parse::<u32>().is_ok_and(|minor| minor >= 19)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::module::Producer;

    fn variables(version: &str) -> Vec<String> {
        let go = Producer { field: "language", name: "Go", version };
        let mut summary = ModuleSummary::default();
        summary.producers.push(go);
        GoGc::Limit.variables(&summary, &Limits { memory_pages: 2048, ..Limits::default() }, &[])
    }

    #[test]
    fn releases_that_know_a_memory_limit_get_half_of_the_cap() {
        for version in ["go1.19", "go1.24.2", "go1.27rc1", "go1.30-custom"] {
            assert_eq!(variables(version), ["GOGC=off", "GOMEMLIMIT=67108864"], "{version}");
        }
        for version in ["go1.18.10", "go1", "devel", "", "go2.0"] {
            assert!(variables(version).is_empty(), "{version}");
        }
        assert!(
            GoGc::Limit.variables(&ModuleSummary::default(), &Limits::default(), &[]).is_empty(),
            "another language"
        );
    }

    #[test]
    fn the_callers_own_win() {
        let variables = variables("go1.24");
        for (given, added) in [(vec![], 2), (vec!["GO=1"], 2), (vec!["GOGC=50"], 0), (vec!["A=1", "GOMEMLIMIT="], 0)] {
            let given: Vec<_> = given.iter().map(ToString::to_string).collect();
            assert_eq!(unless_given(&variables, &given).len(), added, "{given:?}");
        }
    }
}
