//! An input of buf.gen.yaml.

use crate::buf::yaml::Node;
use crate::failure::{Failure, Result};

/// What buf.gen.yaml says of an input.
pub(in crate::buf) struct InputConfig {
    pub(in crate::buf) kind: Kind,
    /// Where it is.
    pub(in crate::buf) location: String,
    pub(in crate::buf) types: Vec<String>,
    pub(in crate::buf) exclude_types: Vec<String>,
    pub(in crate::buf) paths: Vec<String>,
    pub(in crate::buf) exclude_paths: Vec<String>,
}

/// What an input is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::buf) enum Kind {
    Directory,
    ProtoFile {
        /// Whether it stands for all files of its package.
        with_package: bool,
    },
    /// An image or another descriptor set.
    Image,
}

const ANY: [&str; 4] = ["types", "exclude_types", "paths", "exclude_paths"];
/// Options of some kinds of inputs.
const SOME: [&str; 10] = [
    "compression",
    "strip_components",
    "subdir",
    "branch",
    "commit",
    "tag",
    "ref",
    "depth",
    "recurse_submodules",
    "include_package_files",
];
/// What inputs may be, and what to do instead of those that are not read.
const KINDS: [(&str, &str); 10] = [
    ("directory", ""),
    ("proto_file", ""),
    ("binary_image", ""),
    ("json_image", ""),
    ("text_image", ""),
    ("yaml_image", "`buf convert` and `buf build` write the same as binary_image"),
    (
        "module",
        "`buf export MODULE -o DIR`, and then directory: DIR; or `buf build MODULE -o image.binpb`, and binary_image",
    ),
    ("git_repo", "clone it, and then directory: DIR"),
    ("tarball", "unpack it, and then directory: DIR"),
    ("zip_archive", "unpack it, and then directory: DIR"),
];

/// How names of images end, before the ending of a compression.
const IMAGES: [&str; 7] = ["binpb", "bin", "json", "txtpb", "textproto", "yaml", "yml"];
/// How names end of what is not read.
const UNREAD: [&str; 5] = [".git", ".tar", ".tar.gz", ".tgz", ".zip"];

impl InputConfig {
    /// The input that is typed: a path, which may be followed by options behind a #. Code is generated for the `types`, if
    /// there are any.
    pub(in crate::buf) fn typed(typed: &str, types: &[String]) -> Result<Self> {
        let (location, options) = typed.split_once('#').map_or((typed, ""), |(path, options)| (path, options));
        let mut with_package = false;
        let mut is_image = false;
        for option in options.split(',').filter(|option| !option.is_empty()) {
            match option.split_once('=').unwrap_or((option, "")) {
                ("include_package_files", value) => with_package = value == "true",
                ("format", "binpb" | "bin" | "json" | "txtpb") => is_image = true,
                ("format", "dir" | "protofile") => {}
                _ => return Err(Failure::usage(format!("{typed}: the option {option} is not read by bufwasm"))),
            }
        }
        let instead =
            "clone or unpack it, and name the directory; `buf export` does the same with a module of a registry";
        if UNREAD.iter().any(|ending| location.ends_with(ending)) || location.contains("://") {
            return Err(Failure::usage(format!("{location} is not read by bufwasm")).hint(instead.to_owned()));
        }
        let plain = [".gz", ".zst"].iter().find_map(|ending| location.strip_suffix(ending)).unwrap_or(location);
        let ending = plain.rsplit_once('.').map_or("", |(_, ending)| ending);
        let kind = match ending {
            _ if is_image || location == "-" || IMAGES.contains(&ending) => Kind::Image,
            "proto" => Kind::ProtoFile { with_package },
            _ => Kind::Directory,
        };
        let none = Vec::new;
        let location = location.to_owned();
        Ok(Self { kind, location, types: types.to_vec(), exclude_types: none(), paths: none(), exclude_paths: none() })
    }

    pub(super) fn read(node: &Node) -> Result<Self> {
        let known: Vec<_> = KINDS.iter().map(|(kind, _)| *kind).chain(ANY).chain(SOME).collect();
        let fields = node.fields("an input", &known)?;
        let mut given = KINDS.iter().filter(|(kind, _)| fields.node(kind).is_some());
        let kinds = || KINDS.map(|(kind, _)| kind).join(", ");
        let (name, instead) =
            given.next().ok_or_else(|| node.place.wrong(format!("an input has to be one of {}", kinds())))?;
        if let Some((other, _)) = given.next() {
            return Err(fields.wrong(other, format!("an input is one thing, and this is {name} and {other}")));
        }
        if !instead.is_empty() {
            let hint = (*instead).to_owned();
            return Err(fields.wrong(name, format!("{name} is not read by bufwasm")).hint(hint));
        }
        let kind = match *name {
            "directory" => Kind::Directory,
            "proto_file" => Kind::ProtoFile { with_package: fields.flag("include_package_files")? },
            _ => Kind::Image,
        };
        for option in SOME.iter().filter(|option| fields.node(option).is_some()) {
            let fits = match *option {
                "compression" => kind == Kind::Image,
                "include_package_files" => matches!(kind, Kind::ProtoFile { .. }),
                _ => false,
            };
            if !fits {
                return Err(fields.wrong(option, format!("{option} does not go with {name}")));
            }
        }
        Ok(Self {
            kind,
            location: fields.text(name)?.unwrap_or_default().to_owned(),
            types: fields.texts("types")?,
            exclude_types: fields.texts("exclude_types")?,
            paths: fields.texts("paths")?,
            exclude_paths: fields.texts("exclude_paths")?,
        })
    }
}
