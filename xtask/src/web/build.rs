//! From Rust and TypeScript to files that can be published and served.

use super::{Built, ready};
use crate::cargo;
use crate::files::{copy, files_below};
use crate::guests::Selection;
use crate::process::{run, run_quietly};
use crate::stamp::{Stamp, fingerprint};
use crate::tools::Tools;
use crate::workspace::Workspace;
use anyhow::{Context, Result, ensure};
use std::fmt::Write;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A WebAssembly module of the package.
struct Module {
    /// The directory in the package.
    directory: &'static str,
    /// The Cargo package.
    package: &'static str,
    /// What of the package is built, beyond its defaults.
    features: &'static [&'static str],
    /// The profile that it is built in: each keeps its files apart, so no two modules of a package may share one.
    profile: &'static str,
    /// The names of its files begin so.
    stem: &'static str,
    /// Bytes that it may have.
    limit: u64,
}

/// What pages load, in this order. The first limit is a promise; the others are a little more than there is, so that growth
/// is noticed.
const MODULES: [Module; 3] = [
    Module {
        directory: "engine",
        package: "bufwasm-web",
        features: &[],
        profile: "web",
        stem: "bufwasm_web",
        limit: 1_155_000,
    },
    Module {
        directory: "full",
        package: "bufwasm-web",
        features: &["full"],
        profile: "web-full",
        stem: "bufwasm_web",
        limit: 2_200_000,
    },
    Module {
        directory: "protos",
        package: "bufwasm-web-protos",
        features: &[],
        profile: "web",
        stem: "bufwasm_web_protos",
        limit: 700_000,
    },
];

/// The plugin that the playground begins with.
const SAMPLE: &str = "rust/protoc-gen-prost.wasm";

const TARGET: &str = "wasm32-unknown-unknown";

/// The WebAssembly that wasm-opt may use, beyond the first version: what rustc uses by default.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// What the first round of wasm-opt leaves, the second makes a little smaller.
const ROUNDS: [&str; 2] = ["-Oz", "-Oz"];

/// What the modules are built with beyond what is stable.
const UNSTABLE: [&str; 7] = [
    "-Zbuild-std=std,panic_abort",
    // Smaller sorting and formatting, which no run spends its time in.
    "-Zbuild-std-features=optimize_for_size",
    "-Zpanic-immediate-abort",
    "--config",
    "profile.web.panic = \"immediate-abort\"",
    "--config",
    "profile.web-full.panic = \"immediate-abort\"",
];

/// Builds the package and the playground.
pub(crate) fn build(workspace: &Workspace) -> Result<Built> {
    let web = workspace.target().join("web");
    let build = Build {
        workspace,
        tools: Tools::of(workspace),
        compiled: web.join("cargo"),
        bindings: web.join("bindings"),
        package: web.join("package"),
        playground: web.join("playground"),
    };
    build.modules()?;
    build.package()?;
    build.playground()?;
    Ok(Built { playground: build.playground })
}

struct Build<'a> {
    workspace: &'a Workspace,
    tools: Tools,
    /// Cargo's target directory, when the caller has none in mind.
    compiled: PathBuf,
    /// What wasm-bindgen makes of the modules.
    bindings: PathBuf,
    package: PathBuf,
    playground: PathBuf,
}

