//! Which version of a plugin a module is, as far as it says so itself.

use bufwasm::{PluginExecutor, RunOptions};

/// Where Go's linker writes what a program was built of: a line for its package, then one for its module.
const PATH: &[u8] = b"path\t";
const MODULE: &[u8] = b"\nmod\t";
/// The longest line that is looked at.
const LINE: usize = 512;

/// The module and the version that a plugin built by Go is of, such as `google.golang.org/protobuf v1.36.12`.
///
/// Source: `runtime/debug.BuildInfo.String`; `cmd/link` writes it as a string of the program's.
pub(crate) fn of_module(wasm: &[u8]) -> Option<String> {
    let mut rest = wasm;
    loop {
        let at = rest.windows(PATH.len()).position(|window| window == PATH)?;
        rest = &rest[at + PATH.len()..];
        if let Some(version) = module_behind(&rest[..rest.len().min(2 * LINE)]) {
            return Some(version);
        }
    }
}

/// The module in the line behind the first, if that is one about a module.
fn module_behind(text: &[u8]) -> Option<String> {
    let end = text.iter().position(|byte| *byte == b'\n')?;
    let line = text[end..].strip_prefix(MODULE)?;
    let line = std::str::from_utf8(line.split(|byte| *byte == b'\n').next()?).ok()?;
    let mut cells = line.split('\t');
    let (module, version) = (cells.next()?, cells.next()?);
    let is_plain = |text: &str| !text.is_empty() && text.chars().all(|char| char.is_ascii_graphic());
    (is_plain(module) && is_plain(version)).then(|| format!("{module} {version}"))
}

/// What protoc answers to `--version`, such as `libprotoc 35.1`.
pub(crate) fn of_protoc(wasm: &[u8]) -> Option<String> {
    let plugin = PluginExecutor::new().compile("protoc", wasm).ok()?;
    let mut stdout = Vec::new();
    let options = RunOptions { args: vec!["--version".into()], ..RunOptions::default() };
    plugin.run(&mut std::io::empty(), &mut stdout, &mut std::io::sink(), options).ok()?;
    let line = String::from_utf8(stdout).ok()?.trim().to_owned();
    (!line.is_empty() && !line.contains(char::is_control)).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_module_stands_behind_the_package() {
        for (wasm, version) in [
            ("..path\tx/cmd/y\nmod\tx\tv1.2.3\th1:abc=\ndep\tz\tv1\n", Some("x v1.2.3")),
            ("path\tno\nother path\tx\nmod\tx\t(devel)\t\nbuild\t-compiler=gc", Some("x (devel)")),
            ("path\tx\ndep\tz\tv1\n", None),
            ("path\tx\nmod\tx", None),
            ("path\tx\nmod\t\u{7f}\tv1\n", None),
            ("nothing", None),
        ] {
            assert_eq!(of_module(wasm.as_bytes()).as_deref(), version, "{wasm:?}");
        }
    }
}
