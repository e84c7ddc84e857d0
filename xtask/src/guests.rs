//! `cargo xtask guests`: the wasm programs that tests run.
//!
//! [`GUESTS`] says what there is; `tests/guests/README.md` says it for readers.

mod build;
mod builder;
mod compiler;
mod quickjs;
mod recipe;
#[path = "../../tests/gojs_std/table.rs"]
#[allow(dead_code)] // the tests read all of it
pub(crate) mod std_table;
mod std_test;
mod step;
mod table;
mod threads;

pub(crate) use table::{Group, Guest};

use crate::setup::{self, Need};
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use builder::Builder;
use clap::ValueEnum;
use table::GUESTS;

/// The guests that a command is about, with their oracles.
pub(crate) struct Selection(Vec<&'static Guest>);

impl Selection {
    /// Every guest that `cargo test` runs.
    pub(crate) fn all() -> Self {
        Self(GUESTS.iter().filter(|guest| guest.is_for_every_run()).collect())
    }

    /// The guests that `cargo xtask go-releases` runs.
    pub(crate) fn of_go_releases() -> Self {
        Self(GUESTS.iter().filter(|guest| guest.is_for_go_releases()).collect())
    }

    /// The guests with these names or in these groups; [`Self::all`] when there are neither.
    pub(crate) fn new(names: &[String], groups: &[Group]) -> Result<Self> {
        if names.is_empty() && groups.is_empty() {
            return Ok(Self::all());
        }
        if let Some(unknown) = names.iter().find(|name| !GUESTS.iter().any(|guest| guest.is_called(name))) {
            bail!("no guest is called {unknown}; `cargo xtask guests --list` shows them all");
        }
        let is_chosen = |guest: &Guest| groups.contains(&guest.group) || names.iter().any(|name| guest.is_called(name));
        let chosen: Vec<_> = GUESTS.iter().filter(|guest| is_chosen(guest)).collect();
        let is_oracle = |guest: &Guest| chosen.iter().any(|chosen| guest.is_oracle_of(chosen));
        Ok(Self(GUESTS.iter().filter(|guest| is_chosen(guest) || is_oracle(guest)).collect()))
    }

    /// The one guest called `name`, without its oracle.
    pub(crate) fn only(name: &str) -> Result<Self> {
        let guest = GUESTS.iter().find(|guest| guest.is_called(name));
        Ok(Self(vec![guest.with_context(|| format!("no guest is called {name}"))?]))
    }

    /// Prints one name a line.
    pub(crate) fn list(&self) {
        for guest in &self.0 {
            println!("{}", guest.path());
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// How many are not there at all; others may be out of date.
    pub(crate) fn missing(&self, workspace: &Workspace) -> usize {
        self.0.iter().filter(|guest| !workspace.guests().join(guest.path()).exists()).count()
    }

    /// What building them takes.
    fn needs(&self) -> Vec<Need> {
        let mut needs: Vec<_> = self.0.iter().flat_map(|guest| guest.recipe.needs()).copied().collect();
        needs.sort();
        needs.dedup();
        needs
    }

    /// Installs what building takes, builds what is not up to date, and prints a line for each guest.
    pub(crate) fn build(&self, workspace: &Workspace) -> Result<()> {
        setup::provide(workspace, &self.needs())?;
        let builder = Builder::open(workspace)?;
        self.0.iter().try_for_each(|guest| builder.build(guest))
    }
}

impl Guest {
    /// Where the guest is in `target/guests`.
    pub(crate) fn path(&self) -> String {
        format!("{}/{}", self.group.name(), self.file_name())
    }

    fn file_name(&self) -> String {
        match self.group {
            Group::Native => self.name.to_owned(),
            _ => format!("{}.wasm", self.name),
        }
    }

    /// Whether this is the native build of the plugin that `guest` is.
    fn is_oracle_of(&self, guest: &Guest) -> bool {
        self.group == Group::Native && self.name == guest.name
    }

    fn is_called(&self, name: &str) -> bool {
        name == self.name
            || name.strip_suffix(".wasm").unwrap_or(name) == format!("{}/{}", self.group.name(), self.name)
    }
}

impl Group {
    /// The group's name, on the command line and as a directory.
    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_two_guests_are_the_same_file() {
        let mut seen = HashSet::new();
        for guest in GUESTS.iter() {
            assert!(seen.insert(guest.path()), "{}", guest.path());
        }
    }

    #[test]
    fn every_published_guest_has_an_oracle_of_the_same_origin() {
        for guest in GUESTS.iter().filter(|guest| guest.recipe.origin().is_some()) {
            let oracle = GUESTS.iter().find(|oracle| oracle.is_oracle_of(guest));
            let oracle = oracle.unwrap_or_else(|| panic!("{} has none", guest.path()));
            assert_eq!(oracle.recipe.origin(), guest.recipe.origin(), "{}", guest.path());
        }
    }

    #[test]
    fn readers_are_told_about_every_guest() {
        let readme = include_str!("../../tests/guests/README.md");
        let in_other_tables = [Group::Native, Group::GoStd, Group::GoStdMore];
        for guest in GUESTS.iter().filter(|guest| !in_other_tables.contains(&guest.group)) {
            let path = guest.path();
            assert!(readme.contains(&format!("`{path}`")), "tests/guests/README.md does not mention {path}");
        }
    }

    #[test]
    fn choosing_a_guest_chooses_its_oracle() {
        let chosen = Selection::new(&["rust/protoc-gen-prost".to_owned()], &[]).unwrap();
        let paths: Vec<_> = chosen.0.iter().map(|guest| guest.path()).collect();
        assert_eq!(paths, ["native/protoc-gen-prost", "rust/protoc-gen-prost.wasm"]);
    }

    #[test]
    fn an_unknown_name_is_an_error() {
        let error = Selection::new(&["protoc-gen-nothing".to_owned()], &[]).map(drop).unwrap_err();
        assert!(error.to_string().contains("protoc-gen-nothing"), "{error}");
    }
}
