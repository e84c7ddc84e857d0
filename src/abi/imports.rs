//! How each ABI provides what a module imports, and calls it.

#[cfg(feature = "gojs")]
use super::gojs;
use super::{Abi, ProvidedFunction, Provision, row, wasi};
use crate::error::MissingImport;
use crate::limits::Limits;
use crate::module::{Import, ModuleSummary};

impl Abi {
    /// The types of the parameters that the function is called with.
    pub(crate) const fn entry_params(self) -> &'static [wasmparser::ValType] {
        match self {
            Self::Wasi => &[],
            Self::GoJs => &[wasmparser::ValType::I32; 2],
        }
    }

    /// Bytes of stack that a call of a guest's function may take.
    pub(crate) const fn stack_bytes(self, limits: &Limits) -> usize {
        match self {
            Self::Wasi => limits.stack_bytes,
            // Calls between Go and JavaScript have many: see `Limits::stack_bytes`.
            Self::GoJs => limits.stack_bytes / 4,
        }
    }

    /// How this ABI provides `import`.
    pub fn provision(self, import: &Import<'_>) -> Provision {
        match self {
            Self::Wasi => row::provision::<wasi::WasiState>(import),
            #[cfg(feature = "gojs")]
            Self::GoJs => row::provision::<gojs::GoJsState>(import),
            #[cfg(not(feature = "gojs"))]
            Self::GoJs => Provision::Nothing,
        }
    }

    /// Those of a module's imports that this ABI does not provide, in the module's order.
    pub fn missing_imports(self, module: &ModuleSummary<'_>) -> Vec<MissingImport> {
        let missing = module.imports.iter().filter_map(|import| {
            let provided = match self.provision(import) {
                Provision::Same => return None,
                Provision::OtherType(ty) => Some(ty.to_string()),
                Provision::Nothing => None,
            };
            let (module, name, ty) = (import.module.into(), import.name.into(), import.ty.to_string());
            Some(MissingImport { module, name, ty, provided })
        });
        missing.collect()
    }

    /// The functions that a module may import from `module` under this ABI.
    ///
    /// ```
    /// let functions = bufwasm::Abi::Wasi.functions("wasi_snapshot_preview1");
    /// let read = functions.iter().find(|function| function.name == "fd_read").unwrap();
    /// assert_eq!(read.params, ["fd", "iovs", "iovs_len", "nread"]);
    /// assert_eq!(read.ty.params(), [wasmi::ValType::I32; 4]);
    /// ```
    pub fn functions(self, module: &str) -> Vec<ProvidedFunction> {
        match self {
            Self::Wasi => row::provided::<wasi::WasiState>(module),
            #[cfg(feature = "gojs")]
            Self::GoJs => row::provided::<gojs::GoJsState>(module),
            #[cfg(not(feature = "gojs"))]
            Self::GoJs => Vec::new(),
        }
    }
}
