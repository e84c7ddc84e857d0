//! What enums declare.

use std::collections::{HashMap, HashSet};

use super::Checking;
use crate::builtin::ast::Enum;
use crate::builtin::declare::joined;
use crate::builtin::interpret::flag;
use crate::builtin::mistakes::{below, path};

/// Numbers of options of enums.
const ALLOW_ALIAS: u32 = 2;
const LEGACY_JSON_CONFLICTS: u32 = 6;

impl Checking<'_, '_, '_, '_> {
    pub(super) fn declared_enum(&mut self, an_enum: &Enum, at: &[i32]) {
        if an_enum.values.is_empty() {
            self.mistakes.add(&below(at, &[path::NAME]), "Enums must contain at least one value.");
        }
        let range_at = |index: usize| below(at, &[path::enums::RESERVED_RANGE, index as i32]);
        for (index, range) in an_enum.reserved_ranges.iter().enumerate() {
            if range.start > range.end {
                let message = "Reserved range end number must be greater than start number.";
                self.mistakes.add(&range_at(index), message);
            }
            for other in &an_enum.reserved_ranges[index + 1..] {
                if range.end >= other.start && other.end >= range.start {
                    let message = format!(
                        "Reserved range {} to {} overlaps with already-defined range {} to {}.",
                        other.start, other.end, range.start, range.end
                    );
                    self.mistakes.add(&range_at(index), message);
                }
            }
        }
        let mut reserved = HashSet::new();
        for name in &an_enum.reserved_names {
            if !reserved.insert(&**name) {
                let name = String::from_utf8_lossy(name);
                self.mistakes
                    .add(&below(at, &[path::NAME]), format!("Enum value \"{name}\" is reserved multiple times."));
            }
        }
        for (index, value) in an_enum.values.iter().enumerate() {
            let (name, number) = (&value.name, value.number);
            let ranges = an_enum.reserved_ranges.iter().enumerate();
            for (range, _) in ranges.filter(|(_, range)| range.start <= number && number <= range.end) {
                self.mistakes.add(&range_at(range), format!("Enum value \"{name}\" uses reserved number {number}."));
            }
            if reserved.contains(name.as_bytes()) {
                let at = below(at, &[path::enums::VALUE, index as i32, path::NAME]);
                self.mistakes.add(&at, format!("Enum value \"{name}\" is reserved."));
            }
        }
    }

    pub(super) fn enum_options(&mut self, scope: &str, an_enum: &Enum, at: &[i32]) {
        let value_at = |index: usize, step: i32| below(at, &[path::enums::VALUE, index as i32, step]);
        self.json_names_of(an_enum, at);
        if self.file.is_proto3 && an_enum.values.first().is_some_and(|first| first.number != 0) {
            let message = "The first enum value must be zero for open enums.";
            self.mistakes.add(&value_at(0, path::enums::NUMBER), message);
        }
        if flag(&an_enum.options, ALLOW_ALIAS) == Some(1) {
            return;
        }
        let free = free_numbers(an_enum);
        let mut seen = HashMap::new();
        for (index, value) in an_enum.values.iter().enumerate() {
            let first = *seen.entry(value.number).or_insert(&value.name);
            if *first == value.name {
                continue;
            }
            // Values are siblings of their enum.
            let [name, other] = [&value.name, first].map(|name| joined(scope, name));
            let mut message = format!(
                "\"{name}\" uses the same enum value as \"{other}\". If this is intended, set 'option allow_alias = true;' \
                 to the enum definition."
            );
            if let Some(next) = free.get(&value.number.into()).filter(|next| **next < i32::MAX.into()) {
                message += &format!(" The next available enum value is {next}.");
            }
            self.mistakes.add(&value_at(index, path::enums::NUMBER), message);
        }
    }

    /// Names are different without regard to case, and without the enum's own name in front.
    fn json_names_of(&mut self, an_enum: &Enum, at: &[i32]) {
        // Of proto2, conflicts are but a warning where the option says so.
        if flag(&an_enum.options, LEGACY_JSON_CONFLICTS) == Some(1) && !self.file.is_proto3 {
            return;
        }
        let mut seen: HashMap<String, (&str, i32)> = HashMap::new();
        for (index, value) in an_enum.values.iter().enumerate() {
            let (name, number) =
                *seen.entry(stripped(&an_enum.name, &value.name)).or_insert((&value.name, value.number));
            if name != value.name && number != value.number {
                let message = format!(
                    "Enum name {} has the same name as {name} if you ignore case and strip out the enum name prefix (if \
                     any). (If you are using allow_alias, please assign the same number to each enum value name.)",
                    value.name
                );
                self.mistakes.add(&below(at, &[path::enums::VALUE, index as i32, path::NAME]), message);
            }
        }
    }
}

/// For each number of the enum's, the first one behind it that is free.
fn free_numbers(an_enum: &Enum) -> HashMap<i64, i64> {
    let mut numbers: Vec<_> = an_enum.values.iter().map(|value| i64::from(value.number)).collect();
    numbers.sort_unstable();
    let mut free = HashMap::new();
    for number in numbers.into_iter().rev() {
        let behind = number + 1;
        free.insert(number, free.get(&behind).copied().unwrap_or(behind));
    }
    free
}

/// A value's name in Pascal case, without the enum's name in front.
fn stripped(an_enum: &str, value: &str) -> String {
    let prefix: Vec<u8> = an_enum.bytes().filter(|byte| *byte != b'_').map(|byte| byte.to_ascii_lowercase()).collect();
    let mut rest = value.as_bytes();
    for letter in prefix {
        while let [b'_', behind @ ..] = rest {
            rest = behind;
        }
        match rest {
            [first, behind @ ..] if first.to_ascii_lowercase() == letter => rest = behind,
            _ => return pascal_case(value.as_bytes()),
        }
    }
    while let [b'_', behind @ ..] = rest {
        rest = behind;
    }
    pascal_case(if rest.is_empty() { value.as_bytes() } else { rest })
}

fn pascal_case(name: &[u8]) -> String {
    let mut result = String::new();
    let mut capital = true;
    for byte in name {
        match byte {
            b'_' => capital = true,
            _ if std::mem::take(&mut capital) => result.push(char::from(byte.to_ascii_uppercase())),
            _ => result.push(char::from(byte.to_ascii_lowercase())),
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::stripped;

    #[test]
    fn the_enums_name_in_front_does_not_count() {
        for (an_enum, value, name) in [
            ("Color", "COLOR_RED", "Red"),
            ("Color", "RED", "Red"),
            ("my_Enum", "MY_ENUM_BAR_BAZ", "BarBaz"),
            ("MyEnum", "MYENUMBARBAZ", "Barbaz"),
            ("Color", "COLOR", "Color"),
            ("Color", "COLD", "Cold"),
        ] {
            assert_eq!(stripped(an_enum, value), name, "{value}");
        }
    }
}
