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
