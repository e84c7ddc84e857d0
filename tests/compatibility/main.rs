//! docs/compatibility.md says which toolchains' plugins run. Each row of its table is a set of real plugins, which this runs
//! and compares; the table is made from what comes of that, and from what the modules say of their making.
//!
//! `BLESS=1 cargo test --test compatibility` writes the table.

#[path = "../plugins/alike.rs"]
#[allow(dead_code, unused)] // the other tests of plugins need all of it
mod alike;
#[path = "../../xtask/src/go.rs"]
#[allow(dead_code)] // guests are built by more releases than have a row
mod go;
mod rows;
mod told;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use bufwasm::fs::File;
use bufwasm::module::ModuleSummary;
use bufwasm::proto::ExecConfig;
use bufwasm::{CompiledPlugin, PluginExecutor, RunOptions, section};

use alike::{Order, assert_same, compile, read, run};
use rows::{ROWS, Row, Tested, Version};

/// A request of `cargo xtask requests`.
const REQUEST: &str = "small";

const BEGIN: &str = "<!-- what runs, by tests/compatibility -->\n";
const END: &str = "<!-- end of what runs -->\n";

#[test]
fn the_table_says_what_runs() {
    let mut table = String::from(
        "| language | toolchain | version | target | tested with | what it takes |\n|---|---|---|---|---|---|\n",
    );
    for row in ROWS {
        row.modules.iter().for_each(|module| row.check(module));
        writeln!(table, "| {} |", row.cells().join(" | ")).expect("a String takes all");
    }
    let path = root().join("docs/compatibility.md");
    told::hold(&path, [BEGIN, END], &table, "cargo test --test compatibility");
}

impl Row {
    /// Runs the plugin, and compares.
    fn check(&self, module: &str) {
        let native = module.rsplit('/').next().unwrap_or(module);
        let guest = module.strip_prefix("guests/").unwrap_or(module);
        match self.tested {
            Tested::Native(_) => assert_same(guest, native, REQUEST, Order::Same),
            Tested::NativeInAnyOrder(_) => assert_same(guest, native, REQUEST, Order::Any),
            Tested::Summary(_) => {
                let request = read(&format!("requests/{REQUEST}.bin"));
                assert_eq!(run(&compile(guest), &request), summary(&request), "{module}");
            }
            Tested::Library => {
                let request = read(&format!("requests/{REQUEST}.bin"));
                let answer = run(&calling(module, "generate"), &request);
                assert!(answer.len() > request.len() && answer.ends_with(&request), "{module}");
            }
            Tested::Protoc => assert_eq!(descriptor_set(module), native_descriptor_set(), "{module}"),
        }
    }

    fn cells(&self) -> [String; 6] {
        let mut versions: Vec<_> = self.modules.iter().map(|module| self.version.of(module)).collect();
        let mut seen = BTreeSet::new();
        versions.retain(|version| seen.insert(version.clone()));
        let mut versions = versions.join(", ");
        if let Some((others, command)) = self.elsewhere {
            let between = if versions.is_empty() { "" } else { "; " };
            write!(versions, "{between}by `{command}`: {}", others.join(", ")).expect("a String takes all");
        }
        let tested = match self.tested {
            Tested::Native(what) | Tested::NativeInAnyOrder(what) => format!("{what}: as their native builds"),
            Tested::Summary(what) => what.to_owned(),
            Tested::Library => "a library of ours, which copies its request".to_owned(),
            Tested::Protoc => "protoc: as the native one".to_owned(),
        };
        [self.language.into(), self.toolchain.into(), versions, self.target.into(), tested, self.needs.into()]
    }
}

