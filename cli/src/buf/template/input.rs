//! An input of buf.gen.yaml.

use std::path::Path;

use crate::buf::archive::Format;
use crate::buf::fields::Fields;
use crate::buf::yaml::Node;
use crate::compression::Compression;
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::buf) enum Kind {
    Directory,
    ProtoFile {
        /// Whether it stands for all files of its package.
        with_package: bool,
    },
    /// An image or another descriptor set.
    Image,
    Archive {
        format: Format,
        /// How many parts of the paths inside are left out.
        strip: usize,
        /// The directory that is the input, by its path inside.
        subdir: String,
    },
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
    ("tarball", ""),
    ("zip_archive", ""),
];

/// How names of images end, before the ending of a compression.
const IMAGES: [&str; 7] = ["binpb", "bin", "json", "txtpb", "textproto", "yaml", "yml"];
/// Where from archives are not read, and what to do instead.
const FETCH: &str = "fetch it, and name the file";

impl InputConfig {
    /// The input that is typed: a path, which may be followed by options behind a #. Code is generated for the `types`, if
    /// there are any.
    pub(in crate::buf) fn typed(typed: &str, types: &[String]) -> Result<Self> {
        let (location, options) = typed.split_once('#').map_or((typed, ""), |(path, options)| (path, options));
        let kind = typed_kind(typed, location, options)?;
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
        let location = fields.text(name)?.unwrap_or_default();
        let kind = match *name {
            "directory" => Kind::Directory,
            "proto_file" => Kind::ProtoFile { with_package: fields.flag("include_package_files")? },
            "tarball" | "zip_archive" => {
                if location.contains("://") {
                    let failure = fields.wrong(name, format!("{location} is not read by bufwasm"));
                    return Err(failure.hint(FETCH.to_owned()));
                }
                archive(&fields, *name == "zip_archive")?
            }
            _ => Kind::Image,
        };
        for option in SOME.iter().filter(|option| fields.node(option).is_some()) {
            let fits = match *option {
                "compression" => kind == Kind::Image || matches!(kind, Kind::Archive { format: Format::Tar(_), .. }),
                "strip_components" | "subdir" => matches!(kind, Kind::Archive { .. }),
                "include_package_files" => matches!(kind, Kind::ProtoFile { .. }),
                _ => false,
            };
            if !fits {
                return Err(fields.wrong(option, format!("{option} does not go with {name}")));
            }
        }
        Ok(Self {
            kind,
            location: location.to_owned(),
            types: fields.texts("types")?,
            exclude_types: fields.texts("exclude_types")?,
            paths: fields.texts("paths")?,
            exclude_paths: fields.texts("exclude_paths")?,
        })
    }
}

/// What the `location` is that is typed with `options` behind it.
fn typed_kind(typed: &str, location: &str, options: &str) -> Result<Kind> {
    let (mut with_package, mut is_image, mut format) = (false, false, Format::named(location));
    let (mut strip, mut subdir) = (0, String::new());
    for option in options.split(',').filter(|option| !option.is_empty()) {
        let wrong = || Failure::usage(format!("{typed}: the option {option} is not read by bufwasm"));
        match option.split_once('=').unwrap_or((option, "")) {
            ("include_package_files", value) => with_package = value == "true",
            ("format", "binpb" | "bin" | "json" | "txtpb") => is_image = true,
            ("format", "dir" | "protofile") => format = None,
            ("format", "tar") => format = Some(Format::Tar(None)),
            ("format", "targz") => format = Some(Format::Tar(Some(Compression::Gzip))),
            ("format", "zip") => format = Some(Format::Zip),
            ("compression", name) if matches!(format, Some(Format::Tar(_))) => {
                format = Some(Format::Tar(Some(Compression::named(name).ok_or_else(wrong)?)));
            }
            ("strip_components", count) => strip = count.parse().map_err(|_| wrong())?,
            ("subdir", path) => path.clone_into(&mut subdir),
            _ => return Err(wrong()),
        }
    }
    if location.contains("://") || location.ends_with(".git") {
        let instead =
            "clone or fetch it, and name what is there; `buf export` does the same with a module of a registry";
        return Err(Failure::usage(format!("{location} is not read by bufwasm")).hint(instead.to_owned()));
    }
    if let Some(format) = format {
        return Ok(Kind::Archive { format, strip, subdir });
    }
    let (plain, _) = Compression::split_name(Path::new(location));
    let ending = plain.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    Ok(match ending {
        _ if is_image || location == "-" || IMAGES.contains(&ending) => Kind::Image,
        "proto" => Kind::ProtoFile { with_package },
        _ => Kind::Directory,
    })
}

/// The archive that an input is.
fn archive(fields: &Fields<'_>, is_zip: bool) -> Result<Kind> {
    let compression = match fields.text("compression")? {
        None => None,
        Some(name) => Some(Compression::named(name).ok_or_else(|| {
            fields.wrong("compression", format!("{name} is no compression: it is gzip, zstd or none"))
        })?),
    };
    Ok(Kind::Archive {
        format: if is_zip { Format::Zip } else { Format::Tar(compression) },
        strip: fields.count("strip_components")?,
        subdir: fields.text("subdir")?.unwrap_or_default().to_owned(),
    })
}
