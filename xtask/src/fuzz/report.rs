//! What libFuzzer says at the end of a run.

use std::fmt;
use std::path::PathBuf;

/// How far a target came.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Figures {
    executions: u64,
    per_second: u64,
    /// Edges of the control flow graph, of dependencies too, that some input took.
    edges: u64,
    /// Inputs that are kept because each took an edge, or took it more often, than others.
    corpus: u64,
}

impl Figures {
    pub(super) const HEADER: &str = "target          executions  per second   edges  corpus";

    /// Reads libFuzzer's log; `None` if it does not end as that of a run that was through.
    pub(super) fn read(log: &str) -> Option<Self> {
        let statistic =
            |name: &str| log.rsplit_once(&format!("stat::{name}:"))?.1.split_whitespace().next()?.parse().ok();
        let status = log.lines().rfind(|line| line.contains(" cov: "))?;
        let field = |name: &str| status.split_once(name)?.1.trim_start().split([' ', '/']).next()?.parse().ok();
        Some(Self {
            executions: statistic("number_of_executed_units")?,
            per_second: statistic("average_exec_per_sec")?,
            edges: field(" cov: ")?,
            corpus: field(" corp: ")?,
        })
    }

    /// A line below [`Self::HEADER`].
    pub(super) fn row(&self, name: &str) -> String {
        let Self { executions, per_second, edges, corpus } = self;
        format!("{name:<15} {executions:>10}  {per_second:>10}  {edges:>6}  {corpus:>6}")
    }
}

/// What is to be known of an input that breaks a target: enough to repeat it on another machine.
#[derive(Debug)]
pub(super) struct Finding {
    /// The panic and its message, or what libFuzzer says of an input that takes too much.
    what: Vec<String>,
    /// The input, in Base64.
    input: Option<String>,
    log: PathBuf,
}

impl Finding {
    /// Lines of a panic's message that are told.
    const MOST_LINES: usize = 12;

    /// Reads the log of a run that was not through, which is in the file `log`.
    pub(super) fn read(text: &str, log: PathBuf) -> Self {
        let panic = text.lines().skip_while(|line| !line.contains("panicked at"));
        let panic = panic.take_while(|line| !line.starts_with("stack backtrace")).take(Self::MOST_LINES);
        let mut what: Vec<_> = panic.map(str::to_owned).collect();
        if what.is_empty() {
            what.extend(text.lines().filter(|line| line.contains("ERROR: libFuzzer")).map(str::to_owned));
        }
        let input = text.lines().rev().find_map(|line| line.strip_prefix("Base64: "));
        Self { what, input: input.map(str::to_owned), log }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.what.iter().try_for_each(|line| writeln!(f, "  {line}"))?;
        if let Some(input) = &self.input {
            writeln!(f, "  input in Base64: {input}")?;
        }
        write!(f, "  more in {}", self.log.display())
    }
}

#[cfg(test)]
mod tests {
    use super::{Figures, Finding};

    #[test]
    fn a_finding_is_told_with_its_input() {
        let log = "\
thread '<unnamed>' panicked at a.rs:1:2:
one: ours 1, theirs 2
stack backtrace:
   0: main
==1== ERROR: libFuzzer: deadly signal
Base64: AAAA
";
        let told = Finding::read(log, "log".into()).to_string();
        let expected = "  thread '<unnamed>' panicked at a.rs:1:2:\n  one: ours 1, theirs 2\n  \
                        input in Base64: AAAA\n  more in log";
        assert_eq!(told, expected);
        let slow = "==1== ERROR: libFuzzer: timeout after 20 seconds\nBase64: AAAB\n";
        assert!(Finding::read(slow, "log".into()).to_string().contains("timeout after 20 seconds"));
    }

    #[test]
    fn the_figures_are_those_of_the_last_lines() {
        let log = "\
#2\tINITED cov: 10 ft: 20 corp: 1/1b exec/s: 0 rss: 40Mb
#4096\tDONE   cov: 345 ft: 678 corp: 90/12Kb lim: 4096 exec/s: 2048 rss: 50Mb
Done 4096 runs in 2 second(s)
stat::number_of_executed_units: 4096
stat::average_exec_per_sec:     2048
stat::new_units_added:          88
";
        let figures = Figures { executions: 4096, per_second: 2048, edges: 345, corpus: 90 };
        assert_eq!(Figures::read(log), Some(figures));
        assert_eq!(Figures::read("#2\tINITED cov: 10 ft: 20 corp: 1/1b\n==1== ERROR: libFuzzer: deadly signal"), None);
    }
}
