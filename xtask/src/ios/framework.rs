//! The folders and files of an XCFramework, as `xcodebuild -create-xcframework` lays them out.

use super::create_directory;
use super::universal::join;
use crate::files::files_below;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// What cargo calls the library.
pub(super) const LIBRARY: &str = "libbufwasm_c.a";

/// One library of the framework: that of a platform, for all its processors.
pub(super) struct Slice {
    /// Whether it is for simulators rather than devices.
    pub(super) simulator: bool,
    /// Processors by Apple's names, and Rust's targets that build for them.
    pub(super) targets: &'static [(&'static str, &'static str)],
}

impl Slice {
    /// The folder in the framework, such as `ios-arm64_x86_64-simulator`.
    fn identifier(&self) -> String {
        let names = self.targets.iter().map(|(processor, _)| *processor).collect::<Vec<_>>();
        format!("ios-{}{}", names.join("_"), if self.simulator { "-simulator" } else { "" })
    }
}

/// Lays out the framework `path` of `slices`: the libraries that `library` gives for each target, and `headers`.
pub(super) fn lay_out(
    path: &Path,
    slices: &[Slice],
    headers: &Path,
    library: impl Fn(&str) -> Result<Vec<u8>>,
) -> Result<()> {
    for slice in slices {
        let libraries = slice.targets.iter().map(|(_, target)| library(target)).collect::<Result<Vec<_>>>()?;
        let folder = path.join(slice.identifier());
        copy(headers, &folder.join("Headers"))?;
        write(&folder.join(LIBRARY), &join(libraries)?)?;
    }
    write(&path.join("Info.plist"), property_list(slices).as_bytes())
}

/// Copies all files below the directory `from` to the same places below `to`.
pub(super) fn copy(from: &Path, to: &Path) -> Result<()> {
    for file in files_below(from)? {
        let contents = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        write(&to.join(file.strip_prefix(from)?), &contents)?;
    }
    Ok(())
}

fn write(file: &Path, contents: &[u8]) -> Result<()> {
    file.parent().map_or(Ok(()), create_directory)?;
    fs::write(file, contents).with_context(|| format!("cannot write {}", file.display()))
}

/// The framework's `Info.plist`. No value in it needs to be escaped.
fn property_list(slices: &[Slice]) -> String {
    let mut libraries = String::new();
    for slice in slices {
        let entry = |key: &str, value: &str| format!("      <key>{key}</key>\n      {value}\n");
        let string = |key: &str, text: &str| entry(key, &format!("<string>{text}</string>"));
        let names = slice.targets.iter().map(|(processor, _)| format!("<string>{processor}</string>"));
        libraries += "    <dict>\n";
        libraries += &string("BinaryPath", LIBRARY);
        libraries += &string("HeadersPath", "Headers");
        libraries += &string("LibraryIdentifier", &slice.identifier());
        libraries += &string("LibraryPath", LIBRARY);
        libraries += &entry("SupportedArchitectures", &format!("<array>{}</array>", names.collect::<String>()));
        libraries += &string("SupportedPlatform", "ios");
        if slice.simulator {
            libraries += &string("SupportedPlatformVariant", "simulator");
        }
        libraries += "    </dict>\n";
    }
    format!("{BEGINNING}{libraries}{END}")
}

const BEGINNING: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>AvailableLibraries</key>
  <array>
"#;

const END: &str = "  </array>
  <key>CFBundlePackageType</key>
  <string>XFWK</string>
  <key>XCFrameworkFormatVersion</key>
  <string>1.0</string>
</dict>
</plist>
";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ios::SLICES;
    use plist::{Dictionary, Value};

    fn string<'a>(dictionary: &'a Dictionary, key: &str) -> Option<&'a str> {
        dictionary.get(key).and_then(Value::as_string)
    }

    /// An object file for `target` with nothing in it: `struct mach_header_64` of `<mach-o/loader.h>`.
    fn object(target: &str) -> Vec<u8> {
        let processor = if target.starts_with("aarch64") { [0x0100_000c, 0] } else { [0x0100_0007, 3] };
        let [family, member] = processor;
        [0xfeed_facf_u32, family, member, 1, 0, 0, 0, 0].iter().flat_map(|field| field.to_le_bytes()).collect()
    }

    #[test]
    fn the_property_list_names_what_is_there() {
        let room = tempfile::tempdir().unwrap();
        let headers = Path::new(env!("CARGO_MANIFEST_DIR")).join("../capi/include");
        lay_out(room.path(), &SLICES, &headers, |target| Ok(object(target))).unwrap();

        let list = Value::from_file(room.path().join("Info.plist")).unwrap();
        let list = list.as_dictionary().unwrap();
        assert_eq!(string(list, "CFBundlePackageType"), Some("XFWK"));
        assert_eq!(string(list, "XCFrameworkFormatVersion"), Some("1.0"));
        let libraries = list.get("AvailableLibraries").and_then(Value::as_array).unwrap();
        let mut found = Vec::new();
        for library in libraries.iter().map(|library| library.as_dictionary().unwrap()) {
            let folder = room.path().join(string(library, "LibraryIdentifier").unwrap());
            assert!(folder.join(string(library, "LibraryPath").unwrap()).is_file());
            let headers = folder.join(string(library, "HeadersPath").unwrap());
            assert!(headers.join("bufwasm.h").is_file() && headers.join("module.modulemap").is_file());
            let names = library.get("SupportedArchitectures").and_then(Value::as_array).unwrap();
            let names: Vec<_> = names.iter().filter_map(Value::as_string).collect();
            let file = fs::read(folder.join(LIBRARY)).unwrap();
            // A universal file is told by its first bytes, and how many libraries it has by the next.
            let held = if file.starts_with(&[0xca, 0xfe, 0xba, 0xbe]) { usize::from(file[7]) } else { 1 };
            assert_eq!(held, names.len());
            found.push((folder, string(library, "SupportedPlatformVariant"), names));
        }
        let expected = [
            ("ios-arm64", None, vec!["arm64"]),
            ("ios-arm64_x86_64-simulator", Some("simulator"), vec!["arm64", "x86_64"]),
        ];
        assert_eq!(found, expected.map(|(folder, variant, names)| (room.path().join(folder), variant, names)));
    }
}
