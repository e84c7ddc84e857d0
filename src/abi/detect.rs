//! Which binary interface a plugin uses.

use std::fmt;

use crate::error::names;
use crate::proto::{ExecConfig, WasmAbi};

/// A binary interface between a plugin and its host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Abi {
    /// WASI preview 1 (`wasi_snapshot_preview1`, and `wasi_unstable` before it). The module exports `_start`.
    Wasi,
    /// Go's js/wasm ABI, of `GOOS=js`. The module exports `run` and `resume`.
    GoJs,
}

/// Neither the configuration nor the exports tell the ABI, or the two contradict each other.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnknownAbi {
    /// The module exports neither `_start` nor `run`.
    #[error("unable to detect wasm ABI: the module exports no function _start (WASI) or run (Go's js/wasm), but {}", exported(.functions))]
    NoEntry {
        /// The functions it does export.
        functions: Vec<String>,
    },
    /// The configuration names an ABI by a number nobody has defined.
    #[error("unable to detect wasm ABI: the .bufplugin section asks for the unknown ABI {number}")]
    Number {
        /// The number found.
        number: i32,
    },
    /// The ABI is given, and the module lacks the function it starts with.
    #[error("the ABI is given as {abi}, but the module exports no function {entry}: it exports {}", exported(.functions))]
    MissingEntry {
        /// The given ABI.
        abi: Abi,
        /// The function that ABI starts with.
        entry: &'static str,
        /// The functions it does export.
        functions: Vec<String>,
    },
    /// The configuration names a function to call, and the module exports no such function.
    #[error("the .bufplugin section has {} called, but the module exports no such function: it exports {}", names(std::slice::from_ref(.function)), exported(.functions))]
    MissingCall {
        /// The function to call.
        function: String,
        /// The functions it does export.
        functions: Vec<String>,
    },
    /// The configuration names a function to call, as that of a library, and the module is a program.
    #[error("the .bufplugin section has {} called, but a program of the ABI {abi} begins with {}", names(std::slice::from_ref(.function)), .abi.entry())]
    CallOfProgram {
        /// The function to call.
        function: String,
        /// The program's ABI.
        abi: Abi,
    },
    /// The library was built without the ABI.
    #[error("the ABI is {abi}, which this build leaves out")]
    LeftOut {
        /// The ABI.
        abi: Abi,
    },
}

fn exported(functions: &[String]) -> String {
    match functions {
        [] => "no function at all".into(),
        // The list is for a person to recognise the module by.
        many if many.len() > 12 => format!("{} and {} more", names(&many[..12]), many.len() - 12),
        many => names(many),
    }
}

impl Abi {
    /// The function that a module of this ABI starts with.
    pub const fn entry(self) -> &'static str {
        match self {
            Self::Wasi => "_start",
            Self::GoJs => "run",
        }
    }

    /// The function that initialises a library before another one is called.
    pub(crate) const INITIALIZE: &str = "_initialize";

    /// The ABI of a module that exports the functions `exports`: the `given` one, else the one that `config` asks for,
    /// else the one that the functions tell. A library with a function to [call](ExecConfig::call) is one of WASI's.
    ///
    /// # Errors
    ///
    /// None of the three names an ABI, the module does not export the function that the ABI starts with or that is to be
    /// called, it is a program although a function is to be called, or this build leaves the ABI out.
    pub fn detect(given: Option<Self>, config: Option<&ExecConfig>, exports: &[&str]) -> Result<Self, UnknownAbi> {
        let functions = || exports.iter().map(ToString::to_string).collect();
        let has = |abi: Self| exports.contains(&abi.entry());
        let asked = match given {
            Some(abi) => Some(abi),
            None => Self::configured(config)?,
        };
        if let Some(function) = config.and_then(ExecConfig::called_function) {
            return Self::of_library(function, asked, exports);
        }
        let abi = match asked {
            Some(abi) if has(abi) => abi,
            Some(abi) => return Err(UnknownAbi::MissingEntry { abi, entry: abi.entry(), functions: functions() }),
            None => [Self::Wasi, Self::GoJs]
                .into_iter()
                .find(|&abi| has(abi))
                .ok_or_else(|| UnknownAbi::NoEntry { functions: functions() })?,
        };
        if abi.is_built() { Ok(abi) } else { Err(UnknownAbi::LeftOut { abi }) }
    }

    /// The ABI of a library whose `function` is called: WASI, if nothing speaks against it.
    fn of_library(function: &str, asked: Option<Self>, exports: &[&str]) -> Result<Self, UnknownAbi> {
        let program = asked.filter(|abi| *abi != Self::Wasi);
        let program = program.or_else(|| Some(Self::Wasi).filter(|abi| exports.contains(&abi.entry())));
        match program {
            Some(abi) => Err(UnknownAbi::CallOfProgram { function: function.into(), abi }),
            None if exports.contains(&function) => Ok(Self::Wasi),
            None => {
                let functions = exports.iter().map(ToString::to_string).collect();
                Err(UnknownAbi::MissingCall { function: function.into(), functions })
            }
        }
    }

    /// Whether this build of the library has the ABI.
    const fn is_built(self) -> bool {
        matches!(self, Self::Wasi) || cfg!(feature = "gojs")
    }

    fn configured(config: Option<&ExecConfig>) -> Result<Option<Self>, UnknownAbi> {
        let number = config.map_or(0, |config| config.wasm_abi);
        match WasmAbi::try_from(number) {
            Ok(WasmAbi::Unspecified) => Ok(None),
            Ok(WasmAbi::WasiSnapshotPreview1) => Ok(Some(Self::Wasi)),
            Ok(WasmAbi::Gojs) => Ok(Some(Self::GoJs)),
            Err(_) => Err(UnknownAbi::Number { number }),
        }
    }
}

