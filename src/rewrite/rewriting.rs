//! A module on its way to another.

use super::{Extension, HostTable, Replacement, Splices, data, section_id, walk};
use crate::encoding::{Reader, unsigned};
use crate::section::{Section, Sections};

/// A module, and what becomes of it.
pub(crate) struct Rewriting<'a> {
    wasm: &'a [u8],
    /// All but the custom ones, of which a module may have a million.
    sections: Vec<Section<'a>>,
    extension: Extension,
    splices: Splices,
    /// By how many bytes other instructions make the code longer.
    code_growth: isize,
    is_changed: bool,
}

impl<'a> Rewriting<'a> {
    /// The module `wasm`, of which nothing is changed yet. A table of the host's functions will be exported as `export`.
    ///
    /// `None` for a module that cannot be read, or has other types than the engine knows.
    pub(crate) fn of(wasm: &'a [u8], export: &'static str) -> Option<Self> {
        let is_custom = |section: &Section<'_>| section.id == section_id::CUSTOM;
        let sections = Sections::new(wasm).ok()?.filter(|section| !section.as_ref().is_ok_and(is_custom));
        let sections = sections.collect::<Result<_, _>>().ok()?;
        let extension = Extension::of(wasm, export)?;
        let splices = Splices::default();
        Some(Self { wasm, sections, extension, splices, code_growth: 0, is_changed: false })
    }

    /// What the module has, and what it gets beside that.
    pub(crate) fn extension(&self) -> &Extension {
        &self.extension
    }

    /// What the module gets beside what it has.
    pub(crate) fn extension_mut(&mut self) -> &mut Extension {
        &mut self.extension
    }

    /// What the section `id` holds; `None` if there is none.
    pub(crate) fn payload(&self, id: u8) -> Option<&'a [u8]> {
        Some(&self.wasm[self.section(id)?.payload.clone()])
    }

    fn section(&self, id: u8) -> Option<&Section<'a>> {
        self.sections.iter().find(|section| section.id == id)
    }

    /// Exports the function at `index` as `name`, instead of starting with it.
    pub(crate) fn export_start(&mut self, name: &str, index: u32) {
        let Some(section) = self.section(section_id::START) else { return };
        self.splices.put(section.range.clone(), Vec::new());
        self.extension.export_function(name, index);
        self.is_changed = true;
    }

    /// Replaces instructions. To be called once.
    pub(crate) fn replace(&mut self, replacement: &mut impl Replacement) {
        let Some(section) = self.section(section_id::CODE) else { return };
        let mut code = Reader { bytes: &self.wasm[..section.payload.end], position: section.payload.start };
        let first = self.splices.len();
        let walked = code.number().and_then(|_| walk::walk(code, replacement, &mut self.extension, &mut self.splices));
        if walked.is_none() {
            self.splices.truncate(first);
        }
        self.code_growth = self.splices.growth(first);
        self.is_changed |= self.splices.len() > first;
    }

    /// Puts other functions into the places of the module's own: `other` is given each one's number, and its locals and
    /// instructions. To be called once.
    ///
    /// `None` if functions cannot be told apart.
    pub(crate) fn replace_functions(
        &mut self,
        mut other: impl FnMut(usize, &[u8], &mut Extension) -> Option<Vec<u8>>,
    ) -> Option<()> {
        let payload = &self.section(section_id::CODE)?.payload;
        let mut code = Reader { bytes: &self.wasm[..payload.end], position: payload.start };
        let first = self.splices.len();
        for own in 0..code.number()? {
            let start = code.position;
            let length = code.number()? as usize;
            let function = other(own as usize, code.bytes(length)?, &mut self.extension)?;
            let mut entry = Vec::with_capacity(function.len() + 5);
            unsigned(function.len() as u64, &mut entry);
            entry.extend(function);
            self.splices.put(start..code.position, entry);
        }
        self.code_growth = self.splices.growth(first);
        self.is_changed = true;
        Some(())
    }

    /// Puts segments of data together. Where their number is given, code may name them.
    fn put_data_together(&mut self) -> Option<()> {
        self.payload(section_id::DATA_COUNT).is_none().then_some(())?;
        let together = data::together(self.payload(section_id::DATA)?, self.extension.memory_bytes()?)?;
        let mut section = vec![section_id::DATA];
        unsigned(together.len() as u64, &mut section);
        let place = self.section(section_id::DATA)?.range.clone();
        section.extend(together);
        self.splices.put(place, section);
        self.is_changed = true;
        Some(())
    }

    /// The module, and the table that the host is to fill, if there is one. `None` if nothing is changed.
    pub(crate) fn finish(mut self) -> Option<(Vec<u8>, Option<HostTable>)> {
        self.put_data_together();
        self.is_changed.then_some(())?;
        let (additions, host_table) = self.extension.finish();
        additions.splice(self.wasm, &self.sections, self.code_growth, &mut self.splices)?;
        // The engine does not look at them.
        let sections = Sections::new(self.wasm).ok()?.filter_map(Result::ok);
        let custom = sections.filter(|section| section.id == section_id::CUSTOM);
        custom.for_each(|section| self.splices.put(section.range.clone(), Vec::new()));
        Some((self.splices.apply(self.wasm), host_table))
    }
}

/// What becomes of the module `wasm` by one replacement alone.
#[cfg(test)]
pub(crate) fn rewritten<R: Replacement>(wasm: &[u8], replacement: impl FnOnce(&Rewriting<'_>) -> R) -> Option<Vec<u8>> {
    let mut rewriting = Rewriting::of(wasm, "host").unwrap();
    let mut replacement = replacement(&rewriting);
    rewriting.replace(&mut replacement);
    rewriting.finish().map(|(rewritten, _)| rewritten)
}
