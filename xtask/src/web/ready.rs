//! Plugins that the playground offers beside its sample, and protoc: those of them that are built. A page loads them when
//! they are chosen.

use crate::files::copy;
use crate::protoc;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// Where they lie below the playground. What lies there is not kept for use offline before it is used.
pub(super) const DIRECTORY: &str = "ready";

/// The list of them, beside the playground's own files.
const LIST: &str = "ready.json";

/// A plugin for Go, as the guests have it, and as it is called.
const GO: (&str, &str) = ("go-wasip1/protoc-gen-go-1.27.wasm", "protoc-gen-go");

/// What `web/playground/ready.js` reads.
#[derive(Serialize)]
struct Ready {
    /// protoc itself, if it is built.
    protoc: Option<Offered>,
    plugins: Vec<Offered>,
}

/// A module that is there to be loaded.
#[derive(Serialize)]
struct Offered {
    name: String,
    /// Relative to the page. It changes with the file, because browsers keep what they have loaded.
    url: String,
    bytes: u64,
}

/// Copies what is built into the playground, and lists it.
pub(super) fn offer(workspace: &Workspace, playground: &Path) -> Result<()> {
    let guest = workspace.guests().join(GO.0);
    let go = guest.is_file().then(|| offer_one(playground, &guest, GO.1)).transpose()?;
    let mut ready = Ready { protoc: None, plugins: vec![sample(playground)?] };
    ready.plugins.extend(go);
    if let Some(built) = protoc::built()? {
        ready.protoc = Some(offer_one(playground, &built.join("protoc.wasm"), "protoc")?);
        for (path, name) in plugins_in(&built)? {
            ready.plugins.push(offer_one(playground, &path, &name)?);
        }
    } else {
        println!("protoc is not built, so the playground does without: cargo xtask protoc");
    }
    let list = playground.join(LIST);
    fs::write(&list, serde_json::to_vec(&ready)?).with_context(|| format!("cannot write {}", list.display()))
}

/// protoc's own generators and gRPC's plugins, with what protoc calls them. upb's are for those who build upb.
fn plugins_in(built: &Path) -> Result<Vec<(PathBuf, String)>> {
    let entries = fs::read_dir(built).with_context(|| format!("cannot read {}", built.display()))?;
    let mut plugins = Vec::new();
    for entry in entries {
        let path = entry.with_context(|| format!("cannot read {}", built.display()))?.path();
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        match stem.strip_suffix("_plugin") {
            Some(grpc) => plugins.push((path, format!("protoc-gen-{grpc}"))),
            None if stem == "protoc-gen-builtin" => plugins.push((path, stem)),
            None => {}
        }
    }
    plugins.sort();
    Ok(plugins)
}

/// The plugin that is part of the playground anyway.
fn sample(playground: &Path) -> Result<Offered> {
    let url = "plugins/protoc-gen-prost.wasm";
    let file = playground.join(url);
    let bytes = fs::metadata(&file).with_context(|| format!("cannot find {}", file.display()))?.len();
    Ok(Offered { name: "protoc-gen-prost".into(), url: url.into(), bytes })
}

fn offer_one(playground: &Path, from: &Path, name: &str) -> Result<Offered> {
    let bytes = fs::read(from).with_context(|| format!("cannot read {}", from.display()))?;
    let digest: String = Sha256::digest(&bytes).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let url = format!("{DIRECTORY}/{digest}/{name}.wasm");
    copy(from, &playground.join(&url))?;
    Ok(Offered { name: name.into(), url, bytes: bytes.len() as u64 })
}
