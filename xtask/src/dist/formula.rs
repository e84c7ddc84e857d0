//! The formula by which Homebrew installs a release.

use super::Release;
use super::sums::sha256;
use anyhow::{Context, Result};
use std::fs;
use std::path::PathBuf;

/// How Homebrew asks for a system and for a processor, and the target of the archive for both.
const SYSTEMS: [(&str, [(&str, &str); 2]); 2] = [
    ("on_macos", [("on_arm", "aarch64-apple-darwin"), ("on_intel", "x86_64-apple-darwin")]),
    ("on_linux", [("on_arm", "aarch64-unknown-linux-musl"), ("on_intel", "x86_64-unknown-linux-musl")]),
];

/// Writes `bufwasm.rb` for those of the `archives` that Homebrew can install.
pub(super) fn write(release: &Release, archives: &[PathBuf]) -> Result<()> {
    let mut systems = String::new();
    for (system, processors) in SYSTEMS {
        let mut urls = String::new();
        for (processor, triple) in processors {
            let name = format!("bufwasm-{}-{triple}.tar.gz", release.version);
            let Some(archive) = archives.iter().find(|archive| archive.ends_with(&name)) else { continue };
            let url = format!("{}/releases/download/v{}/{name}", env!("CARGO_PKG_REPOSITORY"), release.version);
            let sum = sha256(archive)?;
            urls += &format!("    {processor} do\n      url \"{url}\"\n      sha256 \"{sum}\"\n    end\n");
        }
        if !urls.is_empty() {
            systems += &format!("\n  {system} do\n{urls}  end\n");
        }
    }
    let formula = format!(
        "class Bufwasm < Formula\n  desc \"Runs protoc and Buf plugins compiled to WebAssembly\"\n  homepage \"{}\"\n  \
         version \"{}\"\n  license \"Apache-2.0\"\n{systems}\n{INSTALL}",
        env!("CARGO_PKG_REPOSITORY"),
        release.version
    );
    let path = release.directory.join("bufwasm.rb");
    fs::write(&path, formula).with_context(|| format!("cannot write {}", path.display()))
}

const INSTALL: &str = r##"  def install
    bin.install "bufwasm"
    man1.install Dir["man/*.1"]
    bash_completion.install "completions/bufwasm.bash" => "bufwasm"
    fish_completion.install "completions/bufwasm.fish"
    zsh_completion.install "completions/_bufwasm"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/bufwasm --version")
  end
end
"##;
