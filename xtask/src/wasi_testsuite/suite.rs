//! The suite's layout: `tests/LANGUAGE/testsuite/wasm32-wasip1/NAME.wasm`, and what it expects in `NAME.json` beside
//! it.
//!
//! Specification: `doc/specification.md` of <https://github.com/WebAssembly/wasi-testsuite>

use crate::files;
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The languages that the tests are written in.
const LANGUAGES: [&str; 3] = ["assemblyscript", "c", "rust"];

/// The release of WASI whose tests are run.
const RELEASE: &str = "wasm32-wasip1";

/// A test, and what is expected of it.
pub(super) struct Test {
    /// The language, and the test's own name.
    pub(super) name: String,
    pub(super) wasm: PathBuf,
    pub(super) specification: Specification,
}

/// What a test wants of its host, in the specification's simple form.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Specification {
    pub(super) args: Vec<String>,
    pub(super) env: BTreeMap<String, String>,
    /// The directory beside the test that the guest sees as `/`.
    pub(super) root: Option<PathBuf>,
    pub(super) exit_code: i32,
    pub(super) stdout: Option<String>,
    pub(super) stderr: Option<String>,
}

/// Every test of the checkout at `path`.
pub(super) fn tests(path: &Path) -> Result<Vec<Test>> {
    let mut tests = Vec::new();
    for language in LANGUAGES {
        let directory = path.join("tests").join(language).join("testsuite").join(RELEASE);
        let mut files = files::files_below(&directory)?;
        files.retain(|file| file.extension().is_some_and(|extension| extension == "wasm"));
        if files.is_empty() {
            bail!("no test is built in {}: check out the branch prod/testsuite-base", directory.display());
        }
        for wasm in files {
            let name = format!("{language}/{}", wasm.file_stem().unwrap_or_default().display());
            let specification = specification(&wasm.with_extension("json"))?;
            tests.push(Test { name, wasm, specification });
        }
    }
    Ok(tests)
}

/// What `file` says; a test without one has the default.
fn specification(file: &Path) -> Result<Specification> {
    if !file.exists() {
        return Ok(Specification::default());
    }
    let text = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    serde_json::from_slice(&text).with_context(|| format!("cannot make out {}", file.display()))
}
