//! Building the tests of Go's standard library.

use super::builder::Builder;
use super::std_table::{Edit, Package};
use super::step::{GoPort, Step};
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;

/// `go test -c`, with the package's edits laid over Go's own files.
///
/// Go refuses to lay anything over files in its module cache, where the releases are that it fetches. So this is the
/// `go` of the link to one, and to it everything is below the link.
pub(super) fn std_test(builder: &Builder<'_>, release: &str, package: &Package) -> Result<Step> {
    let (root, product) = (builder.tools().go_root(), builder.scratch().join("out.wasm"));
    let mut command = builder.tools().command(root.join("bin/go"))?;
    GoPort::Js.configure(&mut command, release);
    command.env("GOTOOLCHAIN", "local").env("GOROOT", &root);
    command.args(["test", "-c", "-trimpath", "-ldflags=-s -w", "-o"]).arg(&product);
    let mut compiler = format!("go{release}\n");
    if !package.edits.is_empty() {
        let overlay = builder.scratch().join("overlay");
        compiler.push_str(&lay_over(builder, package, &root.join("src").join(package.path), &overlay)?);
        command.arg(format!("-overlay={}", overlay.join("files.json").display()));
    }
    command.arg(package.path);
    Ok(Step { commands: vec![command], product, compiler, source: None, headers: Vec::new() })
}

/// Writes the edited files of the directory `there` and the list of them into `overlay`, and gives all that was
/// written.
///
/// A package with edits has a file of ours beside the table, which is laid over as one more file of the package.
fn lay_over(builder: &Builder<'_>, package: &Package, there: &Path, overlay: &Path) -> Result<String> {
    let name = format!("{}_test.go", package.path.replace('/', "_"));
    let ours = builder.root().join("tests/gojs_std").join(&name);
    let mut written = fs::read_to_string(&ours).with_context(|| format!("cannot read {}", ours.display()))?;
    let mut replaced = vec![(there.join("bufwasm_test.go"), ours)];
    fs::create_dir_all(overlay).with_context(|| format!("cannot create {}", overlay.display()))?;
    let mut files: Vec<_> = package.edits.iter().map(|edit| edit.file).collect();
    files.dedup();
    for file in files {
        let original = there.join(file);
        let mut text = fs::read_to_string(&original).with_context(|| format!("cannot read {}", original.display()))?;
        for edit in package.edits.iter().filter(|edit| edit.file == file) {
            text = edit.apply(&text)?;
        }
        let edited = overlay.join(file);
        fs::write(&edited, &text).with_context(|| format!("cannot write {}", edited.display()))?;
        replaced.push((original, edited));
        written.push_str(&text);
    }
    let rows: Vec<_> = replaced.iter().map(|(from, to)| format!("{from:?}: {to:?}")).collect();
    fs::write(overlay.join("files.json"), format!("{{\"Replace\": {{{}}}}}", rows.join(", ")))?;
    Ok(written)
}

impl Edit {
    /// `text` with the edit made.
    fn apply(&self, text: &str) -> Result<String> {
        let (before, rest) = text.split_once(self.from).with_context(|| format!("no {:?}", self.from))?;
        let (_, after) = rest.split_once(self.through).with_context(|| format!("no {:?}", self.through))?;
        ensure!(!after.contains(self.from), "{:?} is there twice", self.from);
        Ok([before, self.to, after].concat())
    }
}

#[cfg(test)]
mod tests {
    use super::Edit;

    #[test]
    fn an_edit_replaces_one_place_or_fails() {
        let edit = Edit { file: "", from: "eval(", through: ")", to: "value" };
        assert_eq!(edit.apply("a = eval(\"1\") + f(2)").unwrap(), "a = value + f(2)");
        for text in ["a = f(1)", "eval(1", "eval(1) + eval(2)"] {
            assert!(edit.apply(text).is_err(), "{text}");
        }
    }
}
