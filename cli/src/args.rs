//! The command line as it is typed. What it means is checked in [`crate::session`].

use std::ffi::OsString;
use std::num::NonZero;
use std::path::PathBuf;
use std::time::Duration;

use bufwasm::{Abi, GoGc, Limit, Optimise};
use bufwasm_codegen::Strategy;
use clap::builder::styling::{AnsiColor, Styles};
use clap::builder::{FalseyValueParser, NonEmptyStringValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::bundle::BundleArgs;
use crate::cache::CacheArgs;
use crate::compiler_choice::Choice;
use crate::generators_by_name::Named;
use crate::limits::{self, LimitArgs, MemoryArgs};
use crate::lock::{LockArgs, LockCommandArgs};
use crate::plugin_spec::PluginSpec;
use crate::profile::ProfileFile;
use crate::replay::ReplayArgs;
use crate::status;
use crate::value::{self, Mapping, Sink, Size};
use crate::write::WriteArgs;

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
    #[command(after_help = RUN_EXAMPLES)]
    Run(Box<RunArgs>),
    /// Compile .proto files, run plugins over them, and write the files they return: all of them, or none
    #[command(after_help = GENERATE_EXAMPLES)]
    Generate(Box<GenerateArgs>),
    /// Do what protoc does, with protoc's own command line and plugins that are WebAssembly
    #[command(after_help = PROTOC_HELP, disable_help_flag = true, override_usage = "bufwasm protoc [ARG]...")]
    Protoc(ProtocArgs),
    /// Look for bugs in a plugin: run it with many made-up requests, and keep those that break it
    #[command(after_help = FUZZ_EXAMPLES)]
    Fuzz(FuzzArgs),
    /// Run again what --record has kept, and compare how it ends
    #[command(after_help = REPLAY_EXAMPLES)]
    Replay(ReplayArgs),
    /// Show what a plugin is and needs, without running it
    #[command(after_help = INSPECT_EXAMPLES)]
    Inspect(InspectArgs),
    /// Embed a plugin's configuration: its ABI, arguments, environment and files
    #[command(after_help = PACK_EXAMPLES)]
    Pack(PackArgs),
    /// Make a plugin built by Go cheaper to run, once for all its runs
    #[command(after_help = OPTIMISE_EXAMPLES)]
    Optimise(OptimiseArgs),
    /// Make one executable of bufwasm and plugins, which protoc and buf call like any other plugin
    #[command(after_help = BUNDLE_EXAMPLES)]
    Bundle(BundleArgs),
    /// Write down which plugins and which compiler code is generated with, by their digests
    #[command(after_help = LOCK_EXAMPLES)]
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

/// How bufwasm itself talks.
#[derive(Clone, Copy, Debug, Args)]
#[command(next_help_heading = "Messages")]
pub(crate) struct MessageArgs {
    /// How errors are written on stderr: for people, or as one line of JSON
    #[arg(long, global = true, value_name = "FORMAT", env = ERROR_FORMAT_ENV, default_value = "human")]
    pub(crate) error_format: ErrorFormat,
    /// Say nothing on stderr but errors: no progress, no notes
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// Say on stderr what is done by what, such as which compiler reads .proto files
    #[arg(long, short, global = true, conflicts_with = "quiet")]
    pub(crate) verbose: bool,
}

/// How errors are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ErrorFormat {
    Human,
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    #[command(flatten)]
    pub(crate) guest: GuestArgs,
    /// Bytes that stdout, stderr and the trace may each get, such as 64MiB [default: no limit]
    #[arg(long, value_name = "SIZE", value_parser = value::size, help_heading = "Limits")]
    pub(crate) max_output: Option<Size>,
    /// Copy what the plugin leaves in the file or directory GUEST to HOST if it succeeds, or nothing at all; as a directory,
    /// HOST must be free or empty (repeatable)
    #[arg(long, value_name = "GUEST=HOST", help_heading = "What is kept")]
    pub(crate) keep: Vec<Mapping>,
    /// Do not keep what the plugin is optimised to, nor, where it is called by its own name, what it answers
    #[arg(long, env = "BUFWASM_NO_CACHE", value_parser = FalseyValueParser::new(), help_heading = "What is kept")]
    pub(crate) no_cache: bool,
    #[command(flatten)]
    pub(crate) cache: CacheArgs,
    #[command(flatten)]
    pub(crate) lock: LockArgs,
    /// The plugin: a path that holds a slash or ends in .wasm, or a name to look up as NAME.wasm in
    /// BUFWASM_PATH, then PATH
    #[arg(value_name = "PLUGIN.wasm")]
    pub(crate) plugin: OsString,
    /// The plugin's arguments: all that follows it, so options of bufwasm come before it
    #[arg(value_name = "ARG", trailing_var_arg = true, allow_hyphen_values = true)]
    pub(crate) args: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct GenerateArgs {
    #[command(flatten)]
    pub(crate) guest: GuestArgs,
    /// Bytes that stdout, stderr and the trace may each get, such as 64MiB
    #[arg(long, value_name = "SIZE", value_parser = value::size, help_heading = "Limits")]
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
    /// Run every plugin, and do not keep what it answers, nor what it is optimised to
    #[arg(long, env = "BUFWASM_NO_CACHE", value_parser = FalseyValueParser::new(), help_heading = "What is kept")]
    pub(crate) no_cache: bool,
    #[command(flatten)]
    pub(crate) cache: CacheArgs,
    #[command(flatten)]
    pub(crate) lock: LockArgs,
}

/// protoc's command line, which protoc reads.
#[derive(Debug, Args)]
pub(crate) struct ProtocArgs {
    /// What protoc is given
    #[arg(value_name = "ARG", trailing_var_arg = true, allow_hyphen_values = true)]
    pub(crate) args: Vec<OsString>,
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

#[derive(Debug, Args)]
pub(crate) struct CacheCommandArgs {
    #[command(flatten)]
    pub(crate) place: CacheArgs,
    /// Remove all that is kept
    #[arg(long)]
    pub(crate) clear: bool,
}

#[derive(Debug, Args)]
pub(crate) struct FuzzArgs {
    #[command(flatten)]
    pub(crate) memory: MemoryArgs,
    /// Units of fuel after which a run counts as one that hangs [default: 20 times what the costliest seed takes]
    #[arg(long, value_name = "N", value_parser = value::count, help_heading = "Limits")]
    pub(crate) fuel: Option<u64>,
    /// Bytes the plugin may write to stdout, and to stderr, such as 64MiB
    #[arg(long, value_name = "SIZE", value_parser = value::size, help_heading = "Limits")]
    #[arg(default_value_t = value::DEFAULT_FUZZ_OUTPUT)]
    pub(crate) max_output: Size,
    #[command(flatten)]
    pub(crate) sandbox: SandboxArgs,
    /// Begin with what is in DIR: .proto files, CodeGeneratorRequests and FileDescriptorSets [default: .proto files that
    /// use what there is in the language]
    #[arg(long, value_name = "DIR")]
    pub(crate) seed_dir: Option<PathBuf>,
    /// The plugin's options, as protoc passes them
    #[arg(long = "opt", value_name = "OPT=VAL,...", default_value = "", hide_default_value = true)]
    pub(crate) parameter: String,
    /// Go on for so many minutes [default: 1, unless --runs is given]
    #[arg(long, value_name = "N", value_parser = value::minutes)]
    pub(crate) minutes: Option<Duration>,
    /// Go on for so many runs; with the same plugin, seeds and --random, they find the same
    #[arg(long, value_name = "N", value_parser = value::count)]
    pub(crate) runs: Option<u64>,
    /// Where random choices begin
    #[arg(long, value_name = "N", value_parser = value::count, default_value_t = 0)]
    pub(crate) random: u64,
    /// Runs at the same time [default: as many as there are processors]
    #[arg(long, value_name = "N", value_parser = value::jobs)]
    pub(crate) jobs: Option<NonZero<usize>>,
    /// Write a file for each finding below DIR, which is made if need be
    #[arg(long, short, value_name = "DIR", default_value = "fuzz-findings")]
    pub(crate) out: PathBuf,
    /// Tell, keep and count only findings of this kind (repeatable) [default: of all kinds]
    #[arg(long = "kind", value_name = "KIND", value_parser = value::fault_kind())]
    pub(crate) kinds: Vec<bufwasm_plugfuzz::FaultKind>,
    /// Write the result as JSON instead of text
    #[arg(long)]
    pub(crate) json: bool,
    /// Do not fuzz, but look again at what the request in FILE shows (repeatable)
    #[arg(long, value_name = "FILE", conflicts_with_all = ["seed_dir", "minutes", "runs", "random", "jobs", "out", "kinds", "json"])]
    pub(crate) replay: Vec<PathBuf>,
    /// The plugin: a path that holds a slash or ends in .wasm, or a name to look up as NAME.wasm in
    /// BUFWASM_PATH, then PATH
    #[arg(value_name = "PLUGIN.wasm")]
    pub(crate) plugin: OsString,
}

/// What a plugin may spend and what it sees, the same for every verb that runs one.
#[derive(Debug, Args)]
pub(crate) struct GuestArgs {
    #[command(flatten)]
    pub(crate) limits: LimitArgs,
    #[command(flatten)]
    pub(crate) sandbox: SandboxArgs,
    /// Show the plugin the real time, instead of a clock that is the same in every run
    #[arg(long, help_heading = "What the plugin sees")]
    pub(crate) real_clock: bool,
    /// Give the plugin real randomness, instead of bytes that are the same in every run
    #[arg(long, help_heading = "What the plugin sees")]
    pub(crate) real_random: bool,

    /// Make a plugin built by Go cheaper to run before it runs: in runs that read 256 KiB before they write anything, always,
    /// or never. What it does stays the same, the fuel it takes does not
    #[arg(long, value_name = "WHEN", env = "BUFWASM_OPTIMISE", default_value = "auto", help_heading = "Speed")]
    pub(crate) optimise: When,

    /// When a plugin built by Go collects garbage, unless --env sets GOGC or GOMEMLIMIT: near half of --max-memory, or
    /// as Go does, whenever the heap has doubled
    #[arg(long, value_name = "WHEN", env = "BUFWASM_GO_GC", default_value = "limit", help_heading = "Speed")]
    pub(crate) go_gc: Garbage,

    /// Write a line for each host call to FILE, or to stderr
    #[arg(long, value_name = "FILE", env = "BUFWASM_TRACE", help_heading = "Measuring")]
    #[arg(num_args = 0..=1, require_equals = true, default_missing_value = value::STDERR)]
    pub(crate) trace: Option<Sink>,
    /// Write a line of JSON with times, fuel, memory and host calls to FILE, or to stderr
    #[arg(long, value_name = "FILE", env = "BUFWASM_STATS", help_heading = "Measuring")]
    #[arg(num_args = 0..=1, require_equals = true, default_missing_value = value::STDERR)]
    pub(crate) stats: Option<Sink>,
    /// Write where the plugin spends its fuel, by function and call path, to FILE: as folded stacks if it ends in .folded or
    /// .txt, as pprof reads it if it ends in .pb.gz or .pprof. Runs take several times as long
    #[arg(long, value_name = "FILE", env = "BUFWASM_PROFILE", help_heading = "Measuring")]
    pub(crate) profile: Option<ProfileFile>,
    /// Keep all that runs follow from, and how they end, in FILE, for `bufwasm replay`
    #[arg(long, value_name = "FILE", env = "BUFWASM_RECORD", help_heading = "Measuring")]
    #[arg(conflicts_with_all = ["real_clock", "real_random"])]
    pub(crate) record: Option<PathBuf>,
    /// Do not run a plugin that trapped once more to say where it was
    #[arg(long, help_heading = "Measuring")]
    pub(crate) no_backtrace: bool,
}

/// What a plugin built by Go is told of the memory it may use for garbage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Garbage {
    Limit,
    Default,
}

impl From<Garbage> for GoGc {
    fn from(garbage: Garbage) -> Self {
        match garbage {
            Garbage::Limit => Self::Limit,
            Garbage::Default => Self::Doubling,
        }
    }
}

/// When a plugin is optimised before it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    Auto,
    Always,
    Never,
}

