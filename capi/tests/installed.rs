//! Builds the example against an installed copy of the library, as C projects find it: by pkg-config and by CMake.
//!
//! A tool that is missing fails the test: `cargo xtask setup` installs them all.
#![cfg(all(target_os = "linux", not(miri)))]

mod command;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use command::{output, package, passes};

#[test]
fn projects_find_an_installed_library() {
    let room = tempfile::tempdir().unwrap();
    let prefix = room.path().join("prefix");
    let mut xtask = Command::new(env!("CARGO"));
    xtask.current_dir(package().join("..")).args(["xtask", "capi", "--profile", "dev", "--prefix"]).arg(&prefix);
    passes(&mut xtask);
    // It may be moved: nothing that is installed names the prefix.
    let moved = room.path().join("moved");
    fs::rename(&prefix, &moved).unwrap();
    let project = Project { room, prefix: moved };
    project.runs(&project.built_by_pkg_config("shared", &[]), true);
    project.runs(&project.built_by_pkg_config("static", &["--static"]), false);
    project.runs(&project.built_by_cmake("bufwasm::bufwasm"), true);
    project.runs(&project.built_by_cmake("bufwasm::static"), false);
    project.asks_for_another_version();
    project.follows_the_manual();
}

/// An empty project of C, beside the installed library.
struct Project {
    room: TempDir,
    prefix: PathBuf,
}

impl Project {
    fn built_by_pkg_config(&self, name: &str, options: &[&str]) -> PathBuf {
        let mut pkg_config = Command::new("pkg-config");
        pkg_config.env("PKG_CONFIG_PATH", self.prefix.join("lib/pkgconfig")).args(options);
        let told = output(pkg_config.args(["--cflags", "--libs", "bufwasm"]));
        assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
        let mut flags: Vec<_> = String::from_utf8(told.stdout).unwrap().split_whitespace().map(str::to_owned).collect();
        if !options.is_empty() {
            // pkg-config leaves it to the linker which of the two libraries it takes.
            let library = flags.iter().position(|flag| flag == "-lbufwasm_c").unwrap();
            flags[library] = "-l:libbufwasm_c.a".to_owned();
        }
        let program = self.room.path().join(name);
        passes(Command::new("cc").arg(package().join("examples/generate.c")).args(flags).arg("-o").arg(&program));
        program
    }

    fn built_by_cmake(&self, target: &str) -> PathBuf {
        let name = target.replace("::", "-");
        let source = self.room.path().join(format!("{name}-project"));
        let build = source.join("build");
        self.configure(&source, "0.1", target);
        passes(Command::new("cmake").arg("--build").arg(&build));
        build.join("generate")
    }

    fn asks_for_another_version(&self) {
        let source = self.room.path().join("another");
        let refused = output(&mut self.cmake(&source, "7.0", "bufwasm::bufwasm"));
        let words = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success() && words.contains("version: 0.1.0"), "{words}");
    }

    /// The commands of the README, in an empty directory with what it says a project begins with.
    fn follows_the_manual(&self) {
        let (manual, room) = (fs::read_to_string(package().join("README.md")).unwrap(), self.room.path().join("new"));
        let manual = manual.split("## In a project of your own").nth(1).unwrap().split("\n## ").next().unwrap();
        fs::create_dir(&room).unwrap();
        fs::copy(package().join("examples/protos.c"), room.join("protos.c")).unwrap();
        fs::write(room.join("shop.proto"), "syntax = \"proto3\"; package shop; message Item { string name = 1; }")
            .unwrap();
        fs::write(room.join("CMakeLists.txt"), fenced(manual, "cmake").concat()).unwrap();
        let plugin = package().join("../target/guests/rust/protoc-gen-prost.wasm");
        fs::copy(plugin, room.join("protoc-gen-prost.wasm")).expect("run `cargo xtask guests rust/protoc-gen-prost`");
        let begins = fenced(manual, "text").concat();
        for commands in fenced(manual, "sh") {
            let commands = commands.replace("/opt/bufwasm", self.prefix.to_str().unwrap());
            let ran = output(Command::new("bash").current_dir(&room).args(["-euc", &commands]));
            assert!(ran.status.success(), "{commands}\n{}", String::from_utf8_lossy(&ran.stderr));
            let printed = String::from_utf8(ran.stdout).unwrap();
            assert!(printed.contains(&begins), "{commands}\n{printed}");
            assert!(printed.contains("pub struct Item"), "{printed}");
        }
    }

    fn configure(&self, source: &Path, version: &str, target: &str) {
        passes(&mut self.cmake(source, version, target));
    }

    /// Configures the project `source` that links the example with `target`.
    fn cmake(&self, source: &Path, version: &str, target: &str) -> Command {
        fs::create_dir(source).unwrap();
        let example = package().join("examples/generate.c");
        let lists = format!(
            "cmake_minimum_required(VERSION 3.13)\nproject(generate C)\nfind_package(Bufwasm {version} CONFIG REQUIRED)\n\
             add_executable(generate {})\ntarget_link_libraries(generate PRIVATE {target})\n",
            example.display()
        );
        fs::write(source.join("CMakeLists.txt"), lists).unwrap();
        let mut cmake = Command::new("cmake");
        cmake.arg("-S").arg(source).arg("-B").arg(source.join("build"));
        cmake.arg(format!("-DCMAKE_PREFIX_PATH={}", self.prefix.display()));
        cmake
    }

    /// The example runs a plugin, and needs the shared library only if it was linked with that.
    fn runs(&self, program: &Path, shared: bool) {
        let guest = wat::parse_file(package().join("../cli/tests/guests/cat.wat")).unwrap();
        fs::write(self.room.path().join("cat.wasm"), guest).unwrap();
        fs::write(self.room.path().join("request"), "a request").unwrap();
        let mut run = Command::new(program);
        run.current_dir(self.room.path()).args(["cat.wasm", "request"]);
        run.env("LD_LIBRARY_PATH", self.prefix.join("lib"));
        assert_eq!(output(&mut run).stdout, b"a request", "{}", program.display());
        let needed = String::from_utf8(output(Command::new("readelf").arg("-d").arg(program)).stdout).unwrap();
        assert_eq!(needed.contains("[libbufwasm_c.so.1]"), shared, "{needed}");
    }
}

/// The fenced examples of `language`, in order.
fn fenced(text: &str, language: &str) -> Vec<String> {
    let fences = text.split("\n```").skip(1).step_by(2);
    let examples = fences.filter_map(|fence| fence.strip_prefix(&format!("{language}\n")));
    examples.map(|example| format!("{example}\n")).collect()
}