impl Build<'_> {
    /// Compiles, binds and shrinks the modules, as far as they have changed.
    fn modules(&self) -> Result<()> {
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| self.compiled.clone(), PathBuf::from);
        let mut rustup = self.tools.command("rustup")?;
        run(rustup.current_dir(self.workspace.root()).args(["--quiet", "component", "add", "rust-src"]))?;
        for module in &MODULES {
            let mut cargo = self.tools.command("cargo")?;
            // The pinned compiler, asked to allow what it calls unstable: the standard library, too, without the texts of its
            // panics, which a page has nowhere to show. That is a tenth of the size.
            cargo.env("RUSTC_BOOTSTRAP", "1").args(UNSTABLE);
            cargo
                .args(["build", "--quiet", "--profile", module.profile, "--target", TARGET, "--target-dir"])
                .arg(&target);
            cargo.args(["--package", module.package, "--features", &module.features.join(",")]);
            run(cargo.arg("--config").arg(compiler_flags()?).current_dir(self.workspace.root()))?;
            let wasm = target.join(TARGET).join(module.profile).join(module.stem).with_extension("wasm");
            self.bind(module, &wasm)?;
        }
        Ok(())
    }

    /// Makes the JavaScript side of `module`, and its WebAssembly smaller.
    fn bind(&self, module: &Module, wasm: &Path) -> Result<()> {
        let directory = self.bindings.join(module.directory);
        let bound = directory.join(format!("{}_bg.wasm", module.stem));
        let stamp = Stamp::new(directory.join("stamp"), format!("{:x}\n{ROUNDS:?} {FEATURES:?}\n", fingerprint(wasm)?));
        if !stamp.is_current(&bound) {
            run(Command::new(cargo::program(self.workspace, "bufwasm-web-bindgen")?).arg(wasm).arg(&directory))?;
            let mut node = self.tools.command("node")?;
            node.arg(self.npm("binaryen/bin/wasm-opt")).args(ROUNDS).args(FEATURES);
            run_quietly(node.arg(&bound).arg("-o").arg(&bound))?;
            stamp.write()?;
        }
        let size = fs::metadata(&bound).with_context(|| format!("cannot find {}", bound.display()))?.len();
        println!("{:<40} {:>6} KB", bound.strip_prefix(&self.bindings).unwrap_or(&bound).display(), size / 1000);
        let (name, limit) = (module.package, module.limit);
        ensure!(size <= limit, "{name} has {size} bytes, and pages should not have to load more than {limit}");
        Ok(())
    }

    /// Compiles TypeScript, and puts the package together.
    fn package(&self) -> Result<()> {
        clear(&self.package)?;
        let sources = self.workspace.root().join("web");
        self.typescript("tsconfig.json")?;
        for module in &MODULES {
            let (from, to) = (self.bindings.join(module.directory), self.package.join(module.directory));
            for end in [".js", ".d.ts", "_bg.wasm"] {
                let name = format!("{}{end}", module.stem);
                copy(&from.join(&name), &to.join(&name))?;
            }
        }
        for name in ["package.json", "README.md"] {
            copy(&sources.join(name), &self.package.join(name))?;
        }
        copy(&self.workspace.root().join("LICENSE"), &self.package.join("LICENSE"))
    }

    /// Puts the playground's own files, the package and the sample plugin together, with a list of all of them; and what
    /// is loaded when it is chosen.
    fn playground(&self) -> Result<()> {
        Selection::only(SAMPLE)?.build(self.workspace)?;
        clear(&self.playground)?;
        copy_tree(&self.workspace.root().join("web/playground"), &self.playground)?;
        copy_tree(&self.package, &self.playground.join("bufwasm"))?;
        copy(&self.workspace.guests().join(SAMPLE), &self.playground.join("plugins/protoc-gen-prost.wasm"))?;
        ready::offer(self.workspace, &self.playground)?;
        self.list_files()?;
        self.typescript("tsconfig.playground.json")
    }

    /// Lists what pages keep for when they are offline, and tells the version that all of it has together.
    fn list_files(&self) -> Result<()> {
        let (mut list, mut version) = (String::new(), DefaultHasher::new());
        for file in files_below(&self.playground)? {
            let path = file.strip_prefix(&self.playground).unwrap_or(&file);
            if !path.starts_with(ready::DIRECTORY) {
                (path, fingerprint(&file)?).hash(&mut version);
                write!(list, "{}\"{}\"", if list.is_empty() { "[" } else { ",\n " }, path.display())?;
            }
        }
        fs::write(self.playground.join("files.json"), list + "]\n")
            .context("cannot write the playground's files.json")?;
        let script = self.playground.join("sw.js");
        let (text, place) = (fs::read_to_string(&script).context("cannot read sw.js")?, "const VERSION = \"\";");
        ensure!(text.contains(place), "sw.js has no place for its version: {place}");
        let told = format!("const VERSION = \"{:016x}\";", version.finish());
        fs::write(&script, text.replace(place, &told)).context("cannot write sw.js")
    }

    /// Compiles, or only checks, what a project of `web` says.
    fn typescript(&self, project: &str) -> Result<()> {
        let mut node = self.tools.command("node")?;
        node.arg(self.npm("typescript/bin/tsc")).arg("--project");
        run(node.arg(self.workspace.root().join("web").join(project)))
    }

    /// A file of a package from npm.
    fn npm(&self, path: &str) -> PathBuf {
        self.tools.npm().join("node_modules").join(path)
    }
}

/// Configuration of Cargo by which the modules hold no path of this machine, and no panic more than a trap.
fn compiler_flags() -> Result<String> {
    let cargo = match std::env::var_os("CARGO_HOME") {
        Some(home) => PathBuf::from(home),
        None => std::env::home_dir().context("there is no home directory")?.join(".cargo"),
    };
    let remap = format!("--remap-path-prefix={}=", cargo.join("registry/src").display());
    // The profile's `panic` alone does not reach the standard library.
    Ok(format!("target.{TARGET}.rustflags = [{remap:?}, \"-Cpanic=immediate-abort\", \"-Zunstable-options\"]"))
}

fn clear(directory: &Path) -> Result<()> {
    if directory.exists() {
        fs::remove_dir_all(directory).with_context(|| format!("cannot remove {}", directory.display()))?;
    }
    Ok(())
}

fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    for file in files_below(from)? {
        copy(&file, &to.join(file.strip_prefix(from).unwrap_or(&file)))?;
    }
    Ok(())
}
