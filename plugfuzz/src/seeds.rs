//! What a campaign begins with.

use bufwasm_codegen::{ProtoError, Protos, Sources};
use prost::Message;

use crate::model::{File, Request};

/// .proto files that use, between them, what there is in the language.
const FILES: &[(&str, &str)] = &[
    ("minimal.proto", include_str!("../seeds/minimal.proto")),
    ("scalars.proto", include_str!("../seeds/scalars.proto")),
    ("shapes.proto", include_str!("../seeds/shapes.proto")),
    ("service.proto", include_str!("../seeds/service.proto")),
    ("classic.proto", include_str!("../seeds/classic.proto")),
    ("names.proto", include_str!("../seeds/names.proto")),
];

/// Requests about .proto files that use what there is in the language, with the plugin's `parameter`: one for each file,
/// and one for all of them.
///
/// # Errors
///
/// None: the files compile, as a test shows.
pub fn built_in(parameter: &str) -> Result<Vec<Vec<u8>>, ProtoError> {
    let sources = Sources::from_iter(FILES.iter().copied());
    let request = |names: &[&str]| Ok(Protos::compile(&sources, names.iter().copied())?.request(parameter));
    let single = FILES.iter().map(|(name, _)| request(&[name]));
    let all: Vec<_> = FILES.iter().map(|(name, _)| *name).collect();
    single.chain([request(&all)]).collect()
}

/// `google.protobuf.FileDescriptorSet`, as `protoc --descriptor_set_out` and `buf build` write it.
#[derive(Clone, PartialEq, Message)]
struct DescriptorSet {
    #[prost(message, repeated, tag = "1")]
    files: Vec<File>,
}

/// The request in `bytes`, which are a CodeGeneratorRequest or a FileDescriptorSet; `None` if they are neither. A
/// `parameter` that is not empty takes the place of the request's own. A set becomes a request for code of all its files
/// but Google's own.
pub fn from_bytes(bytes: &[u8], parameter: &str) -> Option<Vec<u8>> {
    let asks = |request: &Request| !request.file_to_generate.is_empty() && !request.files.is_empty();
    let mut request = match Request::read(bytes).filter(asks) {
        Some(request) => request,
        None => request_for(DescriptorSet::decode(bytes).ok()?.files)?,
    };
    if !parameter.is_empty() {
        request.parameter = Some(parameter.into());
    }
    Some(request.to_bytes())
}

fn request_for(files: Vec<File>) -> Option<Request> {
    let names = files.iter().map(|file| file.name().to_owned());
    let own: Vec<_> = names.filter(|name| name.ends_with(".proto") && !name.starts_with("google/protobuf/")).collect();
    (!own.is_empty()).then(|| Request { file_to_generate: own, files, ..Request::default() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::valid::is_valid;

    #[test]
    fn seeds_are_requests_that_protoc_could_send() {
        for seed in built_in("a=b").unwrap() {
            let request = Request::read(&seed).unwrap();
            assert!(is_valid(&request), "{:?}", request.file_to_generate);
            assert_eq!(request.parameter.as_deref(), Some("a=b"));
            assert_eq!(request.to_bytes(), seed, "nothing is lost");
        }
    }

    #[test]
    fn seeds_are_requests_or_descriptor_sets() {
        let [first, ..] = &built_in("a").unwrap()[..] else { panic!("no seeds") };
        assert_eq!(from_bytes(first, "").as_ref(), Some(first));
        assert_eq!(Request::read(&from_bytes(first, "b").unwrap()).unwrap().parameter.as_deref(), Some("b"));
        let set = DescriptorSet { files: Request::read(first).unwrap().files }.encode_to_vec();
        assert_eq!(from_bytes(&set, "a").as_ref(), Some(first));
        for neither in [&b""[..], b"no protobuf", &[0x0a, 0x00]] {
            assert_eq!(from_bytes(neither, ""), None);
        }
    }
}