impl From<When> for Optimise {
    fn from(when: When) -> Self {
        match when {
            When::Auto => Self::Auto,
            When::Always => Self::Always,
            When::Never => Self::Never,
        }
    }
}

/// What a plugin sees.
#[derive(Debug, Args)]
pub(crate) struct SandboxArgs {
    /// Set an environment variable; the plugin sees no other (repeatable)
    #[arg(long, value_name = "KEY=VALUE", value_parser = value::environment, help_heading = "What the plugin sees")]
    pub(crate) env: Vec<String>,
    #[command(flatten)]
    pub(crate) files: FileArgs,
    /// Run the plugin under this ABI [default: the configuration's, else told by the module's exports]
    #[arg(long, value_parser = value::abi(), help_heading = "What the plugin sees")]
    pub(crate) abi: Option<Abi>,
    /// The plugin's name as it sees it [default: the file's name without .wasm]
    #[arg(long, value_name = "NAME", help_heading = "What the plugin sees")]
    pub(crate) argv0: Option<String>,
}

/// Files that become a plugin's own.
#[derive(Debug, Default, Args)]
pub(crate) struct FileArgs {
    /// Let the plugin read a copy of the file HOST as GUEST, in the place of one of --dir (repeatable)
    #[arg(long = "file", value_name = "GUEST=HOST", help_heading = "What the plugin sees")]
    pub(crate) files: Vec<Mapping>,
    /// Let the plugin read copies of all files and directories below the directory HOST, below GUEST; symbolic links are
    /// followed (repeatable). All of it is held in memory
    #[arg(long = "dir", value_name = "GUEST=HOST", help_heading = "What the plugin sees")]
    pub(crate) directories: Vec<Mapping>,
}

