//! How a program ended, in words that all engines share.

/// All that engines have to agree about.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Ended {
    pub(super) how: How,
    pub(super) stdout: Vec<u8>,
    /// Pages of memory at the end, of a plugin that tells them as the first 4 bytes of its stderr.
    pub(super) pages: Option<u32>,
}

/// Whether, and why not, a program came to its end.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum How {
    Exited(i32),
    Trapped(&'static str),
    /// In words that are no trap's: the engine's mistake, or the program's.
    Failed(String),
}

/// Traps, with the words that engines have for them. wazero has one for all that is wrong with an element of a table.
const TRAPS: &[(&str, &[&str])] = &[
    ("memory", &["out of bounds memory access"]),
    ("table", &["out of bounds table access", "uninitialized element", "invalid table access"]),
    ("signature", &["indirect call type mismatch"]),
    ("division", &["integer divide by zero"]),
    ("overflow", &["integer overflow"]),
    ("conversion", &["invalid conversion to integer"]),
    ("stack", &["exhausted its stack", "call stack exhausted", "stack overflow"]),
    ("unreachable", &["wasm error: unreachable", "`unreachable` instruction executed"]),
];

impl Ended {
    /// For messages.
    pub(super) fn show(&self) -> String {
        let pages = self.pages.map_or_else(String::new, |pages| format!(", {pages} pages of memory"));
        // Large outputs are told apart by their beginnings or not at all: the program is there to be run again.
        let begins: String = self.stdout.iter().take(400).map(|byte| format!("{byte:02x}")).collect();
        let begins = if self.pages.is_some() { String::new() } else { format!(" ({begins})") };
        format!("{:?} after {} bytes{begins}{pages}", self.how, self.stdout.len())
    }
}

impl How {
    /// What an exit `code` that is not 0, if there is one, and the engine's words mean together.
    pub(super) fn read(code: Option<i32>, words: &str) -> Self {
        let trap = TRAPS.iter().find(|(_, phrases)| phrases.iter().any(|phrase| words.contains(phrase)));
        match (trap, code) {
            (Some((trap, _)), _) => Self::Trapped(trap),
            (None, Some(code)) => Self::Exited(code),
            (None, None) => Self::Failed(words.trim().to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::How;

    #[test]
    fn engines_words_for_the_same_trap_are_the_same() {
        for (trap, words) in [
            ("table", "bufwasm: 0: the plugin trapped: uninitialized element 2"),
            ("table", "module[] function[_start] failed: wasm error: invalid table access\nwasm stack trace:"),
            ("table", "wasm trap: undefined element: out of bounds table access"),
            ("unreachable", "module[] function[_start] failed: wasm error: unreachable"),
            ("unreachable", "bufwasm: 0: the plugin trapped: wasm `unreachable` instruction executed"),
        ] {
            assert_eq!(How::read(Some(1), words), How::Trapped(trap), "{words}");
        }
    }

    #[test]
    fn an_exit_code_is_no_trap() {
        assert_eq!(How::read(Some(3), "protoc-gen-go: no such file"), How::Exited(3));
        assert_eq!(How::read(None, "not a module"), How::Failed("not a module".into()));
    }
}
