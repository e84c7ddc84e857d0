//! `cargo xtask os-tests`: the tests of Go's package `os`, for both ABIs, in a scratch layer; and beside them wazero and Node, in
//! a directory of the machine.
//!
//! Each sees a tree with the package's sources, what Go's tests look for in `/etc` and Go's own directory, and an empty
//! `/tmp`.

use crate::bench::peers::{Peer, Peers};
use crate::cargo;
use crate::files;
use crate::go_tests::{Port, build, outcomes};
use crate::setup::{self, Need};
use crate::tools::Tools;
use crate::workspace::Workspace;
use anyhow::{Context, Result, ensure};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the package's sources are in the tree, and what it finds in its environment.
const PACKAGE: &str = "go/src/os";
const ENVIRONMENT: [&str; 5] = ["PWD=/go/src/os", "GOROOT=/go", "TMPDIR=/tmp", "TZ=UTC", "HOME=/"];

/// What the tests are told.
const FLAGS: [&str; 2] = ["-test.v", "-test.short"];

/// How the tests end for a port.
struct Expected {
    port: Port,
    /// What bufwasm is compared with.
    other: Peer,
    /// Tests that end otherwise there, with those within them, and why.
    differences: &'static [(&'static str, &'static str)],
}

const MODES: &str = "modes refuse a plugin nothing, and Go's tests do not ask a superuser, such as Node may run as";
const OWNERS: &str = "files have no owners that a plugin could change";
const MACHINE: &str = "it wants /dev, /proc or /usr/bin, which Node has from the machine";

const EXPECTED: [Expected; 2] = [
    Expected {
        port: Port::Wasip1,
        other: Peer::WazeroCompiler,
        differences: &[(
            "TestRootRenameAfterOpen",
            "wazero does not track directories that are renamed while they are open",
        )],
    },
    Expected {
        port: Port::Js,
        other: Peer::NodeGoJs,
        differences: &[
            ("TestFilePermissions", MODES),
            ("TestReadOnlyWriteFile", MODES),
            ("TestChown", OWNERS),
            ("TestFileChown", OWNERS),
            ("TestLchown", OWNERS),
            ("TestRootChown", OWNERS),
            ("TestRootLchown", OWNERS),
            ("TestDevNullFile", MACHINE),
            ("TestChdirAndGetwd", MACHINE),
            ("TestReadFileProc", MACHINE),
            ("TestDirFSReadFileProc", MACHINE),
            ("TestReadDirFD", MACHINE),
            ("TestReaddirnamesOneAtATime", MACHINE),
            (
                "TestDirFSRootDir",
                "opens the directory it began in by its path without the slash: of the root, nothing is left",
            ),
        ],
    },
];

