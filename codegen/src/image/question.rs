//! What plugins are asked about an image.
//!
//! It is what buf asks them: `ImagesToCodeGeneratorRequests` and `ImageByDir` of its package `bufimage`.

use std::collections::{BTreeMap, HashSet};

use prost::Message;

use super::{Image, ImageFile, Places, is_well_known};
use crate::pieces::Strategy;
use crate::request::CodeGeneratorRequest;

/// How a plugin is asked about an image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageQuestion {
    /// What it is asked about at a time.
    pub strategy: Strategy,
    /// Whether it is asked about imported files, too.
    pub imports: bool,
    /// With `imports`: whether about those that protobuf itself brings, too.
    pub well_known: bool,
    /// The plugin's options; may be empty.
    pub parameter: String,
}

/// Files of an image that a plugin is asked about at once, with all that they import, and whether that is why they are there.
type Piece = Vec<(usize, bool)>;

impl Image {
    /// The encoded requests, in the order in which buf makes them. No file is asked about twice.
    pub fn requests(&self, question: &ImageQuestion) -> Vec<Vec<u8>> {
        let pieces = match question.strategy {
            Strategy::All => {
                vec![self.files.iter().enumerate().map(|(at, file)| (at, file.is_import)).collect::<Piece>()]
            }
            strategy => self.pieces(strategy, question),
        };
        let imports =
            |piece: &Piece| piece.iter().filter(|(_, is_import)| !is_import).map(|(at, _)| *at).collect::<Vec<_>>();
        let asked: HashSet<_> = pieces.iter().flat_map(imports).collect();
        let encoded: Vec<_> = self.files.iter().map(|file| (file.whole.encode(), file.stripped.encode())).collect();
        let mut also_asked = HashSet::new();
        let requests = pieces.iter().map(|piece| {
            let parameter = Some(question.parameter.clone()).filter(|parameter| !parameter.is_empty());
            let mut request = CodeGeneratorRequest { parameter, ..CodeGeneratorRequest::default() };
            for &(at, is_import) in piece {
                let file = &self.files[at];
                let (whole, stripped) = &encoded[at];
                let is_asked =
                    !is_import || (question.wants_import(file) && !asked.contains(&at) && also_asked.insert(at));
                if is_asked {
                    request.file_to_generate.push(file.name().to_owned());
                    request.source_file_descriptors.push(whole.clone());
                }
                request.proto_file.push(if is_asked { stripped } else { whole }.clone());
            }
            request.encode_to_vec()
        });
        requests.collect()
    }

    /// The files that are asked about in pieces, each in the order of its names.
    fn pieces(&self, strategy: Strategy, question: &ImageQuestion) -> Vec<Piece> {
        let mut asked = BTreeMap::<&str, Vec<usize>>::new();
        for (at, file) in self.files.iter().enumerate() {
            if !file.is_import || question.wants_import(file) {
                let directory = file.name().rsplit_once('/').map_or(".", |(directory, _)| directory);
                asked.entry(if strategy == Strategy::File { file.name() } else { directory }).or_default().push(at);
            }
        }
        let places = Places::of(&self.files);
        let pieces = asked.into_values().map(|mut asked| {
            asked.sort_by_key(|at| self.files[*at].name());
            let is_asked: HashSet<_> = asked.iter().copied().collect();
            places.with_imports(&asked).into_iter().map(|at| (at, !is_asked.contains(&at))).collect()
        });
        pieces.collect()
    }
}

impl ImageQuestion {
    /// Whether an imported file is asked about.
    fn wants_import(&self, file: &ImageFile) -> bool {
        self.imports && (self.well_known || !is_well_known(file.name()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protos::Protos;
    use crate::sources::Sources;

    #[test]
    fn no_file_is_asked_about_twice() {
        let sources = Sources::from_iter([
            ("b/one.proto", "syntax = \"proto3\"; import \"c/two.proto\"; import \"b/zero.proto\";"),
            ("b/zero.proto", "syntax = \"proto3\"; import \"google/protobuf/any.proto\";"),
            ("c/two.proto", "syntax = \"proto3\"; import \"d/three.proto\";"),
            ("d/three.proto", "syntax = \"proto3\";"),
        ]);
        let protos = Protos::compile(&sources, ["b/one.proto", "b/zero.proto", "c/two.proto"]).unwrap();
        let image = Image::new(&protos, &BTreeMap::new()).unwrap();
        let asked = |question: ImageQuestion| -> Vec<String> {
            let requests = image.requests(&question).into_iter();
            let requests = requests.map(|request| CodeGeneratorRequest::decode(&*request).unwrap());
            requests
                .map(|request| format!("{} of {}", request.file_to_generate.join(" "), request.proto_file.len()))
                .collect()
        };
        let question = ImageQuestion { strategy: Strategy::Directory, ..ImageQuestion::default() };
        assert_eq!(asked(question.clone()), ["b/zero.proto b/one.proto of 5", "c/two.proto of 2"]);
        let imports = ImageQuestion { imports: true, ..question };
        assert_eq!(asked(imports.clone()), ["b/zero.proto b/one.proto of 5", "c/two.proto of 2", "d/three.proto of 1"]);
        let all = ImageQuestion { strategy: Strategy::All, well_known: true, ..imports };
        assert_eq!(asked(all), ["d/three.proto c/two.proto google/protobuf/any.proto b/zero.proto b/one.proto of 5"]);
    }
}
