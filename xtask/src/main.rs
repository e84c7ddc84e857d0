//! Developer commands: `cargo xtask --help`.

mod bench;
mod build_tools;
mod capi;
mod cargo;
mod conformance;
mod coverage;
mod crates;
mod demo;
mod dist;
mod files;
mod fuzz;
mod go;
mod go_tests;
mod guests;
mod hostile;
mod instructions;
mod ios;
mod miri;
mod mutants;
mod oracles;
mod os_tests;
mod process;
mod protoc;
mod requests;
mod setup;
mod soak;
mod stamp;
mod std_tests;
mod supply;
mod swift;
mod tail_calls;
mod test;
mod tools;
mod wasi_testsuite;
mod web;
mod workspace;

use clap::{Parser, Subcommand, ValueEnum};
use go_tests::Port;
use guests::{Group, Selection};
use std::num::NonZero;
use std::path::PathBuf;
use std::process::ExitCode;
use workspace::Workspace;

/// Developer commands of bufwasm.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Show a real plugin at work: build bufwasm and protoc-gen-prost, generate code from examples/proto.
    Demo,
    /// Install what building the guests and running the tests needs, as far as it is missing.
    Setup,
    /// Build the wasm programs that tests run, into target/guests; what is up to date stays.
    Guests {
        /// Guests to build, by name or by group/name; all that `cargo test` runs when neither a name nor a group is
        /// given.
        names: Vec<String>,
        /// Build the guests of this group too; may be repeated.
        #[arg(long = "group", value_name = "GROUP")]
        groups: Vec<Group>,
        /// Print the names of the selected guests and build nothing.
        #[arg(long)]
        list: bool,
    },
    /// Build protoc, its generators and gRPC's plugins as WebAssembly, once on a machine, and link to them from
    /// target/protoc.
    Protoc {
        /// Compilers at the same time; as many as there are processors unless given.
        #[arg(long, value_name = "N")]
        jobs: Option<NonZero<usize>>,
    },
    /// Try the examples of examples/build-tools with Maven, Gradle, Bazel and pre-commit.
    BuildTools,
    /// Compare what `generate` makes of hundreds of files with protoc and buf, byte for byte; takes long.
    Conformance(conformance::Extent),
    /// Record the CodeGeneratorRequests that tests and benches feed to plugins, into target/requests.
    Requests,
    /// Compare bufwasm with other runtimes, in one run: tables, and with --write charts, for docs/performance.md.
    Bench(bench::BenchArgs),
    /// Build the tests of Go's whole standard library table, for both ABIs, and run them under bufwasm, Node and
    /// wazero; takes long.
    StdTests {
        /// Only for this port.
        port: Option<Port>,
    },
    /// Run the tests of Go's package os in a scratch layer, and under wazero and Node in a real directory; takes long.
    OsTests {
        /// Only for this port.
        port: Option<Port>,
    },
    /// Compare plugins by the releases of Go that `test` leaves out with their native builds; takes long.
    GoReleases,
    /// Build the C library, and install it for pkg-config and CMake.
    Capi(capi::Installation),
    /// Make what a release holds, in target/dist: archives, Debian's packages, checksums, a Homebrew formula.
    Dist(dist::Distribution),
    /// Build each package for Rust's registry from what would be published, and install bufwasm from them.
    Crates {
        /// Only pack them, which takes seconds: their manifests are complete, and all they name is published with them.
        #[arg(long)]
        pack: bool,
    },
    /// Build the C ABI for iOS: an XCFramework, and the Swift package around it, into target/ios.
    Ios,
    /// Compile the Swift package over the C ABI on this machine, and try it on plugins.
    Swift,
    /// Build a plugin in Swift, and compare what it answers; needs Swift 6.2, which takes 2 GB.
    SwiftPlugin,
    /// Build the npm package and its playground, into target/web.
    Web {
        /// Serve the playground, and print where.
        #[arg(long)]
        serve: bool,
        /// The port to serve it at; 0 takes any that is free.
        #[arg(long, default_value_t = 8017)]
        port: u16,
        /// Run the browser tests of the package and the playground; with a name, only those whose name contains it.
        #[arg(long, value_name = "NAME", num_args = 0..=1, default_missing_value = "")]
        test: Option<String>,
        /// Print tables of the package's speed beside others.
        #[arg(long)]
        bench: bool,
        /// Leave pictures of the playground in all its states in target/web/screenshots, to be looked at.
        #[arg(long)]
        screenshots: bool,
    },
    /// Set up, build every guest and request, and run all tests; first of all, say what that takes.
    Test {
        /// Only tests that need little beside Rust: no Go, no other runtime, no browser.
        #[arg(long)]
        fast: bool,
        /// Arguments for `cargo test`, such as a test's name.
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// Build the fuzz targets, run each for a while, and print executions and coverage.
    Fuzz {
        /// Minutes for each target.
        #[arg(long, default_value_t = 1.0)]
        minutes: f64,
        /// Only write their seeds and dictionaries, into target/fuzz.
        #[arg(long)]
        seed: bool,
        /// Draw the same random numbers in every run with this one; otherwise other ones each time.
        #[arg(long, value_name = "NUMBER")]
        random: Option<u32>,
        /// Targets to run; all of them when none is given.
        targets: Vec<String>,
    },
    /// Count which lines of the section, the file system and the ABIs the tests run; at least 90 in 100 have to be.
    Coverage,
    /// Run the tests of what handles foreign bytes and references under miri.
    Miri,
    /// Break each rule of the optimiser on purpose, one at a time, and see that a test fails; takes long.
    Mutants {
        /// Only those whose names contain this.
        #[arg(default_value = "")]
        only: String,
    },
    /// Run guests that try to harm their host, and print how each ended and what it took.
    Hostile,
    /// Run good and hostile plugins by many threads at once, and see that nothing of them stays.
    Soak {
        /// For how long.
        #[arg(long, default_value_t = 10.0)]
        minutes: f64,
    },
    /// Look whether every instruction of wasmi's ends in a jump to the next, in the command line as it is released.
    TailCalls {
        /// The profile to build it in.
        #[arg(long, default_value = "release")]
        profile: String,
    },
    /// Execute every instruction, in every way it can end, millions of times on a native stack that is soon used up.
    Instructions(instructions::Repetition),
    /// Run plugins by several threads at once under ThreadSanitizer.
    Sanitize,
    /// Run arbitrary programs and real plugins under bufwasm and other engines, and compare how they end.
    Oracles {
        /// How many programs.
        #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u64).range(1..))]
        modules: u64,
        /// The number of the first; each number is one program.
        #[arg(long, default_value_t = 0)]
        seed: u64,
    },
    /// Write a bill of materials for each package that is released, by CycloneDX, into target/sbom.
    Sbom,
    /// Hold the dependencies to deny.toml: licences, sources, duplicates; and to the known vulnerabilities.
    Audit {
        /// A checkout of github.com/RustSec/advisory-db; without it, vulnerabilities are left out.
        #[arg(long)]
        db: Option<PathBuf>,
    },
    /// Run the WASI project's own tests, and compare what comes of them with tests/wasi_testsuite.
    WasiTestsuite {
        /// A checkout of github.com/WebAssembly/wasi-testsuite at the branch prod/testsuite-base, which holds them
        /// built.
        checkout: PathBuf,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse().command, &Workspace::here()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command, workspace: &Workspace) -> anyhow::Result<()> {
    match command {
        Command::Demo => demo::run_demo(workspace),
        Command::Setup => setup::provide(workspace, setup::Need::value_variants()),
        Command::Guests { names, groups, list } => {
            let selection = Selection::new(&names, &groups)?;
            if !list {
                return selection.build(workspace);
            }
            selection.list();
            Ok(())
        }
        Command::Protoc { jobs } => protoc::build(workspace, jobs).map(drop),
        Command::BuildTools => build_tools::try_all(workspace),
        Command::Conformance(extent) => conformance::compare(workspace, &extent),
        Command::Requests => requests::record_all(workspace),
        Command::Bench(args) => bench::compare(workspace, &args),
        Command::StdTests { port } => test::run_std_tests(workspace, port),
        Command::OsTests { port } => os_tests::compare(workspace, port),
        Command::GoReleases => test::run_go_releases(workspace),
        Command::Capi(installation) => capi::install(workspace, &installation),
        Command::Dist(distribution) => dist::make(workspace, &distribution),
        Command::Crates { pack: true } => crates::pack(workspace),
        Command::Crates { .. } => crates::try_all(workspace),
        Command::Ios => ios::build(workspace),
        Command::Swift => swift::check(workspace),
        Command::SwiftPlugin => swift::compare_plugin(workspace),
        Command::Web { serve, port, test, bench, screenshots } => {
            let plugins = test.is_some() || bench || screenshots;
            setup::provide(workspace, web::needs(plugins))?;
            if plugins {
                protoc::build(workspace, None)?;
            }
            let built = web::build(workspace)?;
            if let Some(name) = test {
                built.test(workspace, &name)?;
            }
            if bench {
                built.bench(workspace)?;
            }
            if screenshots {
                built.screenshots(workspace)?;
            }
            if serve { built.serve(port) } else { Ok(()) }
        }
        Command::Test { fast: true, arguments } => test::run_fast_tests(workspace, &arguments),
        Command::Test { arguments, .. } => test::run_tests(workspace, &arguments),
        Command::Fuzz { seed: true, .. } => fuzz::seed(workspace),
        Command::Fuzz { minutes, random, targets, .. } => {
            fuzz::fuzz(workspace, &targets, &fuzz::Extent { seconds: (minutes * 60.0).ceil() as u64, random })
        }
        Command::Miri => miri::check(workspace),
        Command::Mutants { only } => mutants::try_all(workspace, &only),
        Command::Coverage => coverage::measure(workspace),
        Command::Hostile => hostile::print_table(workspace),
        Command::Soak { minutes } => soak::soak(workspace, minutes),
        Command::TailCalls { profile } => tail_calls::check(workspace, &profile),
        Command::Instructions(repetition) => instructions::repeat(workspace, &repetition),
        Command::Sanitize => soak::watch_threads(workspace),
        Command::Oracles { modules, seed } => oracles::compare(workspace, seed..seed.saturating_add(modules)),
        Command::Sbom => supply::write_sbom(workspace),
        Command::Audit { db } => supply::audit(workspace, db.as_deref()),
        Command::WasiTestsuite { checkout } => wasi_testsuite::check(workspace, &checkout),
    }
}
