//! Places in the source of options that no longer are what stands there.

use std::collections::{HashMap, HashSet};

use crate::builtin::ast::Location;
use crate::builtin::path as step;

/// Removes the places of the options at the paths `changed`, and those around them that are left with nothing in them: the
/// statement that sets an option of a file, and the brackets around a field's options.
pub(super) fn forget(locations: &mut Vec<Location>, changed: &HashSet<Vec<i32>>) {
    let mut gone = vec![false; locations.len()];
    // Places of all options of a field, with how many of them stay.
    let mut lists = HashMap::<&[i32], (usize, usize)>::new();
    for (at, location) in locations.iter().enumerate() {
        let path = &*location.path;
        let list = field_options(path);
        if list == Some(path.len()) {
            lists.insert(path, (at, 0));
        }
        if changed.contains(path) {
            gone[at] = true;
            if path.len() == 2 && at > 0 && locations[at - 1].path == [step::file::OPTIONS] {
                gone[at - 1] = true;
            }
        } else if let Some((_, stay)) = list.filter(|end| *end < path.len()).and_then(|end| lists.get_mut(&path[..end]))
        {
            *stay += 1;
        }
    }
    for (at, _) in lists.into_values().filter(|(_, stay)| *stay == 0) {
        gone[at] = true;
    }
    let mut gone = gone.into_iter();
    locations.retain(|_| !gone.next().unwrap_or_default());
}

/// Those of the `places` of a whole file that are among those of the file `stripped` of options, or lead to what is `filled`.
pub(super) fn common(places: &[Location], stripped: &[Location], filled: &HashSet<Vec<i32>>) -> Vec<Location> {
    let known: HashSet<_> = stripped.iter().map(|location| (&location.path, &location.span)).collect();
    let stay = places
        .iter()
        .filter(|location| known.contains(&(&location.path, &location.span)) || filled.contains(&location.path));
    stay.cloned().collect()
}

/// Where in `path` the options of a field end, if it leads to them or into them.
fn field_options(path: &[i32]) -> Option<usize> {
    let (&first, _) = path.split_first()?;
    let mut is_field = first == step::file::EXTENSION;
    if !is_field && first != step::file::MESSAGE {
        return None;
    }
    let mut at = 2;
    loop {
        let step = *path.get(at)?;
        match (is_field, step) {
            (true, step::field::OPTIONS) => return Some(at + 1),
            (false, step::message::FIELD | step::message::EXTENSION) => is_field = true,
            (false, step::message::NESTED) => {}
            _ => return None,
        }
        at += 2;
    }
}
