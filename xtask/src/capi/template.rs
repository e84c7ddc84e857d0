//! The files by which pkg-config and CMake find the library, with what they say filled in.

use super::Shared;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;

/// Templates in `capi/package`, and where they go below `lib`.
pub(super) const FILES: [(&str, &str); 3] = [
    ("bufwasm.pc.in", "pkgconfig/bufwasm.pc"),
    ("BufwasmConfig.cmake.in", "cmake/Bufwasm/BufwasmConfig.cmake"),
    ("BufwasmConfigVersion.cmake.in", "cmake/Bufwasm/BufwasmConfigVersion.cmake"),
];

/// What Rust's standard library needs of the system, where libc does not hold it.
const NATIVE_LIBRARIES: &[&str] = if cfg!(target_os = "macos") { &["-lm"] } else { &["-lpthread", "-ldl", "-lm"] };

/// What is filled in.
pub(super) struct Facts {
    /// The shared library, by the name that programs look for.
    pub(super) soname: String,
    values: Vec<(&'static str, String)>,
}

impl Facts {
    /// Those of the package in the directory `capi`.
    pub(super) fn of(capi: &Path, shared: &Shared) -> Result<Self> {
        let header = fs::read_to_string(capi.join("include/bufwasm.h")).context("cannot read the header")?;
        let defined = |name: &str| {
            let (_, value) = header.split_once(&format!("#define {name} "))?;
            Some(value.lines().next()?.to_owned())
        };
        let of_header = |name: &str| defined(name).with_context(|| format!("the header does not define {name}"));
        let [major, minor, patch] =
            ["MAJOR", "MINOR", "PATCH"].map(|part| of_header(&format!("BUFWASM_VERSION_{part}")));
        let (major, minor, patch) = (major?, minor?, patch?);
        let soname = shared.soname(&of_header("BUFWASM_C_ABI_VERSION")?);
        let values = vec![
            ("VERSION", format!("{major}.{minor}.{patch}")),
            ("MAJOR", major),
            ("MINOR", minor),
            ("HOMEPAGE", env!("CARGO_PKG_REPOSITORY").to_owned()),
            ("SHARED_LIBRARY", shared.name.to_owned()),
            ("SONAME", soname.clone()),
            ("NATIVE_LIBRARIES", NATIVE_LIBRARIES.join(" ")),
            ("NATIVE_LIBRARY_LIST", NATIVE_LIBRARIES.join(";")),
        ];
        Ok(Self { soname, values })
    }

    /// The template `path` with every `@NAME@` replaced.
    pub(super) fn fill(&self, path: &Path) -> Result<String> {
        let template = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let filled = self.values.iter().fold(template, |text, (name, value)| text.replace(&format!("@{name}@"), value));
        if let Some((_, rest)) = filled.split_once('@') {
            bail!("{}: nothing is known of @{}", path.display(), rest.lines().next().unwrap_or_default());
        }
        Ok(filled)
    }
}