#[derive(Debug, Args)]
pub(crate) struct InspectArgs {
    /// Write JSON instead of text
    #[arg(long)]
    pub(crate) json: bool,
    /// Memory the plugin may have when it runs, to compare its needs with
    #[arg(long, value_name = "SIZE", env = limits::MAX_MEMORY_ENV)]
    #[arg(value_parser = limits::memory, default_value_t = limits::default_size(Limit::Memory))]
    pub(crate) max_memory: Size,
    /// The plugin: a path that holds a slash or ends in .wasm, or a name to look up
    #[arg(value_name = "PLUGIN.wasm")]
    pub(crate) plugin: OsString,
}

#[derive(Debug, Args)]
pub(crate) struct PackArgs {
    /// The ABI the plugin is to run under
    #[arg(long, value_parser = value::abi(), help_heading = "What to embed")]
    pub(crate) abi: Option<Abi>,
    /// The exported function that is called instead of _start, because the plugin is a library (a reactor); _initialize is
    /// called before it, if there is one
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new(), help_heading = "What to embed")]
    pub(crate) call: Option<String>,
    /// An argument that the plugin gets right after its name (repeatable)
    #[arg(long = "arg", value_name = "ARG", allow_hyphen_values = true, help_heading = "What to embed")]
    pub(crate) args: Vec<String>,
    /// Set the variable KEY of the plugin's environment, unless its caller does (repeatable)
    #[arg(long, value_name = "KEY=VALUE", value_parser = value::environment, help_heading = "What to embed")]
    pub(crate) env: Vec<String>,
    /// Embed the file HOST, which the plugin reads as GUEST, unless its caller gives it another (repeatable)
    #[arg(long = "file", value_name = "GUEST=HOST", help_heading = "What to embed")]
    pub(crate) files: Vec<Mapping>,
    /// Embed all files and directories below the directory HOST, which the plugin reads below GUEST; symbolic links are
    /// followed (repeatable)
    #[arg(long = "dir", value_name = "GUEST=HOST", help_heading = "What to embed")]
    pub(crate) directories: Vec<Mapping>,
    /// Drop the configuration that is already there; without it, a new ABI, a new function to call and new values of
    /// variables win over the old ones, and new arguments and files come after the old ones
    #[arg(long)]
    pub(crate) replace: bool,
    /// Remove all configuration and embed none
    #[arg(long, conflicts_with_all = ["abi", "call", "args", "env", "files", "directories", "replace"])]
    pub(crate) strip: bool,
    /// Where to write the result; may be PLUGIN.wasm itself, and - is stdout
    #[arg(long, short, value_name = "OUT.wasm")]
    pub(crate) output: PathBuf,
    /// The plugin: a path that holds a slash or ends in .wasm, or a name to look up
    #[arg(value_name = "PLUGIN.wasm")]
    pub(crate) plugin: OsString,
}