impl Version {
    /// The version of what built `module`.
    fn of(&self, module: &str) -> String {
        match self {
            Self::Producer(name) => {
                let wasm = read(&format!("{module}.wasm"));
                let summary = ModuleSummary::parse(&wasm).expect("the module can be read");
                let producer = summary.producers.iter().find(|producer| producer.name == *name);
                let version = producer.unwrap_or_else(|| panic!("{module} does not tell of {name}")).version;
                let version = version.split_whitespace().next().unwrap_or(version);
                version.trim_start_matches("go").to_owned()
            }
            Self::Stamp => {
                let name = module.strip_prefix("guests/").unwrap_or(module);
                let stamp = root().join("target/guests/.build/stamps").join(name).with_extension("wasm");
                let text = fs::read_to_string(&stamp);
                let text =
                    text.unwrap_or_else(|error| panic!("{}: {error}: run `cargo xtask guests`", stamp.display()));
                let line = text.lines().find(|line| line.starts_with(|first: char| first.is_ascii_digit()));
                let line = line.unwrap_or_else(|| panic!("{} tells no version", stamp.display()));
                line.split(" (").next().unwrap_or(line).to_owned()
            }
            Self::Pinned(file, name) => {
                let text = fs::read_to_string(root().join(file)).expect("the file can be read");
                let (_, version) = text.split_once(&format!("{name}==")).expect("the version is pinned");
                version.split_whitespace().next().unwrap_or_default().to_owned()
            }
        }
    }
}

/// The library `module`, packed so that a run calls `function`.
fn calling(module: &str, function: &str) -> CompiledPlugin {
    let config = ExecConfig { call: function.into(), ..ExecConfig::default() };
    let packed = [read(&format!("{module}.wasm")), section::encode(&config)].concat();
    PluginExecutor::new().compile("library", &packed).expect("the library compiles")
}

/// What the plugins `summary` answer to `request`.
fn summary(request: &[u8]) -> Vec<u8> {
    let sum = request.iter().fold(2_166_136_261_u32, |sum, byte| (sum ^ u32::from(*byte)).wrapping_mul(16_777_619));
    let content = format!("{} bytes, checksum {sum:08x}\n", request.len());
    let file = prost_types::compiler::code_generator_response::File {
        name: Some("summary.txt".into()),
        content: Some(content),
        ..Default::default()
    };
    let response = prost_types::compiler::CodeGeneratorResponse { file: vec![file], ..Default::default() };
    prost::Message::encode_to_vec(&response)
}

/// What protoc is given.
const PROTO: &str =
    "edition = \"2023\";\npackage shop; // to be kept\nmessage Item { string name = 1; map<int32, Item> parts = 2; }\n";
const ARGUMENTS: [&str; 3] = ["--include_source_info", "--descriptor_set_out=/dev/stdout", "shop.proto"];

fn descriptor_set(module: &str) -> Vec<u8> {
    let wasm = fs::read(built(&format!("{module}.wasm"))).expect("the module can be read");
    let protoc = PluginExecutor::new().compile("protoc", &wasm).expect("protoc compiles");
    let args = ["-I/proto"].into_iter().chain(ARGUMENTS).map(str::to_owned).collect();
    let options =
        RunOptions { args, files: vec![File::new("/proto/shop.proto", PROTO.as_bytes())], ..RunOptions::default() };
    let mut stdout = Vec::new();
    protoc.run(&mut &b""[..], &mut stdout, &mut std::io::stderr(), options).expect("protoc takes the file");
    stdout
}

fn native_descriptor_set() -> Vec<u8> {
    let room = tempfile::tempdir().expect("a directory can be made");
    fs::write(room.path().join("shop.proto"), PROTO).expect("it can be written to");
    let mut protoc = Command::new(built("tools/protoc-guest/bin/protoc"));
    let output = protoc.current_dir(room.path()).args(ARGUMENTS).output().expect("protoc starts");
    assert!(output.status.success() && !output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// What `cargo xtask protoc` put below `target`.
fn built(path: &str) -> PathBuf {
    let path = root().join("target").join(path);
    assert!(path.is_file(), "{} is missing: run `cargo xtask protoc`", path.display());
    path
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
