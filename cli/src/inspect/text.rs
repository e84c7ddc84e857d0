//! A report for people.

use std::collections::BTreeMap;
use std::fmt::{self, Display};

use bufwasm::PAGE_BYTES;
use bufwasm_inspect::{Config, File, Import, Memory, Optimised, Report};

use super::{Carried, Inspected};
use crate::value::Size;

/// A report as lines: a name at the margin, what it is behind it or below it.
pub(super) fn of(Inspected { path, report }: &Inspected) -> String {
    let mut page = Page::default();
    page.line("file", path);
    page.line("size", amount(report.size));
    page.line("sha256", &report.sha256);
    page.maybe("name", report.module_name.as_ref());
    page.line("abi", abi(report));
    page.line("memory", memory(&report.memory));
    page.line("features", features(report));
    page.maybe("go", report.go_version.as_ref());
    if !report.go_gc.is_empty() {
        page.line("go-gc", report.go_gc.join(" "));
    }
    page.maybe("optimise", report.optimised.as_ref().map(optimised));
    page.maybe("optimise", report.is_optimised.then_some("it is optimised already"));
    page.line("names", if report.has_names { "functions have names" } else { "none" });
    page.list("producers", report.producers.iter().map(|by| format!("{}: {} {}", by.field, by.name, by.version)));
    match &report.config {
        Some(config) => page.config(config),
        None => page.line("config", "none"),
    }
    page.list("imports", report.imports.iter().map(import));
    page.list("exports", report.exports.iter().map(|export| format!("{} ({})", export.name, export.kind)));
    page.0
}

/// What an executable carries, in the same way.
pub(super) fn of_bundle(Carried { path, executable_size, plugins }: &Carried) -> String {
    let mut page = Page::default();
    page.line("file", path);
    page.line("bufwasm", amount(*executable_size));
    let plugins = plugins.iter().map(|item| format!("{}: {}, sha256 {}", item.name, amount(item.size), item.sha256));
    page.list("plugins", plugins);
    page.0
}

#[derive(Default)]
struct Page(String);

impl Page {
    fn line(&mut self, name: &str, value: impl Display) {
        let line = format!("{:<11}{value}", format!("{name}:"));
        self.0 += line.trim_end();
        self.0.push('\n');
    }

    fn maybe(&mut self, name: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.line(name, value);
        }
    }

    fn list(&mut self, name: &str, items: impl ExactSizeIterator<Item = String>) {
        if items.len() == 0 {
            return self.line(name, "none");
        }
        self.line(name, items.len());
        for item in items {
            self.0 += format!("  {item}").trim_end();
            self.0.push('\n');
        }
    }

    fn config(&mut self, config: &Config) {
        self.line("config", format_args!("ABI {}", config.abi.as_deref().unwrap_or("not said")));
        self.maybe("  call", config.call.as_ref());
        self.list("  args", config.args.iter().map(|arg| format!("  {arg}")));
        self.list("  env", config.env.iter().map(|entry| format!("  {entry}")));
        if !config.directories.is_empty() {
            self.list("  dirs", config.directories.iter().map(|path| format!("  {path} (empty)")));
        }
        if config.files.len() > MOST_FILES {
            return self.list("  files", trees(&config.files).into_iter());
        }
        let files = config.files.iter();
        self.list(
            "  files",
            files.map(|file| format!("  {} ({}, sha256 {})", file.path, amount(file.size), file.sha256)),
        );
    }
}

/// Files that are listed one by one; of more, there is a line for each directory below the root.
const MOST_FILES: usize = 32;

fn trees(files: &[File]) -> Vec<String> {
    let mut trees = BTreeMap::<_, (u64, u64)>::new();
    for File { path, size, .. } in files {
        let path = path.trim_start_matches('/');
        let (count, bytes) = trees.entry(path.split_once('/').map_or("", |(tree, _)| tree)).or_default();
        (*count, *bytes) = (*count + 1, *bytes + size);
    }
    trees
        .iter()
        .map(|(tree, (count, bytes))| format!("  /{tree} ({count} of {}, {})", files.len(), amount(*bytes)))
        .collect()
}

fn optimised(Optimised { functions, optimised, left, auto_stdin_bytes }: &Optimised) -> String {
    let left = left.iter().map(|(why, count)| format!(", not {count} ({why})"));
    let auto = match auto_stdin_bytes {
        Some(bytes) => format!("in runs that read {} or more before they write", amount(*bytes)),
        None => "only with --optimise always".into(),
    };
    format!("{optimised} of {functions} functions{}; {auto}", left.collect::<String>())
}

/// `1234567 bytes (1.2 MiB)`.
fn amount(bytes: u64) -> impl Display {
    fmt::from_fn(move |f| match bytes {
        1 => write!(f, "1 byte"),
        ..1024 => write!(f, "{bytes} bytes"),
        _ => write!(f, "{bytes} bytes ({})", bytesize::ByteSize(bytes).display().iec()),
    })
}

fn abi(report: &Report) -> String {
    let abi = &report.abi;
    match (&abi.name, abi.source) {
        (Some(name), Some("config")) => format!("{name}, as the configuration says"),
        (Some(name), _) => format!("{name}, told by the exports"),
        (None, _) => abi.problem.clone().unwrap_or_default(),
    }
}

fn memory(memory: &Memory) -> String {
    let pages = |pages: u64| format!("{pages} pages ({})", Size(pages * PAGE_BYTES));
    let ceiling = memory.ceiling_pages.map_or_else(|| "no ceiling".into(), |most| format!("at most {}", pages(most)));
    let cap = u64::from(memory.cap_pages);
    let verdict = if memory.floor_pages > cap {
        format!("does not fit under the cap of {}", pages(cap))
    } else {
        format!("the cap is {}", pages(cap))
    };
    format!("begins with {}, {ceiling}; {verdict}", pages(memory.floor_pages))
}

fn features(report: &Report) -> String {
    match (&report.features, &report.invalid) {
        (Some(features), _) if features.is_empty() => "none beyond the first WebAssembly".into(),
        (Some(features), _) => features.join(", "),
        (None, Some(why)) => format!("unknown, the module is not valid: {why}"),
        (None, None) => String::new(),
    }
}

fn import(import: &Import) -> String {
    let verdict = match (&import.provided, &import.provided_type) {
        (Some(false), Some(other)) => format!("  NOT PROVIDED (provided as {other})"),
        (Some(false), None) => "  NOT PROVIDED".into(),
        _ => String::new(),
    };
    format!("{}.{} {}{verdict}", import.module, import.name, import.ty)
}
