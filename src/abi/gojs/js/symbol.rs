//! Symbols that the language itself looks for.

/// A symbol that is the same for everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::abi::gojs) enum WellKnown {
    AsyncIterator,
    Iterator,
    ToPrimitive,
    ToStringTag,
}

impl WellKnown {
    pub(super) const ALL: [Self; 4] = [Self::AsyncIterator, Self::Iterator, Self::ToPrimitive, Self::ToStringTag];
    pub(super) const COUNT: usize = Self::ALL.len();

    /// `Symbol.iterator`, and so on.
    pub(super) const fn description(self) -> &'static str {
        match self {
            Self::AsyncIterator => "Symbol.asyncIterator",
            Self::Iterator => "Symbol.iterator",
            Self::ToPrimitive => "Symbol.toPrimitive",
            Self::ToStringTag => "Symbol.toStringTag",
        }
    }
}
