//! What a filter names: types and packages, alone or with all that is nested in them.

use super::{Closure, Mode, Result};
use crate::image::filter::FilterError;
use crate::image::filter::elements::Kind;

impl Closure<'_> {
    pub(super) fn exclude_named(&mut self, typed: &str) -> Result<()> {
        let (name, recursive) = split(typed)?;
        if let Some(id) = self.elements.named(name) {
            self.exclude(id);
            return Ok(());
        }
        let files = self.elements.package(name, recursive).ok_or_else(|| FilterError::Unknown(typed.to_owned()))?;
        for id in files.into_iter().filter_map(|at| self.elements.at(at, &[])) {
            self.exclude(id);
        }
        Ok(())
    }

    fn exclude(&mut self, id: usize) {
        self.modes[id] = Mode::Excluded;
        let children: Vec<_> = self.elements.children(id).collect();
        children.into_iter().for_each(|child| self.exclude(child));
    }

    pub(super) fn include_named(&mut self, typed: &str) -> Result<()> {
        let (name, recursive) = split(typed)?;
        let is_import = |at: &usize| self.elements.files[*at].is_import;
        if let Some(id) = self.elements.named(name) {
            if is_import(&self.elements.all[id].file) {
                return Err(FilterError::Imported(typed.to_owned()));
            }
            if self.modes[id] == Mode::Excluded || self.extends_excluded(id)? {
                return Err(FilterError::Excluded(typed.to_owned()));
            }
            self.include(id, None, false)?;
            return if recursive { self.include_nested(id) } else { Ok(()) };
        }
        let files = self.elements.package(name, recursive).ok_or_else(|| FilterError::Unknown(typed.to_owned()))?;
        if files.is_empty() {
            return Err(FilterError::EmptyPackage(name.to_owned()));
        }
        if files.iter().all(is_import) {
            return Err(FilterError::Imported(typed.to_owned()));
        }
        let mut included = false;
        for at in files {
            included |= self.include_file(at)?;
        }
        if included { Ok(()) } else { Err(FilterError::Excluded(typed.to_owned())) }
    }

    /// Whether it extends what is excluded.
    fn extends_excluded(&self, id: usize) -> Result<bool> {
        let Kind::Extension(field) = self.elements.all[id].kind else { return Ok(false) };
        Ok(self.modes[self.find_type(field.extendee.as_deref())?] == Mode::Excluded)
    }

    /// Includes what is nested in the message.
    fn include_nested(&mut self, id: usize) -> Result<()> {
        if !matches!(self.elements.all[id].kind, Kind::Message(_)) {
            return Ok(());
        }
        let children: Vec<_> = self.elements.children(id).collect();
        for child in children.into_iter().filter(|child| self.modes[*child] != Mode::Excluded).collect::<Vec<_>>() {
            self.include(child, None, false)?;
            self.include_nested(child)?;
        }
        Ok(())
    }
}

/// The name, and whether all that is nested is meant, too.
fn split(typed: &str) -> Result<(&str, bool)> {
    let (name, recursive) = typed.strip_suffix(".**").map_or((typed, false), |name| (name, true));
    let is_part = |part: &str| {
        let begins = part.chars().next().is_some_and(|char| char.is_alphabetic() || char == '_');
        begins && part.chars().all(|char| char.is_alphanumeric() || char == '_')
    };
    match name.is_empty() || name.split('.').all(is_part) {
        true => Ok((name, recursive)),
        false => Err(FilterError::NoName(typed.to_owned())),
    }
}
