//! The names of a module's functions, for people.

use std::collections::HashMap;

use wasmparser::{KnownCustom, Name, Parser, Payload};

/// Names by the functions' indices, as the module's name section has them.
#[derive(Clone, Debug, Default)]
pub(crate) struct FunctionNames(HashMap<u32, String>);

impl FunctionNames {
    /// The names in the module `wasm`; none if it has no name section, or a broken one.
    pub(crate) fn of(wasm: &[u8]) -> Self {
        let mut names = HashMap::new();
        for payload in Parser::new(0).parse_all(wasm).map_while(Result::ok) {
            let Payload::CustomSection(section) = payload else { continue };
            let KnownCustom::Name(subsections) = section.as_known() else { continue };
            for subsection in subsections.into_iter().map_while(Result::ok) {
                let Name::Function(map) = subsection else { continue };
                names.extend(map.into_iter().map_while(Result::ok).map(|name| (name.index, name.name.to_owned())));
            }
        }
        Self(names)
    }

    /// Whether the function at `index` is of a runtime that collects garbage: how often what in it runs depends on memory
    /// rather than on what the program is asked.
    pub(crate) fn is_runtime(&self, index: u32) -> bool {
        self.0.get(&index).is_some_and(|name| name.starts_with("runtime."))
    }

    /// The name of the function at `index`, as its language writes it; `function 12` if it has none.
    pub(crate) fn get(&self, index: u32) -> String {
        match self.0.get(&index) {
            Some(name) => format!("{:#}", rustc_demangle::demangle(name)),
            None => format!("function {index}"),
        }
    }
}
