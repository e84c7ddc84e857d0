//! Which numbers are free, where one that is not was used.

use std::collections::BTreeMap;

use crate::builtin::ast::{File, Message, Range};
use crate::builtin::declare::joined;
use crate::builtin::limits::{MAX_FIELD_NUMBER, OWN_FIELD_NUMBERS};
use crate::builtin::mistakes::{Mistakes, path};

/// So many are suggested at most.
const MOST: i32 = 3;

impl Range {
    /// Stands for a single number that is wanted.
    pub(in crate::builtin) const ONE: Self = Self { start: 0, end: 1 };
}

/// What messages of a file need numbers for, by the messages' indices. As in protoc, nested ones count for nothing.
#[derive(Default)]
pub(in crate::builtin) struct Suggestions(BTreeMap<i32, Wanted>);

struct Wanted {
    /// Where the first of the mistakes is.
    at: Vec<i32>,
    numbers: i32,
}

impl Suggestions {
    /// Notes that numbers are needed in the place of `range`, which is wrong, at `at`.
    pub(super) fn want(&mut self, at: &[i32], range: Range) {
        let fit = |number: i32| number.clamp(0, MAX_FIELD_NUMBER);
        let [path::file::MESSAGE, message, step, _, rest @ ..] = at else { return };
        let is_nested = *step == path::message::NESTED || rest.len() > 1;
        if !is_nested {
            let wanted = self.0.entry(*message).or_insert_with(|| Wanted { at: at.to_vec(), numbers: 0 });
            wanted.numbers = fit(wanted.numbers.saturating_add(fit(fit(range.end) - fit(range.start))));
        }
    }

    /// Tells free numbers at the first mistake of each message of `file`.
    pub(in crate::builtin) fn tell(&self, file: &File, mistakes: &mut Mistakes<'_>) {
        for (message, Wanted { at, numbers }) in self.0.iter().filter(|(_, wanted)| wanted.numbers > 0) {
            let message = &file.messages[*message as usize];
            let name = joined(file.package.as_deref().unwrap_or_default(), &message.name);
            let free: Vec<_> = free(message, MOST.min(*numbers)).iter().map(i32::to_string).collect();
            mistakes.add(at, format!("Suggested field numbers for {name}: {}", free.join(", ")));
        }
    }
}

/// The `count` smallest numbers that the message uses for nothing, or as many as there are.
fn free(message: &Message, count: i32) -> Vec<i32> {
    let numbers = message.fields.iter().chain(&message.extensions).map(|field| field.number);
    let single = numbers.filter(|number| (1..=MAX_FIELD_NUMBER).contains(number));
    let extensions = message.extension_ranges.iter().map(|extensions| extensions.range);
    let mut used: Vec<_> = extensions.chain(message.reserved_ranges.iter().copied()).collect();
    used.extend(single.map(|number| Range { start: number, end: number + 1 }));
    used.extend([Range { start: MAX_FIELD_NUMBER, end: MAX_FIELD_NUMBER + 1 }, OWN_FIELD_NUMBERS]);
    used.sort_by_key(|range| (range.start, range.end));
    let (mut free, mut next) = (Vec::new(), 1_i32);
    for range in used {
        let until = range.start.min(next.saturating_add(count - free.len() as i32));
        free.extend(next..until);
        next = next.max(until).max(range.end);
    }
    free
}
