//! What libFuzzer says at the end of a run.

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

#[cfg(test)]
mod tests {
    use super::Figures;

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