/// Builds the tests of all ports, or of one of them `only`, runs them, and prints how many ended alike.
///
/// # Errors
///
/// A test ends otherwise than the other host has it, and no reason is known; or alike, where a reason is.
pub(crate) fn compare(workspace: &Workspace, only: Option<Port>) -> Result<()> {
    setup::provide(workspace, &[Need::Go, Need::GoRoot, Need::Node])?;
    let peers = Peers::install(workspace, std::iter::once(Peer::WazeroCompiler))?;
    let bufwasm = cargo::program(workspace, "bufwasm")?;
    let mut wrong = Vec::new();
    for expected in EXPECTED.iter().filter(|expected| only.is_none_or(|port| port == expected.port)) {
        let name = expected.port.name();
        let room = tempfile::tempdir()?;
        let host = Host {
            workspace,
            bufwasm: &bufwasm,
            peers: &peers,
            expected,
            room: room.path(),
            wasm: room.path().join("os.wasm"),
        };
        build(&Tools::of(workspace), expected.port, "os", &host.wasm)?;
        let (ours, theirs) = (host.ours()?, host.theirs()?);
        let differing: BTreeSet<_> = ours.symmetric_difference(&theirs).collect();
        let explained = |line: &str| expected.differences.iter().find(|(test, _)| is_within(line, test));
        println!("{name}: {} tests and subtests alike, beside {}", ours.intersection(&theirs).count(), expected.other);
        for (test, why) in expected.differences {
            println!("  {test} is another: {why}");
            if !differing.iter().any(|line| is_within(line, test)) {
                wrong.push(format!("{name}: {test} ends alike"));
            }
        }
        let unknown = differing.into_iter().filter(|line| explained(line).is_none());
        wrong.extend(unknown.map(|line| {
            format!("{}: {line}, under {} alone", name, if ours.contains(line) { "bufwasm" } else { "the other" })
        }));
    }
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// Whether a line `STATUS: NAME` is about the test `name` or one within it.
fn is_within(line: &str, name: &str) -> bool {
    let told = line.split_once(": ").map_or(line, |(_, told)| told);
    told.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// What the tests of one port run under.
struct Host<'a> {
    workspace: &'a Workspace,
    bufwasm: &'a Path,
    peers: &'a Peers,
    expected: &'a Expected,
    room: &'a Path,
    wasm: PathBuf,
}

impl Host<'_> {
    /// The tree, anew.
    fn tree(&self, name: &str) -> Result<PathBuf> {
        let (go, tree) = (Tools::of(self.workspace).go_root(), self.room.join(name));
        let sources = fs::canonicalize(go.join("src/os"))?;
        files::copy_all(&sources, &tree.join(PACKAGE))?;
        for file in ["go.env", "LICENSE", "CONTRIBUTING.md"] {
            files::copy(&go.join(file), &tree.join("go").join(file))?;
        }
        fs::create_dir_all(tree.join("tmp"))?;
        // No device can be there.
        for file in ["etc/group", "etc/hosts", "etc/passwd", "dev/null"] {
            let file = tree.join(file);
            fs::create_dir_all(file.parent().context("it is in a directory")?)?;
            fs::write(&file, if file.ends_with("dev/null") { "" } else { "something\n" })?;
        }
        Ok(tree)
    }

    fn ours(&self) -> Result<BTreeSet<String>> {
        let mut bufwasm = Command::new(self.bufwasm);
        bufwasm.args(["run", "--no-cache", "--max-memory", "1GiB", "--scratch", "512MiB"]);
        let tree = self.tree("ours")?;
        bufwasm.arg("--dir").arg(format!("/={}", tree.display()));
        if self.expected.port == Port::Js {
            // A plugin begins in the root, whatever the environment says.
            bufwasm.arg("--dir").arg(format!("/={}", tree.join(PACKAGE).display()));
        }
        ENVIRONMENT.iter().for_each(|variable| _ = bufwasm.args(["--env", variable]));
        outcomes(bufwasm.arg(&self.wasm).args(FLAGS))
    }

    fn theirs(&self) -> Result<BTreeSet<String>> {
        let tree = self.tree("theirs")?;
        let mut command = match self.expected.other {
            Peer::NodeGoJs => {
                let mut node = Tools::of(self.workspace).command("node")?;
                node.arg("--stack-size=8192");
                node.arg(Tools::of(self.workspace).go_root().join("lib/wasm/wasm_exec_node.js"));
                node.current_dir(tree.join(PACKAGE)).env("TMPDIR", tree.join("tmp")).env("TZ", "UTC").env("HOME", "/");
                node
            }
            other => {
                let mut wazero = Command::new(self.peers.program(other));
                wazero.args(["run", "-mount"]).arg(format!("{}:/", tree.display()));
                ENVIRONMENT.iter().for_each(|variable| _ = wazero.args(["-env", variable]));
                wazero
            }
        };
        outcomes(command.arg(&self.wasm).args(FLAGS))
    }
}

#[cfg(test)]
mod tests {
    use super::is_within;

    #[test]
    fn a_test_is_told_from_others_that_begin_like_it() {
        assert!(is_within("FAIL: TestStat", "TestStat") && is_within("PASS: TestStat/dir", "TestStat"));
        assert!(!is_within("PASS: TestStatError", "TestStat"));
    }
}
