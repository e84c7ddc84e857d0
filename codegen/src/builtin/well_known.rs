//! The files that there are without being given: the schemas of Google's well-known types.
//!
//! A file of the same name that is found wins over these.

use super::ast::File;
use super::interpret::Moved;
use super::mistakes::Mistakes;
use super::pool::{FileInfo, Pool};
use super::{build, parser};

const FILES: &[(&str, &str)] = &[
    ("google/protobuf/any.proto", include_str!("well_known/any.proto")),
    ("google/protobuf/api.proto", include_str!("well_known/api.proto")),
    ("google/protobuf/compiler/plugin.proto", include_str!("well_known/plugin.proto")),
    (DESCRIPTOR, include_str!("well_known/descriptor.proto")),
    ("google/protobuf/duration.proto", include_str!("well_known/duration.proto")),
    ("google/protobuf/empty.proto", include_str!("well_known/empty.proto")),
    ("google/protobuf/field_mask.proto", include_str!("well_known/field_mask.proto")),
    ("google/protobuf/source_context.proto", include_str!("well_known/source_context.proto")),
    ("google/protobuf/struct.proto", include_str!("well_known/struct.proto")),
    ("google/protobuf/timestamp.proto", include_str!("well_known/timestamp.proto")),
    ("google/protobuf/type.proto", include_str!("well_known/type.proto")),
    ("google/protobuf/wrappers.proto", include_str!("well_known/wrappers.proto")),
];
/// The file that declares what options there are.
pub(super) const DESCRIPTOR: &str = "google/protobuf/descriptor.proto";

/// The text of the well-known file `name`.
pub(super) fn text(name: &str) -> Option<&'static str> {
    FILES.iter().find(|(other, _)| *other == name).map(|(_, text)| *text)
}

/// The names of all of them.
#[cfg(test)]
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(name, _)| *name)
}

/// A pool with the options that there are whether `descriptor.proto` is imported or not.
pub(super) fn options() -> Pool {
    options_of(text(DESCRIPTOR).unwrap_or_default())
}

/// The same as `descriptor` declares them, which takes the place of our own `descriptor.proto`.
pub(super) fn options_of(descriptor: &str) -> Pool {
    let mut pool = Pool::default();
    let Ok(mut file): Result<File, _> = parser::parse(DESCRIPTOR, descriptor.as_bytes()) else {
        return pool;
    };
    let visible = std::collections::HashSet::from([0]);
    pool.files.push(FileInfo {
        name: DESCRIPTOR.into(),
        package: "google.protobuf".into(),
        visible,
        ..FileInfo::default()
    });
    let mut mistakes = Mistakes::in_file(&[]);
    // Its own options are among those that it declares.
    build(&mut pool, &Pool::default(), 0, &mut file, &mut Moved::new(), &mut mistakes);
    pool
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_them_compile() {
        let names: Vec<_> = names().map(ToOwned::to_owned).collect();
        let compiled = super::super::compile(&mut |_| Ok(None), &names, &[]);
        assert_eq!(
            compiled.map(|outcome| outcome.files.len()).map_err(|errors| errors[0].to_string()),
            Ok(FILES.len())
        );
        assert!(options().message_named("google.protobuf.FeatureSet").is_some());
    }
}