#[derive(Debug, Args)]
pub(crate) struct OptimiseArgs {
    /// Where to write the result; may be PLUGIN.wasm itself, and - is stdout
    #[arg(long, short, value_name = "OUT.wasm")]
    pub(crate) output: PathBuf,
    /// The plugin: a path that holds a slash or ends in .wasm, or a name to look up
    #[arg(value_name = "PLUGIN.wasm")]
    pub(crate) plugin: OsString,
}

#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell to complete in
    pub(crate) shell: Shell,
}

#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// The command that the page is about
    pub(crate) command: Option<String>,
}

/// The release, the commit it is built from, the engine, and what is built in; `build.rs` knows.
const LONG_VERSION: &str = env!("BUFWASM_LONG_VERSION");

/// The variable that [`MessageArgs::error_format`] is read from.
pub(crate) const ERROR_FORMAT_ENV: &str = "BUFWASM_ERROR_FORMAT";

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// What follows the list of commands.
fn after_help() -> String {
    format!("{}\n{LINK}", status::help())
}

const LINK: &str = "\
Called through a link named protoc-gen-X, bufwasm runs protoc-gen-X.wasm found beside the link, in BUFWASM_PATH, or in
PATH. protoc passes no options then; they are taken from the environment. Called through a link named protoc, it does
what bufwasm protoc does.";

