//! `cargo xtask requests`: real requests, as protoc sends them to plugins.

use crate::files::{make_executable, protos_below};
use crate::process::{output_of, run_quietly};
use crate::setup::{self, Need};
use crate::stamp::Stamp;
use crate::tools::Tools;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// The package from npm that has the protos of Google's public interfaces.
const PROTO_FILES: &str = "google-proto-files";

/// One `CodeGeneratorRequest`, recorded as `target/requests/NAME.bin`.
struct Request {
    name: &'static str,
    /// Files and directories of [`PROTO_FILES`]: every .proto in them is a file to generate.
    protos: &'static [&'static str],
}

/// Every request. All files name a Go package and need no parameter, so that any plugin takes them.
const REQUESTS: [Request; 4] = [
    Request { name: "small", protos: &["google/rpc/status.proto"] },
    Request { name: "medium", protos: &["google/pubsub/v1"] },
    Request { name: "1mb", protos: &["google/cloud/dialogflow/v2", "google/type", "google/rpc", "google/longrunning"] },
    Request {
        name: "4mb",
        protos: &[
            "google/cloud/aiplatform/v1",
            "google/cloud/dialogflow/v2",
            "google/cloud/dialogflow/cx/v3",
            "google/cloud/retail/v2",
            "google/pubsub/v1",
        ],
    },
];

/// A plugin that keeps its request in the file that `REQUEST` names, and answers that it supports everything.
const RECORDER: &str = "#!/bin/sh\ncat > \"$REQUEST\" && printf '\\020\\001'\n";

/// Records the requests that are not up to date, and prints a line for each.
pub(crate) fn record_all(workspace: &Workspace) -> Result<()> {
    setup::provide(workspace, &[Need::Node, Need::Protoc])?;
    let recorder = Recorder::new(workspace)?;
    REQUESTS.iter().try_for_each(|request| recorder.record(request))
}

struct Recorder {
    tools: Tools,
    plugin: PathBuf,
    directory: PathBuf,
    /// The versions of what the requests are made of and with.
    versions: String,
}

impl Recorder {
    fn new(workspace: &Workspace) -> Result<Self> {
        let (tools, directory) = (Tools::of(workspace), workspace.requests());
        fs::create_dir_all(&directory).with_context(|| format!("cannot create {}", directory.display()))?;
        let plugin = directory.join("protoc-gen-record");
        fs::write(&plugin, RECORDER).with_context(|| format!("cannot write {}", plugin.display()))?;
        make_executable(&plugin)?;
        let protoc = output_of(tools.command("protoc")?.arg("--version"))?;
        let versions = format!("{PROTO_FILES}@{}\n{protoc}", setup::npm_version(workspace, PROTO_FILES)?);
        Ok(Self { tools, plugin, directory, versions })
    }

    fn record(&self, request: &Request) -> Result<()> {
        let file = self.directory.join(request.name).with_extension("bin");
        let inputs = format!("{}\n{:?}\n", self.versions, request.protos);
        let stamp = Stamp::new(file.with_extension("stamp"), inputs);
        if !stamp.is_current(&file) {
            self.run_protoc(request, &file).with_context(|| format!("cannot record the request {}", request.name))?;
            stamp.write()?;
        }
        println!("{:<8} {:>9} bytes", request.name, fs::metadata(&file)?.len());
        Ok(())
    }

    fn run_protoc(&self, request: &Request, file: &Path) -> Result<()> {
        let package = self.tools.npm().join("node_modules").join(PROTO_FILES);
        let partial = file.with_extension("partial");
        let mut protoc = self.tools.command("protoc")?;
        protoc.env("REQUEST", &partial).arg("--proto_path").arg(&package);
        protoc.arg(format!("--plugin=protoc-gen-record={}", self.plugin.display()));
        protoc.arg(format!("--record_out={}", self.directory.display()));
        for path in request.protos {
            protoc.args(protos_below(&package.join(path))?);
        }
        run_quietly(&mut protoc)?;
        Ok(fs::rename(&partial, file)?)
    }
}
