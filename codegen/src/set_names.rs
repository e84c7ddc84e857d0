//! Which files a descriptor set speaks of.

use prost::Message;

/// A `FileDescriptorSet`, as far as names go.
#[derive(Clone, PartialEq, Message)]
struct Set {
    #[prost(message, repeated, tag = "1")]
    file: Vec<File>,
}

#[derive(Clone, PartialEq, Message)]
struct File {
    #[prost(string, optional, tag = "1")]
    name: Option<String>,
    #[prost(string, repeated, tag = "3")]
    dependency: Vec<String>,
    #[prost(string, repeated, tag = "15")]
    option_dependency: Vec<String>,
}

/// The names of the files in the `encoded` descriptor set, and of those that they import; none if it cannot be read.
pub fn names_in_set(encoded: &[u8]) -> Vec<String> {
    let files = Set::decode(encoded).unwrap_or_default().file.into_iter();
    files.flat_map(|file| file.name.into_iter().chain(file.dependency).chain(file.option_dependency)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_what_they_import_are_named() {
        let file = File {
            name: Some("a.proto".into()),
            dependency: vec!["b.proto".into()],
            option_dependency: vec!["c.proto".into()],
        };
        let set = Set { file: vec![file] }.encode_to_vec();
        assert_eq!(names_in_set(&set), ["a.proto", "b.proto", "c.proto"]);
        assert_eq!(names_in_set(b"no set"), [""; 0]);
    }
}
