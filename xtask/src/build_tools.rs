//! `cargo xtask build-tools`: the examples of `examples/build-tools` with the tools that they are for.

use crate::cargo;
use crate::files::{self, files_below};
use crate::guests::Selection;
use crate::process::{output_of, run, run_quietly};
use crate::protoc;
use crate::stamp::Stamp;
use crate::workspace::Workspace;
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Programs, and the packages of Debian's that have them.
const TOOLS: [(&str, &str); 4] = [("mvn", "maven"), ("gradle", "gradle"), ("bazel", "bazel-bootstrap"), ("git", "git")];
/// The same from PyPI.
const PRE_COMMIT: &str = "pre-commit==4.7.0";
/// The plugin's name among the guests.
const PLUGIN: &str = "rust/protoc-gen-prost.wasm";
/// What the plugin makes of `examples/proto`.
const GENERATED: &str = "shop/v1/shop.v1.rs";

/// Generates code by each tool, and holds what the plugin wrote against what it writes without one.
pub(crate) fn try_all(workspace: &Workspace) -> Result<()> {
    let missing: Vec<_> =
        TOOLS.iter().filter(|(program, _)| output_of(Command::new(program).arg("--version")).is_err()).collect();
    let packages: Vec<_> = missing.iter().map(|(_, package)| *package).collect();
    ensure!(packages.is_empty(), "missing: apt-get install {}", packages.join(" "));
    let pre_commit = install_pre_commit(workspace)?;
    Selection::only(PLUGIN)?.build(workspace)?;
    let guest = protoc::build(workspace, None)?;
    let bufwasm = cargo::program(workspace, "bufwasm")?;
    let bench = Bench { workspace, bufwasm, guest, room: workspace.target().join("build-tools") };
    let expected = bench.expected()?;
    bench.check("maven", "target/generated-sources/protobuf/prost", &expected, |room| {
        let mut maven = Command::new("mvn");
        maven.args(["--batch-mode", "--quiet", "generate-sources"]);
        maven.arg(format!("-Dprotoc={}", room.join("protoc").display()));
        maven.arg(format!("-Dplugin={}", room.join("protoc-gen-prost.wasm").display()));
        maven
    })?;
    bench.check("gradle", "build/generated/source/proto/main/prost", &expected, |room| {
        let mut gradle = Command::new("gradle");
        gradle.args(["--no-daemon", "--quiet", "generateProto"]);
        gradle.arg(format!("-Pprotoc={}", room.join("protoc").display()));
        gradle.arg(format!("-Pplugin={}", room.join("protoc-gen-prost.wasm").display()));
        gradle
    })?;
    bench.check("bazel", "bazel-bin/rust", &expected, |room| {
        let mut bazel = Command::new("bazel");
        bazel.arg(format!("--output_user_root={}", room.with_file_name("bazel-root").display()));
        bazel.args(["build", "--proto_compiler=//:protoc", "--strict_proto_deps=off", "//:shop_proto", "//:shop_rust"]);
        bazel
    })?;
    bench.check_hook(&pre_commit, &expected)
}

/// Installs pre-commit into a place of its own, unless it is there, and gives its program.
fn install_pre_commit(workspace: &Workspace) -> Result<PathBuf> {
    let venv = workspace.tools().join("pre-commit");
    let (stamp, program) = (Stamp::new(venv.join("stamp"), PRE_COMMIT.into()), venv.join("bin/pre-commit"));
    if !stamp.is_current(&program) {
        println!("installing {PRE_COMMIT}");
        run(Command::new("python3").args(["-m", "venv"]).arg(&venv))
            .context("python3 with its module venv is needed")?;
        run(Command::new(venv.join("bin/pip")).args([
            "install",
            "--quiet",
            "--disable-pip-version-check",
            PRE_COMMIT,
        ]))?;
        stamp.write()?;
    }
    Ok(program)
}

/// Where the tools are tried.
struct Bench<'a> {
    workspace: &'a Workspace,
    bufwasm: PathBuf,
    /// The directory with protoc.wasm.
    guest: PathBuf,
    /// A directory for each tool.
    room: PathBuf,
}

