//! What can go wrong between .proto files and written code, as failures of this command line.

use bufwasm_codegen::{FilterError, GenerateError};

use crate::failure::Failure;

impl From<FilterError> for Failure {
    fn from(error: FilterError) -> Self {
        Self::usage(format!("the types to generate code for: {error}"))
    }
}

impl From<GenerateError> for Failure {
    fn from(error: GenerateError) -> Self {
        let hint = match &error {
            GenerateError::Proto(error) => return Self::from(vec![error.clone()]),
            GenerateError::Unsupported { .. } => "use a newer release of the plugin, or do without the feature",
            GenerateError::NoResponse(_) => {
                "a protoc plugin writes its answer to stdout, and nothing else; `bufwasm run` shows what it writes"
            }
            GenerateError::Duplicate { .. } => "give the plugins different --out directories, or different options",
            GenerateError::NoFileToInsertIn { .. } => {
                "the plugin that writes the file comes first, with the same --out"
            }
            _ => return Self::new(error.kind(), error),
        };
        Self::new(error.kind(), &error).hint(hint.to_owned())
    }
}
