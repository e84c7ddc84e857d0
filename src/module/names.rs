//! The names of a module's functions, for people.

use std::collections::HashMap;

use wasmparser::{KnownCustom, Name, Parser, Payload};

/// Names of functions by their indices, as the module's name section has them.
///
/// ```
/// let wasm = wat::parse_str("(module (func $plain) (func))")?;
/// let names = bufwasm::module::FunctionNames::of(&wasm);
/// assert_eq!((names.get(0), names.get(1)), (Some("plain"), None));
/// # Ok::<(), wat::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct FunctionNames(HashMap<u32, String>);

impl FunctionNames {
    /// The names in the module `wasm`; none if it has no name section, or a broken one.
    pub fn of(wasm: &[u8]) -> Self {
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

    /// The name of the function at `index`, if it has one.
    pub fn get(&self, index: u32) -> Option<&str> {
        self.0.get(&index).map(String::as_str)
    }
}
