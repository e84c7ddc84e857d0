//! Images narrowed down to types, or without some: what those need stays, and all else goes.
//!
//! It is what `FilterImage` of buf's `bufimageutil` does. First it is found out what is kept ([`closure`]), then the files are
//! written anew ([`prune`]), with places in the source moved to where things now are ([`paths`]).

mod closure;
mod elements;
mod paths;
mod prune;

use std::collections::BTreeSet;

use self::closure::Closure;
use self::elements::Elements;
use super::{Image, ImageFile};

/// Which types stay in an image. A name is that of a package, message, enum, extension, service or method; with `.**` behind it,
/// it stands for all that is nested in it, too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypeFilter {
    /// The types that stay, with all that they need; all if there are none.
    pub include: BTreeSet<String>,
    /// The types that go, with what is of these types.
    pub exclude: BTreeSet<String>,
}

/// Why an image cannot be narrowed down.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    /// It is no name, or has an asterisk where there can be none.
    #[error("{0} is no name of a type or package; .** may stand behind one")]
    NoName(String),
    /// There is no such type or package.
    #[error("there is no type or package {0}")]
    Unknown(String),
    /// The type or package is only imported.
    #[error("{0} is imported: code is generated for what is not")]
    Imported(String),
    /// The package has nothing but packages in it.
    #[error("the package {0} declares no type; {0}.** stands for the packages in it, too")]
    EmptyPackage(String),
    /// It is to be kept, and to go.
    #[error("{0} is excluded, or something that it cannot be without")]
    Excluded(String),
    /// What a descriptor refers to is not in the image.
    #[error("{0} is referred to, and is not in the image")]
    Missing(String),
}

impl TypeFilter {
    /// Whether everything stays.
    pub fn is_empty(&self) -> bool {
        self.include.is_empty() && self.exclude.is_empty()
    }
}

impl Image {
    /// The image with no more than `filter` lets stay.
    ///
    /// # Errors
    ///
    /// The filter names what is not there, or contradicts itself.
    pub fn filtered(&self, filter: &TypeFilter) -> Result<Self, FilterError> {
        if filter.is_empty() {
            return Ok(self.clone());
        }
        let elements = Elements::of(&self.files);
        let mut closure = Closure::new(&elements, filter);
        closure.find()?;
        let kept = self.files.iter().enumerate().filter(|(at, _)| closure.has_file(*at));
        let files = kept.filter_map(|(at, file)| {
            let prune = |descriptor| prune::prune(descriptor, at, &closure);
            Some(ImageFile { whole: prune(&file.whole)?, stripped: prune(&file.stripped)?, ..file.clone() })
        });
        Ok(Self { files: files.collect() })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::protos::Protos;
    use crate::sources::Sources;

    fn image(files: &[(&str, &str)], targets: &[&str]) -> Image {
        let protos = Protos::compile(&Sources::from_iter(files.iter().copied()), targets.iter().copied()).unwrap();
        Image::new(&protos, &BTreeMap::new()).unwrap()
    }

    fn filter(include: &[&str], exclude: &[&str]) -> TypeFilter {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        TypeFilter { include: names(include), exclude: names(exclude) }
    }

    /// The messages of each file, and what it imports.
    fn shown(image: &Image) -> Vec<String> {
        let files = image.files.iter().map(|file| {
            let messages: Vec<_> = file.whole.messages.iter().map(|message| &*message.name).collect();
            format!("{} {} < {}", file.name(), messages.join(","), file.whole.dependencies.join(","))
        });
        files.collect()
    }

    const FILES: [(&str, &str); 3] = [
        (
            "a.proto",
            "syntax = \"proto3\"; package a; import \"b.proto\"; import \"c.proto\";
            message A { b.B b = 1; } message C { c.C c = 1; message In { A a = 1; } } message Alone {}",
        ),
        ("b.proto", "syntax = \"proto3\"; package b; message B {} message Other {}"),
        ("c.proto", "syntax = \"proto3\"; package c; message C {}"),
    ];

    #[test]
    fn what_is_needed_stays_and_nothing_else() {
        let image = image(&FILES, &["a.proto"]);
        for (include, exclude, left) in [
            (&["a.A"][..], &[][..], &["b.proto B < ", "a.proto A < b.proto"][..]),
            (&["a.C"], &["c.C"], &["a.proto C < "]),
            (&["a.C.In"], &["b.B"], &["a.proto A,C < "]),
            (&[], &["a.C"], &["b.proto B,Other < ", "a.proto A,Alone < b.proto"]),
            (&["a"], &["c"], &["b.proto B < ", "a.proto A,C,Alone < b.proto"]),
        ] {
            assert_eq!(shown(&image.filtered(&filter(include, exclude)).unwrap()), left, "{include:?} {exclude:?}");
        }
    }

    #[test]
    fn names_that_are_not_there_are_told() {
        let image = image(&FILES, &["a.proto"]);
        for (include, exclude, error) in [
            (&["a.X"][..], &[][..], FilterError::Unknown("a.X".into())),
            (&[], &["x.**"], FilterError::Unknown("x.**".into())),
            (&["a*"], &[], FilterError::NoName("a*".into())),
            (&["b.B"], &[], FilterError::Imported("b.B".into())),
            (&["a.A"], &["a.A"], FilterError::Excluded("a.A".into())),
        ] {
            assert_eq!(image.filtered(&filter(include, exclude)).unwrap_err(), error);
        }
    }

    #[test]
    fn a_chain_of_types_may_be_long() {
        let message = |index: usize| format!("message M{index} {{ M{} next = 1; }}", index + 1);
        let text: String = (0..5_000).map(message).collect();
        let text = format!("syntax = \"proto3\"; {text} message M5000 {{}} message Other {{}}");
        let image = image(&[("a.proto", &text)], &["a.proto"]).filtered(&filter(&["M0"], &[])).unwrap();
        assert_eq!(image.files[0].whole.messages.len(), 5_001);
    }
}
