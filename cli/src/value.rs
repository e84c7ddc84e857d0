//! The values of options: sizes, times, counts, pairs.

use std::ffi::OsStr;
use std::fmt;
use std::num::NonZero;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use bufwasm::{Abi, PAGE_BYTES};
use bufwasm_plugfuzz::FaultKind;
use bytesize::ByteSize;
use clap::builder::{PossibleValuesParser, TypedValueParser, ValueParserFactory};

/// A number of bytes, written as `512MiB`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Size(pub(crate) u64);

/// The most that a plugin answers `generate` with, unless asked otherwise.
pub(crate) const DEFAULT_MAX_OUTPUT: Size = Size(1 << 30);
/// The most that a plugin that is fuzzed answers with, unless asked otherwise.
pub(crate) const DEFAULT_FUZZ_OUTPUT: Size = Size(64 << 20);

impl Size {
    /// Whole pages of 64 KiB.
    pub(crate) fn pages(self) -> u32 {
        u32::try_from(self.0 / PAGE_BYTES).unwrap_or(u32::MAX)
    }

    /// The least whole number of mebibytes that holds `pages` pages of 64 KiB.
    pub(crate) fn of_pages(pages: u64) -> Self {
        Self((pages * PAGE_BYTES).next_multiple_of(1 << 20))
    }
}

impl fmt::Display for Size {
    /// In the largest unit that gives a whole number, so that the text means the same size when it is read again.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(bytes) = *self;
        let units = [(30, "GiB"), (20, "MiB"), (10, "KiB")];
        let whole = units.into_iter().find(|(shift, _)| bytes > 0 && bytes.trailing_zeros() >= *shift);
        let (shift, unit) = whole.unwrap_or((0, "B"));
        write!(f, "{}{unit}", bytes >> shift)
    }
}

pub(crate) fn size(text: &str) -> Result<Size, String> {
    let parsed = text.replace('_', "").parse::<ByteSize>();
    parsed.map(|size| Size(size.as_u64())).map_err(|_| "a size is a number and a unit, such as 512MiB".into())
}

pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    humantime::parse_duration(text).map_err(|_| "a time is a number and a unit, such as 30s or 1m30s".into())
}

/// A number of minutes, such as `5` or `0.5`.
pub(crate) fn minutes(text: &str) -> Result<Duration, String> {
    let minutes = text.parse::<f64>().ok().and_then(|minutes| Duration::try_from_secs_f64(minutes * 60.0).ok());
    minutes.ok_or_else(|| "it must be a number of minutes, such as 5 or 0.5".into())
}

/// A whole number, in which underscores may separate digits.
pub(crate) fn count(text: &str) -> Result<u64, String> {
    text.replace('_', "").parse().map_err(|_| "it must be a whole number, such as 5_000_000".into())
}

/// How much is to be done at the same time.
pub(crate) fn jobs(text: &str) -> Result<NonZero<usize>, String> {
    text.parse().map_err(|_| "it must be a whole number from 1 on; without it, there are as many as processors".into())
}

pub(crate) fn environment(text: &str) -> Result<String, String> {
    match text.split_once('=') {
        Some((key, _)) if !key.is_empty() => Ok(text.into()),
        _ => Err("it must be KEY=VALUE".into()),
    }
}

pub(crate) fn abi() -> impl TypedValueParser<Value = Abi> {
    const NAMES: [&str; 2] = ["wasi", "gojs"];
    PossibleValuesParser::new(NAMES).map(|name| if name == NAMES[0] { Abi::Wasi } else { Abi::GoJs })
}

/// A kind of finding, by its name.
pub(crate) fn fault_kind() -> impl TypedValueParser<Value = FaultKind> {
    let of_name = |name: String| FaultKind::ALL.into_iter().find(|kind| kind.name() == name);
    PossibleValuesParser::new(FaultKind::ALL.map(FaultKind::name))
        .try_map(move |name| of_name(name).ok_or("no such kind"))
}

/// A file or directory of the host's, and the name by which the guest knows its copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mapping {
    pub(crate) guest: String,
    pub(crate) host: PathBuf,
}

impl FromStr for Mapping {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('=') {
            Some((guest, host)) if !guest.is_empty() && !host.is_empty() => {
                Ok(Self { guest: guest.into(), host: host.into() })
            }
            _ => Err("it must be GUEST=HOST"),
        }
    }
}

/// Where a trace or statistics go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Sink {
    Stderr,
    File(PathBuf),
}

/// How [`Sink::Stderr`] is written.
pub(crate) const STDERR: &str = "-";

impl From<&OsStr> for Sink {
    fn from(text: &OsStr) -> Self {
        if text.is_empty() || text == STDERR { Self::Stderr } else { Self::File(text.into()) }
    }
}

impl ValueParserFactory for Sink {
    type Parser = clap::builder::ValueParser;

    fn value_parser() -> Self::Parser {
        clap::builder::OsStringValueParser::new().map(|text| Self::from(&*text)).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_and_written_in_binary_units() {
        for (text, bytes, written) in [
            ("512MiB", 512 << 20, "512MiB"),
            ("4GiB", 4 << 30, "4GiB"),
            ("1536MiB", 1536 << 20, "1536MiB"),
            ("0.5GiB", 512 << 20, "512MiB"),
            ("65536", 65536, "64KiB"),
            ("1_000", 1000, "1000B"),
            ("1MB", 1_000_000, "1000000B"),
            ("0", 0, "0B"),
        ] {
            assert_eq!(size(text), Ok(Size(bytes)), "{text}");
            assert_eq!(Size(bytes).to_string(), written);
            assert_eq!(size(written), Ok(Size(bytes)), "{written} is read again");
        }
    }

    #[test]
    fn pages_round_up_to_a_size_that_holds_them() {
        assert_eq!(Size::of_pages(9000).to_string(), "563MiB");
        assert!(Size::of_pages(9000).pages() >= 9000);
    }

    #[test]
    fn pairs_are_split_at_the_first_equals_sign() {
        assert_eq!("/a=b=c".parse(), Ok(Mapping { guest: "/a".into(), host: "b=c".into() }));
        for text in ["/a", "=b", "a="] {
            assert!(text.parse::<Mapping>().is_err(), "{text}");
        }
        assert_eq!(environment("A="), Ok("A=".into()));
        assert!(environment("=A").is_err() && environment("A").is_err());
    }
}
