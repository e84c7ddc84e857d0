//! A bug of the plugin's, and how to see it.

use crate::sources::ProtoSources;
use crate::verdict::Fault;

/// Something wrong with the plugin, and a request that shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What is wrong.
    pub fault: Fault,
    /// A small request that shows it.
    pub request: Vec<u8>,
    /// Whether protoc could send that request.
    pub valid: bool,
    /// .proto files that show it, too; `None` if none were found that do: they cannot say all that a request can hold.
    pub sources: Option<ProtoSources>,
    /// The run that first showed it.
    pub run: u64,
    /// Identifies the bug from campaign to campaign, as eight hexadecimal digits.
    pub id: String,
}
