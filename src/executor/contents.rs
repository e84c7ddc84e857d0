//! What a plugin is made of, read and checked before it is compiled.

use crate::abi::Abi;
use crate::error::{BadModule, Error};
use crate::fs::{File, MapFs};
use crate::module::ModuleSummary;
use crate::proto::ExecConfig;
use crate::section;

/// What a module says about itself, and what it carries.
pub(super) struct Contents<'a> {
    pub(super) summary: ModuleSummary<'a>,
    pub(super) config: Option<ExecConfig>,
    pub(super) abi: Abi,
    /// The configuration's files.
    pub(super) files: MapFs,
}

impl<'a> Contents<'a> {
    /// Reads the module `wasm`, which is to run under the `given` ABI, or the one that it tells itself.
    pub(super) fn read(wasm: &'a [u8], given: Option<Abi>) -> Result<Self, Error> {
        let summary = ModuleSummary::parse_within_bounds(wasm);
        let summary = summary.map_err(|error| Error::BadModule(BadModule::Structure(error)))?;
        let config = section::find(wasm)?;
        let abi = Abi::detect(given, config.as_ref(), &summary.exported_functions())?;
        let files = config.iter().flat_map(|config| &config.files);
        let files = MapFs::new(files.map(|file| File::new(&file.path, file.contents.clone())))?;
        Ok(Self { summary, config, abi, files })
    }
}

/// Checks whether the plugin `wasm` can be compiled: that its module, its configuration and its set of files are valid,
/// and that the ABI is the module's. Its imports and the memory it needs are left to the host that will run it, and the
/// bodies of its functions to their first calls.
///
/// ```
/// let wasm = wat::parse_str(r#"(module (import "nowhere" "nothing" (func)) (func (export "_start")))"#)?;
/// assert!(bufwasm::check(&wasm).is_ok());
/// assert!(matches!(bufwasm::check(b"\0asm\x01\0\0\0"), Err(bufwasm::Error::UnknownAbi(_))));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// The bytes are no module, the section or its files are broken, or the ABI is unknown.
pub fn check(wasm: &[u8]) -> Result<(), Error> {
    Contents::read(wasm, None).map(drop)
}
