//! Soaks for the minutes that are named, with plugins from the directory that is named, and prints what stays.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use bufwasm_hostile::soak::{Footprint, Soak};

/// Threads at once: more than most machines have processors, so that runs are interrupted anywhere.
const THREADS: usize = 8;

/// Rounds until the allocator has what it needs.
const WARM_UP: usize = 10;

/// KiB by which the memory after rounds may be more in the second half than in the first.
const SLACK: u64 = 16 << 10;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let minutes: f64 = arguments.next().context("for how many minutes?")?.parse()?;
    let target = arguments.next().map(PathBuf::from).context("where are guests and requests?")?;
    let soak = Soak::new(&target)?;
    for _ in 0..WARM_UP {
        soak.round(THREADS)?;
    }
    println!("minutes     runs  in memory  descriptors");
    let begun = Instant::now();
    let mut footprints = vec![Footprint::now()?];
    let mut next = Duration::ZERO;
    loop {
        let (elapsed, last) = (begun.elapsed(), footprints[footprints.len() - 1]);
        let is_over = elapsed.as_secs_f64() >= minutes * 60.0;
        if elapsed >= next || is_over {
            let Footprint { kibibytes, descriptors } = last;
            let minutes = elapsed.as_secs_f64() / 60.0;
            println!("{minutes:7.1} {:8} {:6} MiB {descriptors:12}", soak.runs(), kibibytes >> 10);
            next = elapsed + Duration::from_secs(60);
        }
        if is_over {
            return check(&footprints);
        }
        soak.round(THREADS)?;
        footprints.push(Footprint::now()?);
    }
}

/// Whether nothing grew. What the allocator keeps after a round depends on what threads did at once, so that the median of
/// many rounds counts.
fn check(footprints: &[Footprint]) -> Result<()> {
    let (first, second) = footprints.split_at(footprints.len() / 2);
    let (before, after) = (median(first), median(second));
    println!("in memory, in the middle: {} MiB in the first half, {} MiB in the second", before >> 10, after >> 10);
    ensure!(first.is_empty() || after <= before + SLACK, "memory grows");
    let descriptors = footprints[0].descriptors;
    ensure!(footprints.iter().all(|footprint| footprint.descriptors == descriptors), "descriptors are left open");
    Ok(())
}

fn median(footprints: &[Footprint]) -> u64 {
    let mut sorted: Vec<_> = footprints.iter().map(|footprint| footprint.kibibytes).collect();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}
