//! Options of `bufwasm generate`.

use std::num::NonZero;
use std::path::PathBuf;

use bufwasm_codegen::Strategy;
use clap::{Args, ValueEnum};

use crate::cache::StoreArgs;
use crate::compiler_choice::Choice;
use crate::generators_by_name::Named;
use crate::limits;
use crate::lock::LockArgs;
use crate::plugin_spec::PluginSpec;
use crate::session::GuestArgs;
use crate::value::{self, Size};
use crate::write::WriteArgs;

/// Arguments of `bufwasm generate`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct GenerateArgs {
    #[command(flatten)]
    pub(crate) guest: GuestArgs,
    /// Bytes that stdout, stderr and the trace may each get, such as 64MiB
    #[arg(long, value_name = "SIZE", env = limits::MAX_OUTPUT_ENV, value_parser = value::size, help_heading = "Limits")]
    #[arg(default_value_t = value::DEFAULT_MAX_OUTPUT)]
    pub(crate) max_output: Size,
    /// Look for .proto files and their imports below DIR, or below VIRTUAL=DIR for what imports call VIRTUAL/...; several
    /// may be joined as in PATH (repeatable) [default: the working directory]
    #[arg(long = "proto-path", alias = "proto_path", short = 'I', value_name = "DIR")]
    pub(crate) includes: Vec<PathBuf>,
    /// Compile with protoc (a protoc.wasm beside bufwasm or in BUFWASM_PATH), with the compiler that is part of bufwasm, or
    /// with the protoc.wasm at PATH [default: protoc if it is there, else builtin]
    #[arg(long, value_name = "protoc|builtin|PATH", env = "BUFWASM_COMPILER", value_parser = Choice::parse)]
    pub(crate) compiler: Option<Choice>,
    /// Run this plugin, with the options after the colon: a path that holds a slash or ends in .wasm, or a name to look up
    /// (repeatable)
    #[arg(long = "plugin", value_name = "PLUGIN.wasm[:OPT=VAL,...]", value_parser = PluginSpec::parse)]
    pub(crate) plugins: Vec<PluginSpec>,
    /// Write files below DIR, which is made if need be, or into one archive if it ends in .zip, .jar or .srcjar: one for all
    /// plugins, or one for each, in their order
    #[arg(long = "out", short, value_name = "DIR")]
    pub(crate) outs: Vec<PathBuf>,
    /// Run the generator NAME, as in --python_out=gen or --go_out=paths=source_relative:gen, and write its files below DIR:
    /// protoc-gen-NAME.wasm, NAME_plugin.wasm as gRPC calls its plugins, or one of protoc's own (repeatable)
    #[arg(long = "NAME_out", value_name = "[OPT=VAL,...:]DIR", value_parser = Named::parse)]
    pub(crate) named: Vec<Named>,
    /// Options of the generator NAME, as in --go_opt=paths=source_relative (repeatable)
    #[arg(long = "NAME_opt", value_name = "OPT=VAL,...", value_parser = Named::parse)]
    pub(crate) named_options: Vec<Named>,
    /// Ask a plugin about all files at once, as protoc does, about one directory at a time, as buf does, or about each file
    #[arg(long, value_name = "all|directory|file", default_value = "all", hide_possible_values = true)]
    pub(crate) strategy: StrategyArg,
    /// Plugins, or pieces of what one is asked, that run at the same time [default: as many as there are processors]
    #[arg(long, value_name = "N", value_parser = value::jobs)]
    pub(crate) jobs: Option<NonZero<usize>>,
    /// The .proto files to generate code for: paths below a --proto-path, or relative to one. @FILE stands for the
    /// arguments in FILE, one a line. With a buf.gen.yaml: the one input, a directory, a .proto file or an image
    /// [default: the inputs that buf.gen.yaml names, or the working directory]
    #[arg(value_name = "FILE.proto")]
    pub(crate) protos: Vec<PathBuf>,
    // What is flattened here has headings, which hold for all that follows.
    #[command(flatten)]
    pub(crate) buf: BufArgs,
    #[command(flatten)]
    pub(crate) write: WriteArgs,
    #[command(flatten)]
    pub(crate) set: SetArgs,
    #[command(flatten)]
    pub(crate) store: StoreArgs,
    #[command(flatten)]
    pub(crate) lock: LockArgs,
}

impl GenerateArgs {
    /// Whether nothing here says what is to be generated.
    pub(crate) fn names_no_output(&self) -> bool {
        self.plugins.is_empty() && self.named.is_empty() && self.set.descriptor_set_out.is_none()
    }

    /// How many plugins run at the same time.
    pub(crate) fn jobs(&self) -> usize {
        self.jobs.or_else(|| std::thread::available_parallelism().ok()).map_or(1, NonZero::get)
    }
}

