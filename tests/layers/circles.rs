//! Files that use each other in a circle, and so are one thing in several places.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Pairs of files of which the first uses the second.
pub(crate) type Uses = BTreeSet<(String, String)>;

/// The shortest circle through each file that is on one, beginning with the first of its files. A part may use the whole that
/// it is a part of: that `x/y.rs` uses `x.rs` closes no circle.
pub(crate) fn circles(uses: &Uses) -> BTreeSet<Vec<&str>> {
    let mut used = BTreeMap::<&str, Vec<&str>>::new();
    for (from, to) in uses.iter().filter(|(from, to)| !is_part_of(from, to)) {
        used.entry(from).or_default().push(to);
    }
    used.keys().filter_map(|file| way_back(&used, file)).map(from_the_first).collect()
}

/// The shortest way from `file` to itself; it ends before it is there again.
fn way_back<'f>(used: &BTreeMap<&'f str, Vec<&'f str>>, file: &'f str) -> Option<Vec<&'f str>> {
    let mut came_from = BTreeMap::new();
    let mut next = VecDeque::from([file]);
    while let Some(at) = next.pop_front() {
        for to in used.get(at).into_iter().flatten() {
            if *to == file {
                let mut way = vec![at];
                while way[0] != file {
                    way.insert(0, came_from[way[0]]);
                }
                return Some(way);
            }
            came_from.entry(*to).or_insert_with(|| {
                next.push_back(to);
                at
            });
        }
    }
    None
}

fn from_the_first(mut circle: Vec<&str>) -> Vec<&str> {
    let first = (0..circle.len()).min_by_key(|at| circle[*at]).unwrap_or_default();
    circle.rotate_left(first);
    circle
}

/// Whether `file` is a part of what `whole` is about: `src/fs/walk.rs` of `src/fs.rs`, and all of `src` of `src/lib.rs`.
fn is_part_of(file: &str, whole: &str) -> bool {
    let folder = whole.trim_end_matches(".rs");
    let folder = ["/lib", "/main"].iter().find_map(|root| folder.strip_suffix(root)).unwrap_or(folder);
    file.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(pairs: &[(&str, &str)]) -> Vec<String> {
        let uses = pairs.iter().map(|(from, to)| (format!("src/{from}.rs"), format!("src/{to}.rs"))).collect();
        circles(&uses).into_iter().map(|circle| circle.join(" ").replace("src/", "").replace(".rs", "")).collect()
    }

    #[test]
    fn circles_are_found_once_each() {
        assert_eq!(found(&[("a", "b"), ("b", "c"), ("a", "c")]), <[&str; 0]>::default());
        assert_eq!(found(&[("b", "a"), ("a", "b"), ("d", "a")]), ["a b"]);
        assert_eq!(found(&[("c", "a"), ("a", "b"), ("b", "c"), ("x/z", "x/y"), ("x/y", "x/z")]), ["a b c", "x/y x/z"]);
    }

    #[test]
    fn parts_may_use_their_whole() {
        assert_eq!(found(&[("a", "a/b"), ("a/b", "a"), ("lib", "a"), ("a", "lib")]), <[&str; 0]>::default());
        // Here the whole is a part of its part.
        assert_eq!(found(&[("a", "a/b"), ("a/b", "c"), ("c", "a")]), ["a a/b c"]);
    }
}
