//! .proto files that say what a request says, for people to read and for compilers to make the request of.
//!
//! They say what descriptors do; where things stand in them is another matter, and so are files of Google's own, which every
//! compiler has. Whether a compiler makes of them what the request has is for the caller to find out.

mod definitions;
mod options;
mod raw;
mod schema;
mod value;
mod writer;

use bufwasm_codegen::{Protos, Sources};

use crate::model::{File, Request};
use crate::valid::is_path;
use schema::Schema;
use writer::Writer;

/// A .proto file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProtoSource {
    /// The name by which other files import it.
    pub name: String,
    /// What it says.
    pub text: String,
}

/// .proto files that show a bug.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProtoSources {
    /// The files, but those of Google's own.
    pub files: Vec<ProtoSource>,
    /// The names of the files that the plugin is asked about.
    pub asked: Vec<String>,
    /// The plugin's options.
    pub parameter: String,
    /// Whether that was tried. It was not if a file is one of an edition, which takes protoc to compile.
    pub tried: bool,
}

impl ProtoSources {
    /// The request that a compiler makes of them, if they compile.
    pub(crate) fn compiled(&self) -> Option<Vec<u8>> {
        let texts = Sources::from_iter(self.files.iter().map(|file| (&file.name, &file.text)));
        Some(Protos::compile(&texts, &self.asked).ok()?.request(&self.parameter))
    }
}

/// The .proto files of `request`; `None` if it holds something that cannot be said in one.
pub(crate) fn sources(request: &Request) -> Option<Vec<ProtoSource>> {
    let schema = Schema::of(request);
    let own = request.files.iter().filter(|file| !file.name().starts_with("google/protobuf/"));
    own.map(|file| Some(ProtoSource { name: file.name().into(), text: text(file, &schema)? })).collect()
}

/// The .proto file that `file` is a descriptor of.
fn text(file: &File, schema: &Schema) -> Option<String> {
    is_path(file.name()).then_some(())?;
    let language = match (file.syntax(), file.edition) {
        ("" | "proto2", None) => "syntax = \"proto2\"".to_owned(),
        ("proto3", None) => "syntax = \"proto3\"".to_owned(),
        ("editions", Some(edition)) => format!("edition = \"{}\"", edition_name(edition)?),
        _ => return None,
    };
    let mut writer = Writer::of(file, schema);
    writer.statement(&[12], &language);
    if let Some(package) = &file.package {
        writer.statement(&[2], &format!("package {package}"));
    }
    for (at, name) in (0..).zip(&file.dependencies) {
        let kind = match () {
            () if file.public_dependencies.contains(&at) => "public ",
            () if file.weak_dependencies.contains(&at) => "weak ",
            () => "",
        };
        writer.statement(&[3, at], &format!("import {kind}{}", value::quoted(name.as_bytes())));
    }
    writer.options("FileOptions", file.options.as_deref())?;
    writer.definitions(file)?;
    Some(writer.into_text())
}

