//! What can go wrong between .proto files and written code, as failures of this command line.

use bufwasm::ErrorKind;
use bufwasm_codegen::{GenerateError, ProtoError};

use super::write::WriteError;
use crate::failure::Failure;

impl From<GenerateError> for Failure {
    fn from(error: GenerateError) -> Self {
        let hint = match &error {
            GenerateError::Proto(error) => return Self::from(error),
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

impl From<&ProtoError> for Failure {
    fn from(error: &ProtoError) -> Self {
        let hint = if error.message.ends_with("not known to this compiler") {
            "protoc knows them: put protoc.wasm beside bufwasm, or name it with --compiler"
        } else if error.message.ends_with("is not in any include path") {
            "name its directory, or one above it, with --proto-path"
        } else {
            return Self::new(error.kind(), error);
        };
        Self::new(error.kind(), error).hint(hint.to_owned())
    }
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Self {
        let hint = match &error {
            WriteError::Failed { .. } => None,
            WriteError::LinkOutside { .. } => Some("remove the symbolic link, or choose another --out".to_owned()),
        };
        Self::new(ErrorKind::Io, error).hint(hint)
    }
}
