//! Runs the command line over a guest, in a process of its own, and measures what that took.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use wait4::Wait4;

use crate::Guest;

/// What came of a run.
pub struct Measured {
    /// How the process ended.
    pub status: ExitStatus,
    /// What was written to stderr.
    pub stderr: Vec<u8>,
    /// How long it took.
    pub took: Duration,
    /// The most mebibytes of the process that were in memory at any time, rounded up.
    pub mebibytes: u64,
    /// What this process had in memory then, which Linux counts as the least that the other had.
    pub floor: u64,
}

impl Guest {
    /// Runs the guest under the command line `bufwasm`, with stdin empty and stdout thrown away.
    ///
    /// # Errors
    ///
    /// The process cannot be started.
    pub fn measure(&self, bufwasm: &Path) -> Result<Measured> {
        let room = tempfile::tempdir()?;
        let (wasm, stderr) = (room.path().join(self.name).with_extension("wasm"), room.path().join("stderr"));
        fs::write(&wasm, (self.module)())?;
        forget_own_peak();
        let mut command = Command::new(bufwasm);
        command.env("BUFWASM_ERROR_FORMAT", "json");
        command.env("BUFWASM_TIMEOUT", "2m").arg("run").args(self.options).arg(&wasm);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(File::create(&stderr)?);
        let (begun, floor) = (Instant::now(), own_mebibytes());
        let mut child = command.spawn().with_context(|| format!("cannot start {}", bufwasm.display()))?;
        let ended = child.wait4()?;
        let (took, mebibytes) = (begun.elapsed(), ended.rusage.maxrss.div_ceil(1 << 20));
        Ok(Measured { status: ended.status, stderr: fs::read(stderr)?, took, mebibytes, floor })
    }

    /// How `measured` is not what it should be.
    pub fn difference(&self, measured: &Measured) -> Option<String> {
        let stderr = String::from_utf8_lossy(&measured.stderr);
        let excerpt = || stderr.chars().take(400).collect::<String>();
        if measured.status.code() != Some(self.status) || !stderr.contains(self.says) {
            return Some(format!("{}, not {} and {:?}: {}", measured.status, self.status, self.says, excerpt()));
        }
        let (peak, bound) = (measured.mebibytes, self.mebibytes.max(measured.floor));
        (peak > bound).then(|| format!("it took {peak} MiB of memory, and the bound is {bound}"))
    }
}

/// Mebibytes that this process has in memory, rounded up: an allocator may keep what the guests before took to make.
fn own_mebibytes() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kibibytes =
        status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.split_whitespace().next()?.parse().ok());
    kibibytes.map_or(0, |kibibytes: u64| kibibytes.div_ceil(1 << 10) + 1)
}

/// Makes Linux forget the most memory that this process had, which a child would begin with: making a guest takes some.
fn forget_own_peak() {
    // Where there is no such file, children begin with their own.
    let _ = fs::write("/proc/self/clear_refs", "5");
}
