//! The rows of `corpus.json`: a plugin, and what one run gives it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use bufwasm::fs::File;
use bufwasm::{Limits, PAGE_BYTES, RunOptions};
use serde::{Deserialize, Serialize};

/// What every plugin of the corpus is called: some write that down.
pub(crate) const NAME: &str = "plugin";

/// A plugin and a request.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Case {
    /// Its name, in messages and in `expected.json`.
    pub(crate) name: String,
    /// A module below the checkout's root, or its source in the text format.
    pub(crate) guest: PathBuf,
    /// A request of `cargo xtask requests`, for stdin.
    #[serde(default)]
    pub(crate) request: Option<String>,
    /// What stdin holds where there is no request.
    #[serde(default)]
    pub(crate) stdin: String,
    #[serde(default)]
    pub(crate) args: Vec<String>,
    #[serde(default)]
    pub(crate) env: BTreeMap<String, String>,
    /// Texts by their paths.
    #[serde(default)]
    pub(crate) files: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) limits: CaseLimits,
}

/// What differs from the default limits, by the names and units of the npm package.
#[derive(Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CaseLimits {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) memory_bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) stack_bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fuel: Option<u64>,
    /// Of stdout, and of stderr.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) output_bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) scratch_bytes: Option<u64>,
}

/// Every case.
pub(crate) fn corpus() -> Vec<Case> {
    serde_json::from_slice(&read("tests/corpus/corpus.json")).expect("corpus.json holds cases")
}

impl Case {
    /// The bytes of the module.
    pub(crate) fn module(&self) -> Vec<u8> {
        let bytes = read(&self.guest);
        if self.guest.extension().is_some_and(|extension| extension == "wat") {
            return wat::parse_bytes(&bytes).unwrap_or_else(|error| panic!("{}: {error}", self.guest.display())).into();
        }
        bytes
    }

    /// Where the request is, below the checkout's root.
    pub(crate) fn request_path(&self) -> Option<PathBuf> {
        self.request.as_ref().map(|request| Path::new("target/requests").join(request).with_extension("bin"))
    }

    /// What the plugin reads from stdin.
    pub(crate) fn stdin_bytes(&self) -> Vec<u8> {
        self.request_path().map_or_else(|| self.stdin.clone().into_bytes(), read)
    }

    /// The environment, as `KEY=VALUE`.
    pub(crate) fn environment(&self) -> Vec<String> {
        self.env.iter().map(|(key, value)| format!("{key}={value}")).collect()
    }

    pub(crate) fn options<'a>(&self) -> RunOptions<'a> {
        RunOptions {
            args: self.args.clone(),
            env: self.environment(),
            files: self.files.iter().map(|(path, text)| File::new(path, text.as_bytes())).collect(),
            ..Default::default()
        }
    }
}

impl CaseLimits {
    /// Pages of 64 KiB.
    pub(crate) fn memory_pages(&self) -> Option<u32> {
        self.memory_bytes.map(|bytes| u32::try_from(bytes / PAGE_BYTES).expect("no more than 4 GiB"))
    }

    pub(crate) fn limits(&self) -> Limits {
        let defaults = Limits::default();
        Limits {
            memory_pages: self.memory_pages().unwrap_or(defaults.memory_pages),
            stack_bytes: self.stack_bytes.map_or(defaults.stack_bytes, |bytes| bytes.try_into().expect("a size")),
            fuel: self.fuel,
            stdout_bytes: self.output_bytes,
            stderr_bytes: self.output_bytes,
            scratch_bytes: self.scratch_bytes.unwrap_or_default(),
            ..defaults
        }
    }
}

/// The file at `path` below the checkout's root.
pub(crate) fn read(path: impl AsRef<Path>) -> Vec<u8> {
    let path = path.as_ref();
    std::fs::read(root().join(path)).unwrap_or_else(|error| {
        panic!("{}: {error}: `cargo xtask guests` and `cargo xtask requests` build what is in target", path.display())
    })
}

/// The checkout: the nearest directory of this package, or above it, that holds the corpus.
pub(crate) fn root() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package
        .ancestors()
        .find(|path| path.join("tests/corpus").is_dir() && path.join("xtask").is_dir())
        .expect("a checkout")
}
