//! The types of a module's functions.

use std::sync::Arc;

use wasmparser::{CompositeInnerType, FuncType, FunctionSectionReader, TypeRef, TypeSectionReader};

use super::{ImportType, ModuleError};

/// The types of a module's functions. Functions share them: many may have one long type.
#[derive(Clone, Debug, Default)]
pub(super) struct Signatures {
    /// By their own indices; what is no function's is there as the empty one.
    types: Vec<Arc<FuncType>>,
    /// The index of each function's type.
    functions: Vec<u32>,
}

impl Signatures {
    pub(super) fn read_types(&mut self, reader: TypeSectionReader<'_>) -> Result<(), ModuleError> {
        for group in reader {
            for ty in group?.into_types() {
                self.types.push(Arc::new(match ty.composite_type.inner {
                    CompositeInnerType::Func(ty) => ty,
                    _ => FuncType::new([], []),
                }));
            }
        }
        Ok(())
    }

    /// Takes note of an import, and gives its type.
    pub(super) fn import(&mut self, ty: &TypeRef) -> ImportType {
        let TypeRef::Func(index) = *ty else { return ImportType::new(ty, None) };
        self.functions.push(index);
        ImportType::new(ty, self.types.get(index as usize))
    }

    pub(super) fn read_functions(&mut self, reader: FunctionSectionReader<'_>) -> Result<(), ModuleError> {
        for index in reader {
            self.functions.push(index?);
        }
        Ok(())
    }

    /// The type of the function of the index `function`.
    pub(super) fn of(&self, function: u32) -> Option<&FuncType> {
        let ty = *self.functions.get(function as usize)?;
        self.types.get(ty as usize).map(|ty| &**ty)
    }
}
