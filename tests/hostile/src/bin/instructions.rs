//! Executes every instruction as often as is named, and as many traps, and prints how many there were of each proposal.

use std::collections::BTreeMap;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use bufwasm_hostile::instructions::{self, NOT_THERE, Survey};

#[derive(Default)]
struct Row {
    instructions: usize,
    returning: usize,
    trapping: usize,
    executions: u64,
    checks: u64,
    digest: u64,
}

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let times: u64 = arguments.next().context("how often each instruction?")?.parse()?;
    let traps: u32 = arguments.next().context("how many traps?")?.parse()?;
    let begun = Instant::now();
    let all = instructions::all();
    let (there, not_there): (Vec<_>, Vec<_>) = all.iter().partition(|one| !NOT_THERE.contains(&one.proposal));
    for instruction in not_there {
        let [returning, trapping, _] = Survey::of(instruction)?.counts();
        ensure!(returning + trapping == 0, "{} is there, and was not to be", instruction.name);
    }
    let surveys = there.into_iter().map(Survey::of).collect::<Result<Vec<_>>>()?;
    let mut rows = BTreeMap::<_, Row>::new();
    for survey in &surveys {
        let [returning, trapping, refused] = survey.counts();
        let name = survey.instruction.name;
        ensure!(refused == 0, "{name} is refused: {}", survey.refusal().expect("there is one"));
        ensure!(returning + trapping > 0, "{name} was not executed");
        let repetition = survey.repeat(times).with_context(|| name)?;
        let row = rows.entry(survey.instruction.proposal).or_default();
        row.instructions += 1;
        row.returning += returning;
        row.trapping += trapping;
        row.executions += repetition.executions;
        row.checks += repetition.checks;
        row.digest = row.digest.rotate_left(1) ^ repetition.digest;
    }
    println!("proposal                 instructions  returning  trapping  executions  checks  results");
    for (proposal, Row { instructions, returning, trapping, executions, checks, digest }) in &rows {
        println!(
            "{proposal:24} {instructions:12} {returning:10} {trapping:9} {executions:11} {checks:7}  {digest:016x}"
        );
    }
    let trapped = instructions::trap(&surveys, traps)?;
    println!("{trapped} traps; {:.0} s", begun.elapsed().as_secs_f64());
    Ok(())
}