impl From<Abi> for WasmAbi {
    fn from(abi: Abi) -> Self {
        match abi {
            Abi::Wasi => Self::WasiSnapshotPreview1,
            Abi::GoJs => Self::Gojs,
        }
    }
}

impl fmt::Display for Abi {
    /// The name the command line uses: `wasi` or `gojs`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Wasi => "wasi",
            Self::GoJs => "gojs",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(abi: i32) -> Option<ExecConfig> {
        Some(ExecConfig { wasm_abi: abi, ..Default::default() })
    }

    #[test]
    fn exports_tell_the_abi() {
        for (exports, abi) in [
            (&["memory", "_start"][..], Abi::Wasi),
            (&["run", "resume", "getsp"], Abi::GoJs),
            (&["run", "_start"], Abi::Wasi),
        ] {
            assert_eq!(Abi::detect(None, None, exports), Ok(abi), "{exports:?}");
            assert_eq!(Abi::detect(None, config(0).as_ref(), exports), Ok(abi), "{exports:?}, unspecified");
        }
    }

    #[test]
    fn the_configuration_wins_over_the_exports() {
        assert_eq!(Abi::detect(None, config(2).as_ref(), &["run", "_start"]), Ok(Abi::GoJs));
        assert_eq!(Abi::detect(None, config(1).as_ref(), &["run", "_start"]), Ok(Abi::Wasi));
    }

    fn library(abi: i32, function: &str) -> Option<ExecConfig> {
        Some(ExecConfig { wasm_abi: abi, call: function.into(), ..Default::default() })
    }

    #[test]
    fn a_library_whose_function_is_called_speaks_wasi() {
        for (given, config, exports) in [
            (None, library(0, "generate"), &["_initialize", "generate"][..]),
            (None, library(1, "generate"), &["generate"]),
            (Some(Abi::Wasi), library(2, "generate"), &["generate", "run"]),
            (None, library(0, "run"), &["run"]),
        ] {
            assert_eq!(Abi::detect(given, config.as_ref(), exports), Ok(Abi::Wasi), "{config:?}, {exports:?}");
        }
    }

    #[test]
    fn errors_name_what_was_found() {
        for (why, given, exports, message) in [
            (
                "no entry",
                None,
                &["_initialize", "add"][..],
                "unable to detect wasm ABI: the module exports no function _start (WASI) or run (Go's js/wasm), \
                 but _initialize, add",
            ),
            (
                "no export",
                None,
                &[],
                "unable to detect wasm ABI: the module exports no function _start (WASI) or run (Go's js/wasm), \
                 but no function at all",
            ),
            (
                "a number nobody defined",
                config(7),
                &["_start"],
                "unable to detect wasm ABI: the .bufplugin section asks for the unknown ABI 7",
            ),
            (
                "the given ABI's entry is not there",
                config(2),
                &["_start"],
                "the ABI is given as gojs, but the module exports no function run: it exports _start",
            ),
            (
                "a function to call that is not there",
                library(0, "generate"),
                &["_initialize", "add"],
                "the .bufplugin section has generate called, but the module exports no such function: it exports \
                 _initialize, add",
            ),
            (
                "a function to call in a program",
                library(0, "generate"),
                &["_start", "generate"],
                "the .bufplugin section has generate called, but a program of the ABI wasi begins with _start",
            ),
            (
                "a function to call in a program of Go's js/wasm",
                library(2, "generate"),
                &["run", "resume", "generate"],
                "the .bufplugin section has generate called, but a program of the ABI gojs begins with run",
            ),
        ] {
            let error = Abi::detect(None, given.as_ref(), exports).unwrap_err();
            assert_eq!(error.to_string(), message, "{why}");
        }
    }
}