const RUN_EXAMPLES: &str = "\
Examples:
  bufwasm run protoc-gen-go.wasm < request.bin > response.bin
  bufwasm run --max-memory 1GiB --timeout 30s protoc-gen-go < request.bin > response.bin
  bufwasm run --file /etc/config.json=config.json --env DEBUG=1 tool.wasm -- --verbose input.json
  bufwasm run --trace=calls.txt --stats=stats.json plugin.wasm < request.bin > response.bin

In buf.gen.yaml:
  plugins:
    - local: [bufwasm, run, protoc-gen-go.wasm]
      out: gen

A plugin that exits with an error has said why on stderr; only when it said nothing does bufwasm.";

const GENERATE_EXAMPLES: &str = "\
Examples:
  bufwasm generate --plugin protoc-gen-prost.wasm --out gen shop.proto
  bufwasm generate -I proto --plugin protoc-gen-go.wasm:paths=source_relative --out gen shop/v1/shop.proto
  bufwasm generate -I proto --plugin protoc-gen-go --out gen/go --plugin protoc-gen-prost --out gen/rust shop.proto
  bufwasm generate                                 # what buf.gen.yaml asks for
  bufwasm generate proto --path proto/shop --template buf.gen.go.yaml -o out

  bufwasm generate --check --clean --plugin protoc-gen-go --out gen shop.proto

