//! What the compilers take for the same files: CPU time and memory, in one run.

use super::encoded_set::set_of;
use super::inputs::Input;
use super::programs::{Compiler, Programs};
use crate::process::output_of;
use anyhow::{Context, Result};
use std::fs;
use std::process::Command;

/// Each compiler runs this often, in turns, so that a busy machine is busy for all of them.
const ROUNDS: usize = 5;

/// Runs a program, and tells the seconds of CPU time that it took, and how many KiB of memory it had at most.
const METER: &str = "import os, sys
pid = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(pid, 0)
print(usage.ru_utime + usage.ru_stime, usage.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))";

/// A compiler, by what a table calls it, and what it took in each round.
struct Measured {
    name: &'static str,
    make: fn(&Programs, &Input) -> Command,
    seconds: Vec<f64>,
    kib: u64,
}

/// Compiles all files of the `sample` to a descriptor set with imports and places, and prints a table.
pub(super) fn measure(programs: &Programs, sample: &Input) -> Result<()> {
    let measured = |name, make| Measured { name, make, seconds: Vec::new(), kib: 0 };
    let mut all = [
        measured("protoc, native", |programs, sample| programs.protoc(&sample.directory)),
        measured("protoc, as a guest", |programs, sample| programs.bufwasm(Compiler::Protoc, &sample.directory)),
        measured("built-in", |programs, sample| programs.bufwasm(Compiler::BuiltIn, &sample.directory)),
    ];
    let out = programs.scratch.join("times.binpb");
    for _ in 0..ROUNDS {
        for one in &mut all {
            let mut compile = (one.make)(programs, sample);
            set_of(&mut compile, &out).args(["--include_imports", "--include_source_info", "-I", "."]);
            compile.arg("-I").arg(&programs.include).args(&sample.files);
            let (seconds, kib) = metered(&compile)?;
            one.seconds.push(seconds);
            one.kib = one.kib.max(kib);
        }
    }
    let bytes = fs::metadata(&out).with_context(|| format!("cannot read {}", out.display()))?.len();
    println!("{} files, a descriptor set of {:.1} MB:", sample.files.len(), bytes as f64 / 1e6);
    println!("| compiler | CPU time | beside protoc | memory |\n|---|---|---|---|");
    let native = median(&mut all[0].seconds);
    for Measured { name, seconds, kib, .. } in &mut all {
        let time = median(seconds);
        println!("| {name} | {time:.2} s | {:.1} | {} MiB |", time / native, *kib / 1024);
    }
    Ok(())
}

/// The CPU seconds of `command`'s process, and its memory at most, in KiB.
fn metered(command: &Command) -> Result<(f64, u64)> {
    let mut meter = Command::new("python3");
    meter.args(["-c", METER]).arg(command.get_program()).args(command.get_args());
    if let Some(directory) = command.get_current_dir() {
        meter.current_dir(directory);
    }
    for (name, value) in command.get_envs() {
        meter.env(name, value.unwrap_or_default());
    }
    let printed = output_of(&mut meter)?;
    let line = printed.lines().last().unwrap_or_default();
    let (seconds, kib) = line.split_once(' ').with_context(|| format!("`{line}` is no measure"))?;
    Ok((seconds.parse()?, kib.parse()?))
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_measured_with_what_it_is_given() {
        let mut command = Command::new("sh");
        let (seconds, kib) =
            metered(command.env("LOOPS", "100000").args(["-c", "i=0; while [ $i -lt $LOOPS ]; do i=$((i+1)); done"]))
                .unwrap();
        assert!(seconds > 0.0 && kib > 100, "{seconds} {kib}");
        assert!(metered(Command::new("sh").args(["-c", "exit 3"])).is_err());
        assert_eq!(median(&mut [3.0, 1.0, 2.0]), 2.0);
    }
}
