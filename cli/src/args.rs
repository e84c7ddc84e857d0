//! The command line as it is typed: its commands. Each command's own options are declared where it is.

use std::ffi::OsString;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;

use crate::bundle::BundleArgs;
use crate::cache::CacheCommandArgs;
use crate::fuzz::FuzzArgs;
use crate::generate::GenerateArgs;
use crate::inspect::InspectArgs;
use crate::lock::LockCommandArgs;
use crate::message::MessageArgs;
use crate::optimise::OptimiseArgs;
use crate::pack::PackArgs;
use crate::replay::ReplayArgs;
use crate::run::RunArgs;
use crate::status;

/// Runs protoc and Buf plugins compiled to WebAssembly, without generating machine code.
#[derive(Debug, Parser)]
#[command(name = "bufwasm", version, long_version = LONG_VERSION, styles = STYLES, after_help = after_help(), max_term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) messages: MessageArgs,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a plugin: stdin, stdout and stderr are the plugin's own
    Run(Box<RunArgs>),
    /// Compile .proto files, run plugins over them, and write the files they return: all of them, or none
    Generate(Box<GenerateArgs>),
    /// Do what protoc does, with protoc's own command line and plugins that are WebAssembly
    #[command(after_help = PROTOC_HELP, disable_help_flag = true, override_usage = "bufwasm protoc [ARG]...")]
    Protoc(ProtocArgs),
    /// Look for bugs in a plugin: run it with many made-up requests, and keep those that break it
    Fuzz(FuzzArgs),
    /// Run again what --record has kept, and compare how it ends
    Replay(ReplayArgs),
    /// Show what a plugin is and needs, without running it
    Inspect(InspectArgs),
    /// Embed a plugin's configuration: its ABI, arguments, environment and files
    Pack(PackArgs),
    /// Make a plugin built by Go cheaper to run, once for all its runs
    Optimise(OptimiseArgs),
    /// Make one executable of bufwasm and plugins, which protoc and buf call like any other plugin
    Bundle(BundleArgs),
    /// Write down which plugins and which compiler code is generated with, by their digests
    Lock(LockCommandArgs),
    /// Show where answers of plugins and optimised modules are kept and how much there is, or remove them
    Cache(CacheCommandArgs),
    /// Print a shell's completions
    #[command(after_help = COMPLETIONS_EXAMPLES)]
    Completions(CompletionsArgs),
    /// Print the manual page of bufwasm or of one of its commands
    #[command(after_help = MAN_EXAMPLES)]
    Man(ManArgs),
}

/// protoc's command line, which protoc reads.
#[derive(Debug, Args)]
pub(crate) struct ProtocArgs {
    /// What protoc is given
    #[arg(value_name = "ARG", trailing_var_arg = true, allow_hyphen_values = true)]
    pub(crate) args: Vec<OsString>,
}

/// Arguments of `bufwasm completions`.
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell to complete in
    pub(crate) shell: Shell,
}

/// Arguments of `bufwasm man`.
#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// The command that the page is about
    pub(crate) command: Option<String>,
}

/// The release, the commit it is built from, the engine, and what is built in; `build.rs` knows.
const LONG_VERSION: &str = env!("BUFWASM_LONG_VERSION");

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// What follows the list of commands.
fn after_help() -> String {
    format!("{}\n\n{LINK}", status::help())
}

const LINK: &str = "\
Called through a link named protoc-gen-X, bufwasm runs protoc-gen-X.wasm found beside the link, in BUFWASM_PATH, or in \
PATH. protoc passes no options then; they are taken from the environment. Called through a link named protoc, it does what \
bufwasm protoc does.";

const PROTOC_HELP: &str = concat!(
    r"Examples:
  bufwasm protoc -I proto --go_out=. --go_opt=paths=source_relative \
      proto/shop/shop.proto
  bufwasm protoc --plugin=protoc-gen-x=target/x.wasm --x_out=. shop.proto
  bufwasm protoc --decode=shop.Item shop.proto < item.binpb

",
    "Every argument is protoc's, --help too. protoc is protoc.wasm, beside bufwasm or in BUFWASM_PATH; without it, there \
     are plugins and descriptor sets. Plugins are modules: the PATH.wasm that --plugin names, or NAME.wasm in BUFWASM_PATH \
     or PATH. Limits come from the environment, such as BUFWASM_MAX_MEMORY. Called through a link named protoc, bufwasm \
     does the same."
);

const MAN_EXAMPLES: &str = r"Examples:
  bufwasm man generate > bufwasm-generate.1
  bufwasm man | man -l -";

const COMPLETIONS_EXAMPLES: &str = r"Examples:
  mkdir -p ~/.local/share/bash-completion/completions
  bufwasm completions bash > ~/.local/share/bash-completion/completions/bufwasm
  mkdir -p ~/.zfunc && bufwasm completions zsh > ~/.zfunc/_bufwasm
  mkdir -p ~/.config/fish/completions
  bufwasm completions fish > ~/.config/fish/completions/bufwasm.fish";

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::help::{Paragraph, WIDTH, paragraphs};

    #[test]
    fn what_stands_as_it_is_fits_and_prose_is_wrapped_by_whoever_shows_it() {
        let mut program = Cli::command();
        program.build();
        let all = [&program].into_iter().chain(program.get_subcommands());
        let ends: Vec<_> = all.filter_map(clap::Command::get_after_help).map(ToString::to_string).collect();
        assert_eq!(ends.len(), 14, "bufwasm and each command but help");
        for paragraph in ends.iter().flat_map(|end| paragraphs(end)) {
            match paragraph {
                Paragraph::Prose(prose) => assert!(!prose.contains('\n') && !prose.starts_with(' '), "{prose}"),
                Paragraph::Verbatim(heading, lines) => {
                    assert!(!heading.contains('\n') && !lines.is_empty(), "{heading}");
                    let fits = |line: &&str| line.starts_with("  ") && line.chars().count() <= WIDTH;
                    assert!(lines.iter().all(fits), "{lines:#?}");
                }
            }
        }
    }
}
