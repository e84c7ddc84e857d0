//! `bufwasm cache`: shows what is kept, and empties it.

use std::fmt::Display;

use bytesize::ByteSize;
use clap::Args;

use super::CacheArgs;
use crate::failure::{Failure, Result};
use crate::output;
use crate::value::Size;

/// Arguments of `bufwasm cache`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct CacheCommandArgs {
    #[command(flatten)]
    pub(crate) place: CacheArgs,
    /// Remove all that is kept
    #[arg(long)]
    pub(crate) clear: bool,
}

const EXAMPLES: &str = r"Examples:
  bufwasm cache
  bufwasm cache --clear";

/// Shows or empties the store that `args` name.
///
/// # Errors
///
/// There is none, or an entry cannot be removed.
pub(crate) fn cache(args: &CacheCommandArgs) -> Result<()> {
    let Some(store) = args.place.directory() else {
        let hint = "say where with --cache-dir or BUFWASM_CACHE_DIR".to_owned();
        return Err(Failure::usage("there is no directory for what is kept").hint(hint));
    };
    let root = store.root().display().to_string();
    let text = if args.clear {
        let removed = store.clear().map_err(|error| Failure::io("empty", store.root(), &error))?;
        format!("{root}: {} removed, {}\n", counted(removed.entries), amount(removed.bytes))
    } else {
        let contents = store.contents();
        let Size(bound) = args.place.cache_size;
        let modules = match contents.modules {
            0 => String::new(),
            count => format!(" ({count} of them optimised modules)"),
        };
        let entries = counted(contents.entries);
        format!("{root}: {entries}{modules}, {} of {}\n", amount(contents.bytes), amount(bound))
    };
    output::print(text.as_bytes())
}

/// So many bytes, rounded, as people read them.
fn amount(bytes: u64) -> impl Display {
    ByteSize::b(bytes).display().iec()
}

fn counted(entries: u64) -> String {
    if entries == 1 { "1 entry".into() } else { format!("{entries} entries") }
}
