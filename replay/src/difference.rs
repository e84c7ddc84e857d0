//! What is different between how a run ended and how it ended when it was run again.

use std::fmt;

use crate::proto::Ended;

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// The kind of error, the code or the message: how it was told, and how it is told now.
    End {
        /// As it was recorded.
        recorded: String,
        /// As it is now.
        now: String,
    },
    /// What was written to a stream.
    Stream {
        /// `stdout` or `stderr`.
        name: &'static str,
        /// How many bytes were recorded.
        recorded: usize,
        /// How many there are now.
        now: usize,
        /// The first byte that is another, or is only there once.
        first: usize,
    },
    /// The units of fuel that it took.
    Fuel {
        /// As many were recorded.
        recorded: u64,
        /// As many it takes now.
        now: u64,
    },
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::End { recorded, now } => write!(f, "it ended with: {recorded}; now with: {now}"),
            Self::Stream { name, recorded, now, first } => {
                write!(
                    f,
                    "{name}: {recorded} bytes were recorded, {now} are written now; byte {first} is the first that differs"
                )
            }
            Self::Fuel { recorded, now } => write!(f, "fuel: {recorded} units were recorded, it takes {now} now"),
        }
    }
}

impl Ended {
    /// How this differs from `now`. The fuel only counts if the module is the same, as the caller knows. Of runs whose time
    /// was up, only that counts.
    pub fn differences(&self, now: &Self, is_same_module: bool) -> Vec<Difference> {
        if self.is_timeout() && now.is_timeout() {
            return Vec::new();
        }
        let mut differences = Vec::new();
        if (&self.error, &self.message, self.exit_code) != (&now.error, &now.message, now.exit_code) {
            differences.push(Difference::End { recorded: self.told(), now: now.told() });
        }
        for (name, recorded, now) in [("stdout", &self.stdout, &now.stdout), ("stderr", &self.stderr, &now.stderr)] {
            if recorded != now {
                let first = recorded.iter().zip(now).take_while(|(old, new)| old == new).count();
                differences.push(Difference::Stream { name, recorded: recorded.len(), now: now.len(), first });
            }
        }
        if is_same_module && self.fuel != now.fuel {
            differences.push(Difference::Fuel { recorded: self.fuel, now: now.fuel });
        }
        differences
    }

    /// How the run ended, in words: `success`, or `trap: the plugin trapped: …`.
    pub fn told(&self) -> String {
        match &*self.error {
            "" => "success".into(),
            error => format!("{error}: {}", self.message),
        }
    }
}
