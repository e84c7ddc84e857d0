//! What `cargo xtask instructions` does, with fewer traps: every instruction, on a native stack that one which leaves anything behind
//! uses up. The engine is built here as in a release, and jumps from instruction to instruction.

use bufwasm_hostile::instructions::{self, NOT_THERE, Survey};

/// How often each instruction is executed.
const TIMES: u64 = 2_000_000;

/// How many runs trap.
const TRAPS: u32 = 10_000;

#[test]
fn no_instruction_leaves_anything_on_the_stack() {
    let all = instructions::all();
    let (not_there, there): (Vec<_>, Vec<_>) = all.iter().partition(|one| NOT_THERE.contains(&one.proposal));
    for instruction in not_there {
        let [returning, trapping, _] = Survey::of(instruction).unwrap().counts();
        assert_eq!(returning + trapping, 0, "{} is there", instruction.name);
    }
    let surveys: Vec<_> = there.into_iter().map(|instruction| Survey::of(instruction).unwrap()).collect();
    for survey in &surveys {
        let [returning, trapping, refused] = survey.counts();
        let name = survey.instruction.name;
        assert!(returning + trapping > 0 && refused == 0, "{name}: {:?}", survey.refusal());
        let executions = survey.repeat(TIMES).unwrap().executions;
        assert!(executions >= TIMES || returning == 0, "{name}: {executions}");
    }
    assert!(surveys.len() > 500, "{} instructions", surveys.len());
    assert!(instructions::trap(&surveys, TRAPS).unwrap() >= TRAPS);
}
