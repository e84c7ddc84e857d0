//! Every target's properties hold for its seeds, and for the inputs that once broke them.

use std::path::Path;

use bufwasm_oracles::TARGETS;

#[test]
fn seeds() {
    for target in TARGETS {
        (target.seeds)().iter().for_each(|seed| (target.run)(seed));
    }
}

#[test]
fn regressions() {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("../regressions");
    for target in TARGETS {
        let inputs = std::fs::read_dir(all.join(target.name)).into_iter().flatten();
        for path in inputs.map(|entry| entry.expect("the directory can be read").path()) {
            println!("{}", path.display());
            (target.run)(&std::fs::read(&path).expect("the input can be read"));
        }
    }
}
