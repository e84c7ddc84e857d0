//! What a plugin wrote to stderr when it died, and the place in its source that it named.

/// A panic, abort or failed assertion, in the words of the plugin's own runtime.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Panic {
    /// What it says.
    pub(crate) message: String,
    /// The place in the plugin's source, if it tells one.
    pub(crate) place: Option<String>,
}

impl Panic {
    /// The first panic in `stderr`.
    pub(crate) fn find(stderr: &str) -> Option<Self> {
        let lines: Vec<_> = stderr.lines().collect();
        (0..lines.len()).find_map(|at| rust(&lines[at..]).or_else(|| go(&lines[at..])).or_else(|| other(lines[at])))
    }
}

/// `thread 'main' panicked at src/lib.rs:1:2:`, and what it says in the next line. Before Rust 1.73, what it says stood in
/// quotes before the place.
fn rust(lines: &[&str]) -> Option<Panic> {
    let (_, rest) = lines[0].split_once("panicked at ")?;
    if let Some(place) = rest.strip_suffix(':') {
        let message = lines.get(1).copied().unwrap_or_default();
        return Some(Panic { message: message.into(), place: Some(place.into()) });
    }
    let (message, place) = rest.rsplit_once(", ").unwrap_or((rest, ""));
    let place = (!place.is_empty()).then(|| place.to_owned());
    Some(Panic { message: message.trim_matches('\'').into(), place })
}

/// `panic: index out of range`, and a goroutine's frames: a line for the function, a line for the place. The first
/// frame that is not of Go's own runtime is the place.
fn go(lines: &[&str]) -> Option<Panic> {
    let message = ["panic: ", "fatal error: "].iter().find_map(|prefix| lines[0].strip_prefix(prefix))?;
    let frames = lines.windows(2).filter_map(|pair| {
        let place = pair[1].strip_prefix('\t')?;
        let place = place.split_once(" +0x").map_or(place, |(place, _)| place);
        let function = pair[0].rsplit_once('(').map_or(pair[0], |(function, _)| function);
        Some((function, place.rsplit_once('/').map_or(place, |(_, file)| file)))
    });
    let is_runtime = |function: &str| function == "panic" || function.starts_with("runtime.");
    let place = frames.into_iter().find(|(function, _)| !is_runtime(function));
    let message = message.trim_end_matches(" [recovered]").into();
    Some(Panic { message, place: place.map(|(function, place)| format!("{function} ({place})")) })
}

/// How runtimes of other languages begin the line in which they give up.
const GIVING_UP: &[&str] = &["Assertion failed", "libc++abi: terminating", "terminate called", "abort: "];

fn other(line: &str) -> Option<Panic> {
    let gives_up = GIVING_UP.iter().any(|words| line.starts_with(words)) || line.contains(" panic: ");
    gives_up.then(|| Panic { message: line.into(), place: None })
}

/// `text` without what differs between two sightings of one bug: numbers, and what stands in quotes.
pub(crate) fn without_particulars(text: &str) -> String {
    let mut plain = String::new();
    let mut quote = None;
    for char in text.chars() {
        match quote {
            Some(end) if char == end => quote = None,
            Some(_) => continue,
            None if matches!(char, '"' | '`') => quote = Some(char),
            None => {}
        }
        let char = if char.is_ascii_digit() { '0' } else { char };
        if !(char == '0' && plain.ends_with('0')) {
            plain.push(char);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panics_are_found_with_their_places() {
        for (stderr, message, place) in [
            (
                "\nthread 'main' (1) panicked at src/emit.rs:12:5:\nno such type\nnote: run with\n",
                "no such type",
                Some("src/emit.rs:12:5"),
            ),
            ("thread 'main' panicked at 'oh no, well', src/main.rs:2:5\n", "oh no, well", Some("src/main.rs:2:5")),
            (
                "panic: runtime error: index out of range [3] with length 2\n\ngoroutine 1 [running]:\n\
                 panic({0x1, 0x2})\n\t/go/src/runtime/panic.go:792 +0x2\n\
                 main.emit(0x0?, {0x1, 0x2})\n\t/home/me/plugin/emit.go:41 +0x1b\n",
                "runtime error: index out of range [3] with length 2",
                Some("main.emit (emit.go:41)"),
            ),
            ("fatal error: all goroutines are asleep - deadlock!\n", "all goroutines are asleep - deadlock!", None),
            ("Assertion failed: x > 0 (a.cc: f: 12)\n", "Assertion failed: x > 0 (a.cc: f: 12)", None),
        ] {
            let expected = Panic { message: message.into(), place: place.map(Into::into) };
            assert_eq!(Panic::find(stderr), Some(expected));
        }
        assert_eq!(Panic::find("protoc-gen-x: a.proto: no go_package\n"), None);
    }

    #[test]
    fn two_sightings_of_one_bug_read_the_same() {
        let [first, second] = ["no type `.a.B` in 12 files", "no type `x` in 7 files"].map(without_particulars);
        assert_eq!(first, second);
        assert_ne!(first, without_particulars("no type in 12 files"));
    }
}
