//! The releases of Go that guests are built by: the last patch of each, and one more.

pub(crate) const V1_18: &str = "1.18.10";
pub(crate) const V1_19: &str = "1.19.13";
pub(crate) const V1_20: &str = "1.20.14";
/// What wazero 1.6 is compared on, the last of its releases to run js/wasm.
pub(crate) const V1_21_4: &str = "1.21.4";
pub(crate) const V1_21: &str = "1.21.13";
pub(crate) const V1_22: &str = "1.22.12";
pub(crate) const V1_23: &str = "1.23.12";
pub(crate) const V1_24: &str = "1.24.13";
pub(crate) const V1_25: &str = "1.25.14";
pub(crate) const V1_26: &str = "1.26.9";
pub(crate) const V1_27: &str = "1.27.4";

/// Releases between two that every test run has; `cargo xtask go-releases` builds guests by these.
pub(crate) const BETWEEN: [&str; 7] = [V1_19, V1_20, V1_21_4, V1_22, V1_23, V1_25, V1_26];

/// The release that brings tests their oracles: its own host for js/wasm, and the standard library's files.
pub(crate) const NEWEST: &str = V1_27;