/// What is not as buf.gen.yaml has it, under buf's own names.
#[derive(Debug, Args)]
#[command(next_help_heading = "buf.gen.yaml")]
pub(crate) struct BufArgs {
    /// Read this file, or take this text in YAML or JSON, as the template [default: buf.gen.yaml, if no plugin is named here]
    #[arg(long, value_name = "FILE|YAML")]
    pub(crate) template: Option<String>,
    /// Generate code only for the files at PATH or below it (repeatable)
    #[arg(long = "path", value_name = "PATH")]
    pub(crate) paths: Vec<String>,
    /// Generate no code for the files at PATH or below it (repeatable)
    #[arg(long = "exclude-path", value_name = "PATH")]
    pub(crate) exclude_paths: Vec<String>,
    /// Generate code only for the type or package NAME, and what it needs; with .** behind it, also for what is in it
    /// (repeatable)
    #[arg(long = "type", value_name = "NAME", value_delimiter = ',')]
    pub(crate) types: Vec<String>,
    /// Generate code as if the type or package NAME were not there (repeatable)
    #[arg(long = "exclude-type", value_name = "NAME", value_delimiter = ',')]
    pub(crate) exclude_types: Vec<String>,
    /// With --include-imports: ask all plugins about the files, too, that protobuf itself brings
    #[arg(long, requires = "imports")]
    pub(crate) include_wkt: bool,
    /// Take this file, or this text in YAML or JSON, in the place of a buf.yaml
    #[arg(long, value_name = "FILE|YAML")]
    pub(crate) config: Option<String>,
}

impl BufArgs {
    /// An option that is given and is about a buf.gen.yaml alone.
    pub(crate) fn given(&self) -> Option<&'static str> {
        let given = [
            ("--template", self.template.is_some()),
            ("--path", !self.paths.is_empty()),
            ("--exclude-path", !self.exclude_paths.is_empty()),
            ("--type", !self.types.is_empty()),
            ("--exclude-type", !self.exclude_types.is_empty()),
            ("--include-wkt", self.include_wkt),
            ("--config", self.config.is_some()),
        ];
        given.into_iter().find(|(_, is_given)| *is_given).map(|(option, _)| option)
    }
}

/// Descriptor sets that are read and written, under protoc's own names.
#[derive(Debug, Args)]
#[command(next_help_heading = "Descriptor sets")]
pub(crate) struct SetArgs {
    /// Take files from these FileDescriptorSets, joined as in PATH, and look in no directory but those of --proto-path;
    /// - is stdin (repeatable)
    #[arg(long = "descriptor_set_in", aliases = ["descriptor-set-in", "descriptor-set"], value_name = "FILE")]
    pub(crate) sets: Vec<PathBuf>,
    /// Write the files' descriptors to FILE, as a FileDescriptorSet; - is stdout
    #[arg(long = "descriptor_set_out", alias = "descriptor-set-out", value_name = "FILE")]
    pub(crate) descriptor_set_out: Option<PathBuf>,
    /// With --descriptor_set_out: write all files that they import too. With a buf.gen.yaml: ask all plugins about imported
    /// files, too
    #[arg(long = "include_imports", alias = "include-imports")]
    pub(crate) imports: bool,
    /// With --descriptor_set_out: write places in the source and comments too
    #[arg(long = "include_source_info", alias = "include-source-info", requires = "descriptor_set_out")]
    pub(crate) source_info: bool,
    /// With --descriptor_set_out: write options that are only for readers of the source too
    #[arg(long = "retain_options", alias = "retain-options", requires = "descriptor_set_out")]
    pub(crate) retained_options: bool,
}

/// What a plugin is asked about at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum StrategyArg {
    All,
    Directory,
    File,
}

impl From<StrategyArg> for Strategy {
    fn from(typed: StrategyArg) -> Self {
        match typed {
            StrategyArg::All => Self::All,
            StrategyArg::Directory => Self::Directory,
            StrategyArg::File => Self::File,
        }
    }
}

const EXAMPLES: &str = concat!(
    r"Examples:
  bufwasm generate --plugin protoc-gen-prost.wasm --out gen shop.proto
  bufwasm generate -I proto --plugin protoc-gen-go.wasm:paths=source_relative \
      --out gen proto/shop/shop.proto
  bufwasm generate -I proto --plugin protoc-gen-go --out gen/go \
      --plugin protoc-gen-prost --out gen/rust proto/shop/shop.proto
  bufwasm generate --check --plugin protoc-gen-prost.wasm --out gen shop.proto
  bufwasm generate                               # what buf.gen.yaml asks for
  bufwasm generate proto --path proto/shop --template buf.gen.go.yaml -o out

",
    "Imports of google/protobuf/*.proto need no --proto-path. Files whose contents are right already are left alone. Exits \
     with 1, and writes nothing, when the .proto files do not compile or a plugin answers with an error."
);
