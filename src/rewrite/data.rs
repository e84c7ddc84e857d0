//! Puts segments of data together that lie close to each other.
//!
//! Go's linker ends a segment where some bytes are zero, and so writes 100,000 of them. The engine checks, keeps and copies
//! each by itself, which takes longer than all else that it does before a plugin runs. A memory begins with zeros, so that the
//! same is in it when what lies between two segments is written too.

use crate::encoding::{Reader, opcode, signed, unsigned};

/// Segments below which it is not worth the while.
const MANY: u32 = 1000;
/// Segments that a module may have: <https://webassembly.github.io/spec/js-api/index.html#limits>. More are for the engine to
/// refuse.
const MOST: u32 = 100_000;
/// Zeros between two segments that are written. A segment of its own takes some 10 bytes, and much longer.
const GAP: u64 = 64;

/// Neighbouring segments.
struct Run {
    start: u64,
    bytes: Vec<u8>,
}

impl Run {
    fn end(&self) -> u64 {
        self.start + self.bytes.len() as u64
    }
}

/// What a section of data holds, with its segments put together; `None` if they stay as they are. They are of a memory of the
/// module's own that begins with `memory` bytes.
pub(super) fn together(payload: &[u8], memory: u64) -> Option<Vec<u8>> {
    let mut reader = Reader::new(payload);
    let count = reader.number()?;
    (MANY..=MOST).contains(&count).then_some(())?;
    let mut runs: Vec<Run> = Vec::new();
    for _ in 0..count {
        let (start, bytes) = reader.plain_segment()?;
        let start = u64::from(start);
        // One that does not fit ends everything.
        (start + bytes.len() as u64 <= memory).then_some(())?;
        match runs.last_mut().filter(|run| (run.end()..=run.end() + GAP).contains(&start)) {
            Some(run) => {
                run.bytes.resize((start - run.start) as usize, 0);
                run.bytes.extend_from_slice(bytes);
            }
            None => runs.push(Run { start, bytes: bytes.to_vec() }),
        }
    }
    (reader.is_done() && are_apart(&runs)).then(|| written(&runs))
}

/// Whether no zeros of one can be another's bytes.
fn are_apart(runs: &[Run]) -> bool {
    let mut places: Vec<_> = runs.iter().map(|run| (run.start, run.end())).collect();
    places.sort_unstable();
    places.windows(2).all(|pair| pair[0].1 <= pair[1].0)
}

fn written(runs: &[Run]) -> Vec<u8> {
    let mut section = Vec::with_capacity(runs.iter().map(|run| run.bytes.len() + 16).sum());
    unsigned(runs.len() as u64, &mut section);
    for Run { start, bytes } in runs {
        section.extend([0, opcode::I32_CONST]);
        signed((*start as u32 as i32).into(), &mut section);
        section.push(opcode::END);
        unsigned(bytes.len() as u64, &mut section);
        section.extend_from_slice(bytes);
    }
    section
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rewrite::Rewriting;
    use crate::{Memories, PluginExecutor, RunOptions};

    /// A module of these fields and many segments, which begin at the places `start` gives, and hold their number.
    fn module(fields: &str, start: impl Fn(u32) -> u32) -> Vec<u8> {
        let segments: String = (0..MANY)
            .map(|number| format!("(data (i32.const {}) \"\\{:02x}\\ff\")", start(number) as i32, number % 251))
            .collect();
        let text = format!(r#"(module {fields} (func (export "_start") unreachable) {segments})"#);
        wat::parse_str(text).unwrap()
    }

    const MEMORY: &str = r#"(memory (export "memory") 2)"#;

    /// How many segments are left; `None` if all.
    fn left(wasm: &[u8]) -> Option<u32> {
        let (rewritten, _) = Rewriting::of(wasm, "").unwrap().finish()?;
        wasmparser::Validator::new().validate_all(&rewritten).unwrap();
        Some(crate::module::ModuleSummary::parse(&rewritten).unwrap().data_segments)
    }

    #[test]
    fn segments_that_lie_close_are_one() {
        assert_eq!(left(&module(MEMORY, |number| number * 10)), Some(1));
        assert_eq!(left(&module(MEMORY, |number| number * 10 + number / 500 * 63)), Some(2));
        // Backwards.
        assert_eq!(left(&module(MEMORY, |number| (number + 500) % 1000 * 4)), Some(2));
    }

    #[test]
    fn others_stay() {
        for (why, wasm) in [
            ("one does not fit", module(MEMORY, |number| if number == 999 { 131_071 } else { number * 2 })),
            ("one lies below another", module(MEMORY, |number| if number == 999 { 100 } else { number * 10 })),
            ("one is far beyond", module(MEMORY, |number| if number == 999 { u32::MAX - 1 } else { number * 2 })),
            ("the code names one", module(&format!("{MEMORY} (func (data.drop 0))"), |number| number * 2)),
            ("one is passive", module(&format!("{MEMORY} (data \"x\")"), |number| number * 2)),
            ("of another memory", module(&format!("{MEMORY} (memory 1) (data (memory 1) (i32.const 0) \"x\")"), |_| 0)),
            (
                "a few",
                wat::parse_str("(module (memory 1) (data (i32.const 0) \"x\") (data (i32.const 2) \"y\"))").unwrap(),
            ),
        ] {
            assert_eq!(left(&wasm), None, "{why}");
        }
    }

    #[test]
    fn memory_holds_what_it_held() {
        let starts: [fn(u32) -> u32; 3] = [
            |number| number * 7 + 3,
            |number| number * 100,
            |number| (number + 300) % 1000 * 9 + number / 500 * 70_000,
        ];
        for start in starts {
            let wasm = module(MEMORY, start);
            let mut memory = Vec::new();
            let mut look = |memories: Memories<'_>| memory = memories.get("memory").unwrap().to_vec();
            let plugin = PluginExecutor::new().compile("", &wasm).unwrap();
            let options = RunOptions { on_ended: Some(&mut look), ..Default::default() };
            plugin.run(&mut std::io::empty(), &mut std::io::sink(), &mut std::io::sink(), options).unwrap_err();
            let mut expected = vec![0; 2 << 16];
            for number in 0..MANY {
                expected[start(number) as usize..][..2].copy_from_slice(&[(number % 251) as u8, 0xff]);
            }
            assert!(memory == expected, "memory is another");
        }
    }
}