Imports of google/protobuf/*.proto need no --proto-path. Files whose contents are right already are left alone.
Exits with 1, and writes nothing, when the .proto files do not compile or a plugin answers with an error.";

const PROTOC_HELP: &str = "\
Examples:
  bufwasm protoc -Iproto --go_out=gen --go_opt=paths=source_relative proto/shop.proto
  bufwasm protoc --plugin=protoc-gen-x=plugins/x.wasm --x_out=gen shop.proto
  bufwasm protoc --decode=shop.v1.Item shop.proto < item.binpb

Every argument is protoc's, --help too. protoc is protoc.wasm, beside bufwasm or in BUFWASM_PATH;
without it, there are plugins and descriptor sets. Plugins are modules: the PATH.wasm that --plugin
names, or NAME.wasm in BUFWASM_PATH or PATH. Limits come from the environment, such as
BUFWASM_MAX_MEMORY. Called through a link named protoc, bufwasm does the same.";

const FUZZ_EXAMPLES: &str = "\
Examples:
  bufwasm fuzz protoc-gen-example.wasm
  bufwasm fuzz --minutes 30 --seed-dir proto --opt paths=source_relative protoc-gen-example.wasm
  bufwasm fuzz --runs 2000 --random 7 --out target/findings protoc-gen-example.wasm
  bufwasm fuzz --replay fuzz-findings/panic-0123abcd.bin protoc-gen-example.wasm

Finds panics, traps, exhausted stacks, runs that hang, memory and output without end, failures
without a word, answers that protoc would not take, and answers that differ with randomness or the
time. Each finding is a small request in a file of its own. Exits with 1 when there are findings.";

const INSPECT_EXAMPLES: &str = "\
Examples:
  bufwasm inspect protoc-gen-go.wasm
  bufwasm inspect --json protoc-gen-go.wasm | jq -r .sha256";

const PACK_EXAMPLES: &str = "\
Examples:
  bufwasm pack --arg --verbose --file /etc/config.json=config.json tool.wasm -o tool-packed.wasm
  bufwasm pack --arg /plugin.py --dir /lib=lib --env PYTHONHOME=/ python.wasm -o protoc-gen-x.wasm
  bufwasm pack --abi gojs --replace plugin.wasm -o plugin.wasm
  bufwasm pack --strip tool-packed.wasm -o tool.wasm";

const OPTIMISE_EXAMPLES: &str = "\
Examples:
  bufwasm optimise protoc-gen-go.wasm -o faster.wasm

The result does the same, is half as large again, and runs wherever the plugin does. Functions that are not
of the shape that Go's compiler gives them stay as they are; a plugin without any of that shape is copied.";

const REPLAY_EXAMPLES: &str = "\
Examples:
  bufwasm run --record failure.record protoc-gen-example.wasm < request.bin > response.bin
  bufwasm replay failure.record
  bufwasm replay failure.record --plugin target/wasm32-wasip1/release/protoc-gen-example.wasm

Compares how runs end, what they write and, where the module is the one that was recorded, the fuel they take.
Exits with 1 when anything is different.";

const BUNDLE_EXAMPLES: &str = "\
Examples:
  bufwasm bundle protoc-gen-go.wasm -o protoc-gen-go
  bufwasm bundle protoc-gen-go.wasm protoc-gen-go-grpc.wasm -o plugins && ln -s plugins protoc-gen-go-grpc

Who calls the executable can pass no options of bufwasm's: they are taken from the environment. With several plugins,
its own name, or that of a link to it, says which is meant. `bufwasm inspect` shows what an executable carries.";

const LOCK_EXAMPLES: &str = "\
Examples:
  bufwasm lock protoc-gen-go.wasm protoc-gen-go-grpc.wasm
  bufwasm generate --locked --plugin protoc-gen-go.wasm --out gen shop.proto";

const MAN_EXAMPLES: &str = "\
Examples:
  bufwasm man generate > bufwasm-generate.1
  bufwasm man | man -l -";

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  bufwasm completions bash > ~/.local/share/bash-completion/completions/bufwasm
  bufwasm completions zsh > ~/.zfunc/_bufwasm
  bufwasm completions fish > ~/.config/fish/completions/bufwasm.fish";
