//! Where answers are kept, and how many.

use std::env;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use clap::builder::FalseyValueParser;

use super::Directory;
use crate::value::{self, Size};

/// What the directory is called within the platform's directory for such things.
const NAME: &str = "bufwasm";

/// Where answers of plugins and optimised modules are kept.
#[derive(Debug, Args)]
#[command(next_help_heading = "What is kept")]
pub(crate) struct CacheArgs {
    /// Keep answers of plugins and optimised modules below DIR [default: bufwasm in the platform's directory for caches]
    #[arg(long, value_name = "DIR", env = "BUFWASM_CACHE_DIR")]
    pub(crate) cache_dir: Option<PathBuf>,
    /// Let what is kept take so much room; what has not been used for longest goes first
    #[arg(long, value_name = "SIZE", env = "BUFWASM_CACHE_SIZE", value_parser = value::size)]
    #[arg(default_value_t = Size(1 << 30))]
    pub(crate) cache_size: Size,
}

/// Where commands that run plugins keep things, and whether they do.
#[derive(Debug, Args)]
#[command(next_help_heading = "What is kept")]
pub(crate) struct StoreArgs {
    /// Run plugins each time, and keep neither their answers nor what they are optimised to
    #[arg(long, env = "BUFWASM_NO_CACHE", value_parser = FalseyValueParser::new())]
    no_cache: bool,
    #[command(flatten)]
    place: CacheArgs,
}

impl StoreArgs {
    /// The store that is to be used, if one is.
    pub(crate) fn directory(&self) -> Option<Arc<Directory>> {
        if self.no_cache { None } else { self.place.directory().map(Arc::new) }
    }
}

impl CacheArgs {
    /// The store that is meant; `None` if the platform does not say where.
    pub(crate) fn directory(&self) -> Option<Directory> {
        let root = self.cache_dir.clone().or_else(default_root)?;
        Some(Directory::new(root, self.cache_size.0))
    }
}

/// The platform's directory for what can be made anew, and in it ours.
fn default_root() -> Option<PathBuf> {
    let of = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let root = if cfg!(windows) {
        of("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        of("HOME").map(|home| home.join("Library/Caches"))
    } else {
        of("XDG_CACHE_HOME").or_else(|| of("HOME").map(|home| home.join(".cache")))
    };
    root.map(|root| root.join(NAME))
}
