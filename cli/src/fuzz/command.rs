//! The command that shows a finding again.

use std::ffi::OsStr;
use std::path::Path;

use bufwasm::Limit;
use bufwasm_plugfuzz::{FaultKind, Finding, ProtoSources};

use crate::fuzz::FuzzArgs;
use crate::limits::default_size;

/// The command, for a POSIX shell, that shows `finding` again, whose request is in the file at `path`. `bufwasm run` where
/// its outcome tells, since that shows the plugin's own words; else a look with the same eyes.
pub(super) fn replay(args: &FuzzArgs, finding: &Finding, fuel: u64, path: &Path) -> String {
    let mut words = vec!["bufwasm".to_owned()];
    let judged = matches!(finding.fault.kind, FaultKind::Response | FaultKind::Unstable);
    words.push(if judged { "fuzz" } else { "run" }.into());
    words.extend(as_typed(args));
    words.extend(limit(args, finding, fuel));
    let path = quoted(path.as_os_str());
    if judged {
        words.extend(["--replay".into(), path, quoted(&args.plugin)]);
    } else {
        words.extend([quoted(&args.plugin), "<".into(), path]);
    }
    words.join(" ")
}

/// The command that shows `finding` by its .proto files, which are below `directory`: `bufwasm generate`, unless that cannot
/// tell.
pub(super) fn generate(
    args: &FuzzArgs,
    finding: &Finding,
    sources: &ProtoSources,
    fuel: u64,
    directory: &Path,
) -> String {
    let mut words = vec!["bufwasm".to_owned()];
    let compares = finding.fault.kind == FaultKind::Unstable;
    words.push(if compares { "fuzz" } else { "generate" }.into());
    words.extend(as_typed(args));
    words.extend(limit(args, finding, fuel));
    let directory = quoted(directory.as_os_str());
    let parameter = &sources.parameter;
    if compares {
        words.extend(["--runs", "0", "--seed-dir"].map(Into::into).into_iter().chain([directory]));
        if !parameter.is_empty() {
            words.extend(["--opt".into(), quoted(parameter.as_ref())]);
        }
        words.push(quoted(&args.plugin));
        return words.join(" ");
    }
    let mut plugin = args.plugin.clone();
    if !parameter.is_empty() {
        plugin.push(":");
        plugin.push(parameter);
    }
    words.extend(["--dry-run".into(), "--out=.".into(), "--plugin".into(), quoted(&plugin), "-I".into(), directory]);
    words.extend(sources.asked.iter().map(|name| quoted(name.as_ref())));
    words.join(" ")
}

/// The limit that the plugin ran into, as an option.
fn limit(args: &FuzzArgs, finding: &Finding, fuel: u64) -> Vec<String> {
    match finding.fault.kind {
        FaultKind::Hang => vec!["--fuel".into(), fuel.to_string()],
        FaultKind::Flood => vec!["--max-output".into(), args.max_output.to_string()],
        _ => Vec::new(),
    }
}

/// The options that matter to the plugin, where they are not the default.
fn as_typed(args: &FuzzArgs) -> Vec<String> {
    let mut words = Vec::new();
    let mut add = |option: &str, value: String| words.extend([option.to_owned(), quoted(value.as_ref())]);
    if args.memory.max_memory != default_size(Limit::Memory) {
        add("--max-memory", args.memory.max_memory.to_string());
    }
    if args.memory.max_stack != default_size(Limit::Stack) {
        add("--max-stack", args.memory.max_stack.to_string());
    }
    args.sandbox.env.iter().for_each(|entry| add("--env", entry.clone()));
    for (option, mappings) in [("--file", &args.sandbox.files.files), ("--dir", &args.sandbox.files.directories)] {
        mappings.iter().for_each(|mapping| add(option, format!("{}={}", mapping.guest, mapping.host.display())));
    }
    args.sandbox.abi.iter().for_each(|abi| add("--abi", abi.to_string()));
    args.sandbox.argv0.iter().for_each(|name| add("--argv0", name.clone()));
    words
}

/// `word` as a POSIX shell reads it.
fn quoted(word: &OsStr) -> String {
    let text = word.to_string_lossy();
    let is_plain = |char: char| char.is_ascii_alphanumeric() || "/._-=:,+@%".contains(char);
    if !text.is_empty() && text.chars().all(is_plain) {
        text.into_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}