impl Bench<'_> {
    /// What the plugin writes when bufwasm runs it by itself.
    fn expected(&self) -> Result<Vec<u8>> {
        let room = self.project("alone")?;
        let mut protoc = Command::new(room.join("protoc"));
        protoc.args(["-Iproto", "--plugin=protoc-gen-prost.wasm", "--prost_out=.", "shop/v1/shop.proto"]);
        run(protoc.arg("shop/v1/item.proto").current_dir(&room).env("BUFWASM_PATH", &self.guest))?;
        read(&room.join(GENERATED))
    }

    /// Runs the `tool` of the example, and compares what lies below `out` then.
    fn check(&self, tool: &str, out: &str, expected: &[u8], command: impl FnOnce(&Path) -> Command) -> Result<()> {
        println!("{tool}");
        let room = self.project(tool)?;
        for file in files_below(&self.workspace.root().join("examples/build-tools").join(tool))? {
            let name = file.file_name().context("a file has a name")?;
            fs::copy(&file, room.join(name)).with_context(|| format!("cannot copy {}", file.display()))?;
        }
        let mut command = command(&room);
        run_quietly(command.current_dir(&room).env("BUFWASM_PATH", &self.guest))?;
        let written = read(&room.join(out).join(GENERATED))?;
        ensure!(written == expected, "{tool}: {out}/{GENERATED} is not what the plugin writes by itself");
        Ok(())
    }

    /// Commits to a repository that has the hook: code that is as it must be, and code that is not.
    fn check_hook(&self, pre_commit: &Path, expected: &[u8]) -> Result<()> {
        println!("pre-commit");
        let room = self.project("pre-commit")?;
        let hooks = room.with_file_name("hooks");
        let _ = fs::remove_dir_all(&hooks); // it may not be there
        fs::create_dir_all(&hooks)?;
        fs::copy(self.workspace.root().join(".pre-commit-hooks.yaml"), hooks.join(".pre-commit-hooks.yaml"))?;
        repository(&hooks, "hooks")?;
        let template =
            "version: v2\nplugins:\n  - local: ./protoc-gen-prost.wasm\n    out: gen\ninputs:\n  - directory: proto\n";
        fs::write(room.join("buf.gen.yaml"), template)?;
        let path = std::env::var_os("PATH").unwrap_or_default();
        let bin = self.bufwasm.parent().context("bufwasm is in a directory")?.to_owned();
        let path = std::env::join_paths(std::iter::once(bin).chain(std::env::split_paths(&path)))?;
        let hook = |name: &str| -> Result<()> {
            let mut command = Command::new(pre_commit);
            command.args(["try-repo", "--all-files"]).arg(&hooks).arg(name).current_dir(&room);
            command.env("PATH", &path).env("PRE_COMMIT_HOME", room.with_file_name("pre-commit-home"));
            run_quietly(&mut command)
        };
        repository(&room, "project")?;
        ensure!(hook("bufwasm-check").is_err(), "pre-commit: code that is not there passes");
        // A hook that changes files fails, so that they are looked at.
        let _ = hook("bufwasm-generate");
        ensure!(read(&room.join("gen").join(GENERATED))? == expected, "pre-commit: the code is another");
        hook("bufwasm-check")
    }

    /// A directory with .proto files, the plugin, and bufwasm in protoc's place.
    fn project(&self, name: &str) -> Result<PathBuf> {
        let room = self.room.join(name);
        let _ = fs::remove_dir_all(&room); // it may not be there
        let protos = self.workspace.root().join("examples/proto");
        for proto in files_below(&protos)? {
            let place = room.join("proto").join(proto.strip_prefix(&protos)?);
            fs::create_dir_all(place.parent().context("a file is in a directory")?)?;
            fs::copy(&proto, &place).with_context(|| format!("cannot write {}", place.display()))?;
        }
        files::link(&self.bufwasm, &room.join("protoc"))?;
        fs::copy(self.workspace.target().join("guests").join(PLUGIN), room.join("protoc-gen-prost.wasm"))?;
        Ok(room)
    }
}

/// Makes a repository of `directory`, with all that is in it.
fn repository(directory: &Path, what: &str) -> Result<()> {
    let identity = ["-c", "user.name=tests", "-c", "user.email=tests@example.com"];
    for arguments in [&["init", "--quiet"][..], &["add", "--all"], &["commit", "--quiet", "--message", what]] {
        run(Command::new("git").args(identity).args(arguments).current_dir(directory))?;
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}
