//! One job in pieces: what a plugin is asked about at a time.
//!
//! buf asks a plugin about one directory at a time, protoc about all files at once. Pieces may be asked about by several
//! threads, and a piece whose files have not changed need not be asked about again.

use std::collections::HashMap;

use prost::Message;

use crate::protos::{ProtoFile, Protos};

/// How files are put together for a plugin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strategy {
    /// All files at once, as protoc does.
    #[default]
    All,
    /// The files of a directory at once, as buf does.
    Directory,
    /// Each file alone.
    File,
}

/// What counts here of a `FileDescriptorProto`: what it imports.
#[derive(Clone, PartialEq, Message)]
struct Imports {
    #[prost(string, repeated, tag = "3")]
    dependency: Vec<String>,
    #[prost(string, repeated, tag = "15")]
    option_dependency: Vec<String>,
}

impl Protos {
    /// The names of the files to generate code for, in pieces: each in the order in which the files were given, the pieces
    /// in the order of their first files.
    pub fn pieces(&self, strategy: Strategy) -> Vec<Vec<String>> {
        let directory = |name: &str| name.rsplit_once('/').map_or("", |(directory, _)| directory).to_owned();
        let mut pieces: Vec<Vec<String>> = Vec::new();
        let mut begun: HashMap<String, usize> = HashMap::new();
        for name in &self.to_generate {
            let key = match strategy {
                Strategy::All => String::new(),
                Strategy::Directory => directory(name),
                Strategy::File => name.clone(),
            };
            let index = *begun.entry(key).or_insert_with(|| {
                pieces.push(Vec::new());
                pieces.len() - 1
            });
            pieces[index].push(name.clone());
        }
        pieces
    }

    /// The files called `names` and all that they import, in the order in which protoc would name them.
    pub(crate) fn closure(&self, names: &[String]) -> Vec<&ProtoFile> {
        let by_name: HashMap<_, _> = self.files.iter().map(|file| (&*file.name, file)).collect();
        let mut ordered = Vec::new();
        let mut seen = std::collections::HashSet::new();
        // A file waits until what it imports has been named.
        let mut pending: Vec<_> = names.iter().rev().filter_map(|name| Some((*by_name.get(&**name)?, false))).collect();
        while let Some((file, has_waited)) = pending.pop() {
            if has_waited {
                ordered.push(file);
            } else if seen.insert(&*file.name) {
                pending.push((file, true));
                // A descriptor that has been compiled can be read.
                let Imports { dependency, option_dependency } = Imports::decode(&*file.encoded).unwrap_or_default();
                let imported = option_dependency.iter().chain(&dependency);
                let imported: Vec<_> = imported.filter_map(|name| by_name.get(&**name)).collect();
                pending.extend(imported.into_iter().rev().map(|file| (*file, false)));
            }
        }
        ordered
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::CodeGeneratorRequest;
    use crate::sources::Sources;

    fn protos() -> Protos {
        let sources = Sources::from_iter([
            ("a/one.proto", "syntax = \"proto3\"; import \"b/two.proto\"; message One { Two two = 1; }"),
            ("b/two.proto", "syntax = \"proto3\"; message Two {}"),
            ("a/three.proto", "syntax = \"proto3\"; message Three {}"),
        ]);
        Protos::compile(&sources, ["a/one.proto", "b/two.proto", "a/three.proto"]).unwrap()
    }

    #[test]
    fn files_go_together_by_strategy() {
        let protos = protos();
        for (strategy, pieces) in [
            (Strategy::All, &[&["a/one.proto", "b/two.proto", "a/three.proto"][..]][..]),
            (Strategy::Directory, &[&["a/one.proto", "a/three.proto"], &["b/two.proto"]]),
            (Strategy::File, &[&["a/one.proto"], &["b/two.proto"], &["a/three.proto"]]),
        ] {
            assert_eq!(protos.pieces(strategy), pieces, "{strategy:?}");
        }
    }

    #[test]
    fn a_piece_is_asked_about_as_if_there_were_no_other() {
        let protos = protos();
        assert_eq!(protos.request_about(&protos.to_generate, "x"), protos.request("x"));
        let read = |names: &[&str]| {
            let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
            let request = CodeGeneratorRequest::decode(&*protos.request_about(&names, "")).unwrap();
            let files = request.proto_file.into_iter().map(|file| ProtoFile::read(file).unwrap().name);
            (request.file_to_generate, files.collect::<Vec<_>>(), request.source_file_descriptors.len())
        };
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(read(&["a/one.proto"]), (names(&["a/one.proto"]), names(&["b/two.proto", "a/one.proto"]), 1));
        assert_eq!(read(&["a/three.proto"]), (names(&["a/three.proto"]), names(&["a/three.proto"]), 1));
    }
}
