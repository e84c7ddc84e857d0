//! What plugins are asked about: directories with their modules, .proto files, and images.

use std::path::{Path, PathBuf};

use bufwasm_codegen::{DescribedFile, FindSource, ProtoError, TypeFilter, image_files};

use crate::buf::archive;
use crate::buf::bucket::Bucket;
use crate::buf::files::{ModuleFiles, Narrowed};
use crate::buf::template::{InputConfig, Kind, Template};
use crate::buf::workspace::{Wanted, Workspace, absolute};
use crate::compile::Includes;
use crate::failure::{Failure, Result};
use crate::generate::args::GenerateArgs;
use crate::generate::descriptor_set::{read_set, read_sets};
use crate::generate::plan::{ImageRules, Input};

/// The files that `config` describes.
pub(super) fn input(config: &InputConfig, template: &Template, args: &GenerateArgs) -> Result<Input> {
    let managed = template.managed.clone();
    let input = match &config.kind {
        Kind::Image => image(config, args),
        Kind::Directory | Kind::ProtoFile { .. } | Kind::Archive { .. } => sources(config, args),
    }?;
    let types = super::filter(or(&args.buf.types, &config.types), or(&args.buf.exclude_types, &config.exclude_types));
    let image = input.image.map(|rules| ImageRules { types, managed, ..rules });
    Ok(Input { image, ..input })
}

/// Where an input is that has sources.
struct Located {
    bucket: Bucket,
    /// The directory or file that it is; absolute.
    path: PathBuf,
    /// What paths begin in that narrow it down.
    base: PathBuf,
}

fn locate(config: &InputConfig) -> Result<Located> {
    let location = Path::new(&config.location);
    let path = absolute(location);
    let (what, is_there) = match &config.kind {
        Kind::Archive { format, strip, subdir } => {
            let top = absolute(Path::new("."));
            let bucket = archive::open(location, *format, *strip, &top)?;
            let path = absolute(&top.join(subdir));
            return match path.starts_with(&top) && !subdir.starts_with('/') {
                true => Ok(Located { bucket, base: path.clone(), path }),
                false => Err(Failure::usage(format!("{subdir} leads out of {}", config.location))),
            };
        }
        Kind::ProtoFile { .. } => ("file", path.is_file()),
        _ => ("directory", path.is_dir()),
    };
    match is_there {
        true => Ok(Located { bucket: Bucket::Disk, path, base: PathBuf::new() }),
        false => Err(Failure::usage(format!("there is no {what} {}", config.location))),
    }
}

/// Those of a workspace.
fn sources(config: &InputConfig, args: &GenerateArgs) -> Result<Input> {
    let Located { bucket, path, base } = locate(config)?;
    let is_of_file = matches!(config.kind, Kind::ProtoFile { .. });
    let directory = if is_of_file { path.parent().unwrap_or(&path) } else { &path };
    let wanted = Wanted { bucket: &bucket, input: directory, is_of_file, config: args.buf.config.as_deref() };
    let workspace = Workspace::find(&wanted)?;
    let others: Box<dyn FindSource> = match args.includes.is_empty() {
        true => Box::new(Includes::none()),
        false => Box::new(Includes::new(&args.includes)),
    };
    let files = ModuleFiles::find(&workspace, bucket, others)?;
    let mut narrowed = Narrowed {
        paths: absolutes(&base, or(&args.buf.paths, &config.paths)),
        exclude_paths: absolutes(&base, or(&args.buf.exclude_paths, &config.exclude_paths)),
    };
    narrowed.check(&workspace)?;
    if is_of_file {
        narrowed.paths = vec![path.clone()];
    }
    let mut names = files.targets(&narrowed)?;
    if config.kind == (Kind::ProtoFile { with_package: true }) {
        names = files.with_package(names);
    }
    let modules = files.modules();
    let directories = workspace.modules.iter().map(|module| module.directory.clone());
    Ok(Input {
        directories: directories.chain(args.includes.iter().cloned()).collect(),
        sources: Box::new(files),
        sets: read_sets(&args.set.sets)?,
        files: names,
        set: None,
        image: Some(ImageRules { modules, types: TypeFilter::default(), managed: None }),
        unread: unread(&workspace),
    })
}

/// What to say, where imports are not found, of the dependencies that are not in the `workspace` themselves.
fn unread(workspace: &Workspace) -> Vec<ProtoError> {
    let is_here = |name: &str| workspace.modules.iter().any(|module| module.name.as_deref() == Some(name));
    let deps = workspace.deps.iter().filter(|(_, name)| !is_here(name.split(':').next().unwrap_or_default()));
    deps.map(|(place, name)| place.mistake(format!("{name} is in a registry, and bufwasm asks none"))).collect()
}

/// Those of an image, or of another descriptor set.
fn image(config: &InputConfig, args: &GenerateArgs) -> Result<Input> {
    let set = read_set(Path::new(&config.location))?;
    let described = image_files(&set.encoded);
    let (paths, excluded) = (or(&args.buf.paths, &config.paths), or(&args.buf.exclude_paths, &config.exclude_paths));
    let below = |name: &str, of: &[String]| of.iter().any(|path| Path::new(name).starts_with(path));
    let is_target = |file: &&DescribedFile| match paths {
        [] => !file.is_import && !below(&file.name, excluded),
        paths => below(&file.name, paths) && !below(&file.name, excluded),
    };
    let files: Vec<_> = described.iter().filter(is_target).map(|file| file.name.clone()).collect();
    if files.is_empty() {
        return Err(Failure::usage(format!("there is no file to generate code for in {}", config.location)));
    }
    let modules = described.into_iter().filter_map(|file| Some((file.name, file.module?))).collect();
    let mut sets = vec![set];
    sets.extend(read_sets(&args.set.sets)?);
    let image = Some(ImageRules { modules, types: TypeFilter::default(), managed: None });
    Ok(Input {
        sources: Box::new(Includes::none()),
        directories: Vec::new(),
        sets,
        files,
        set: None,
        image,
        unread: Vec::new(),
    })
}

/// The first of the two that says something.
fn or<'a>(typed: &'a [String], written: &'a [String]) -> &'a [String] {
    if typed.is_empty() { written } else { typed }
}

fn absolutes(base: &Path, paths: &[String]) -> Vec<PathBuf> {
    paths.iter().map(|path| absolute(&base.join(path))).collect()
}