/// What a file calls its edition, by `Edition` of descriptor.proto.
fn edition_name(edition: i32) -> Option<&'static str> {
    match edition {
        1000 => Some("2023"),
        1001 => Some("2024"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dice::Dice;
    use crate::mutate::Parent;
    use crate::seeds::built_in;

    /// What a compiler makes of the .proto files that say what `request` says.
    fn compiled(request: &Request) -> Request {
        let written = sources(request).unwrap();
        let texts = Sources::from_iter(written.iter().map(|source| (&source.name, &source.text)));
        let protos = Protos::compile(&texts, &request.file_to_generate);
        Request::read(&protos.unwrap_or_else(|error| panic!("{error}\n{written:#?}")).request("")).unwrap()
    }

    /// Where two requests differ, but for the places of things and the order of the files: that of the imports counts.
    fn first_difference(one: &Request, other: &Request) -> Option<String> {
        let lines = |request: &Request| {
            let mut files = request.files.clone();
            files.iter_mut().for_each(|file| file.source = None);
            files.sort_by(|one, other| one.name.cmp(&other.name));
            format!("{files:#?}").lines().map(ToOwned::to_owned).collect::<Vec<_>>()
        };
        let (one, other) = (lines(one), lines(other));
        let at = one.iter().zip(&other).position(|(one, other)| one != other);
        let around = |lines: &[String], at: usize| lines[at.saturating_sub(12)..lines.len().min(at + 2)].join("\n");
        at.map(|at| format!("{}\nand not\n{}", around(&one, at), around(&other, at)))
            .or_else(|| (one.len() != other.len()).then(|| "one has more".into()))
    }

    #[test]
    fn seeds_are_made_again_of_what_is_written() {
        for seed in built_in("").unwrap() {
            let request = Request::read(&seed).unwrap();
            assert_eq!(first_difference(&compiled(&request), &request), None);
        }
    }

    fn request_for(text: &str) -> Request {
        let texts = Sources::from_iter([("a/b.proto", text)]);
        Request::read(&Protos::compile(&texts, ["a/b.proto"]).unwrap().request("")).unwrap()
    }

    #[test]
    fn what_the_language_has_is_written() {
        let text = r#"// At the top.

            // The syntax.
            syntax = "proto2";
            package a.b;
            import public "google/protobuf/any.proto";
            import "google/protobuf/descriptor.proto";
            option java_package = "a\"\\\n\000\xff";
            option optimize_for = CODE_SIZE;
            option (on_file) = { name: "x" inner { n: -1 n: 2 } [a.b.in_note]: 1.5 weights: inf by_key { key: "k" value: 7 } };
            extend google.protobuf.FileOptions { optional Note on_file = 50001; repeated sint64 zigzag = 50002; }
            extend google.protobuf.EnumValueOptions { optional bytes raw = 50001; }
            message Note {
                optional string name = 1;
                optional Note inner = 2;
                repeated int32 n = 3 [packed = true];
                repeated double weights = 4;
                map<string, fixed64> by_key = 5;
                extensions 100 to 199, 1000 to max;
                reserved 10 to 12, 14;
                reserved "gone", "lost";
            }
            // A message of many parts.
            // On two lines.
            message Parts {
                option deprecated = true;
                required bytes data = 1 [default = "\001\"\\", deprecated = true]; // behind it
                optional string text = 2 [default = "a\"\n\\", json_name = "TEXT"];
                optional double most = 3 [default = inf];
                optional float least = 4 [default = -1e-9];
                optional State state = 5 [default = ON];
                repeated group Members = 6 { optional .a.b.Parts inside = 1; enum Kind { A = 0; } }
                oneof one { string left = 7; Note right = 8 [lazy = true]; }
                enum State { option allow_alias = true; OFF = 0; ON = 1; TOO = 1 [(raw) = "\377"]; reserved -5 to -2, 9 to max; reserved "NO"; }
            }
            extend Note { optional float in_note = 100; optional group Late = 101 { optional bool b = 1; } }
            service Talks {
                // Says it.
                rpc Say (stream Note) returns (stream .a.b.Parts.Members) { option idempotency_level = IDEMPOTENT; }
                rpc Ask (Note) returns (Parts);
            }
        "#;
        let request = request_for(text);
        let again = compiled(&request);
        assert_eq!(first_difference(&again, &request), None, "{}", sources(&request).unwrap()[0].text);
        let comments = |request: &Request| {
            let locations = request.files.last().unwrap().source.clone().unwrap().locations.into_iter();
            let told = locations.filter(|place| place.leading.is_some() || place.trailing.is_some());
            told.map(|place| (place.path, place.leading, place.trailing, place.detached)).collect::<Vec<_>>()
        };
        let mut expected = comments(&request);
        let mut found = comments(&again);
        expected.sort();
        found.sort();
        assert!(expected.len() == 4, "{expected:?}");
        assert_eq!(found, expected);
    }

    #[test]
    fn most_of_what_protoc_could_send_is_made_again() {
        let mut dice = Dice::new(1);
        let seeds: Vec<_> = built_in("").unwrap().into_iter().map(Parent::new).collect();
        let (mut asked, mut made) = (0, 0);
        for seed in seeds.iter().cycle().take(70) {
            let child = Parent::new(seed.child(seed, 1 << 16, &mut dice));
            let request = Request::read(&child.bytes).filter(|_| child.valid);
            let Some(request) = request.filter(|request| request.files.iter().all(|file| file.edition.is_none()))
            else {
                continue;
            };
            asked += 1;
            let texts = sources(&request).unwrap_or_default();
            let texts = Sources::from_iter(texts.into_iter().map(|source| (source.name, source.text)));
            let protos = Protos::compile(&texts, &request.file_to_generate);
            let again = protos.ok().and_then(|protos| Request::read(&protos.request("")));
            made += usize::from(again.is_some_and(|again| first_difference(&again, &request).is_none()));
        }
        assert!(asked > 40 && made * 4 > asked * 3, "{made} of {asked}");
    }

    #[test]
    fn what_cannot_be_said_is_not_written() {
        let mut request = request_for("syntax = \"proto3\"; message A {}");
        request.files[0].syntax = Some("proto4".into());
        assert_eq!(sources(&request), None);
        request.files[0].syntax = Some("proto3".into());
        // An option that nobody declares.
        request.files[0].messages[0].options = Some(vec![0xd0, 0x86, 0x03, 1]);
        assert_eq!(sources(&request), None);
    }
}
