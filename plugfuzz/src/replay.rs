//! Looks once more at what a request shows.

use crate::target::{Plugin, SetUpError, Target};
use crate::verdict::Verdict;

/// What `plugin` makes of `request`, judged as in a campaign.
///
/// # Errors
///
/// The plugin cannot be run.
pub fn replay(plugin: Plugin, request: &[u8]) -> Result<Verdict, SetUpError> {
    Ok(Target::new(plugin)?.judge(request))
}
