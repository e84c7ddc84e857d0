//! The file for make that `--dependency_out` writes.

/// Where `protoc.wasm` carries protoc's own .proto files.
pub(super) const INCLUDE: &str = "/include";

/// What stands between two dependencies, as protoc writes them.
const BREAK: &str = "\\\n";

/// The dependency file without the files that `protoc.wasm` carries, which make would look for in vain; `None` if it names
/// none of them.
///
/// protoc writes `OUT \`, `OUT: DEPENDENCY\`, ` DEPENDENCY`, each on a line.
pub(super) fn on_disk(contents: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(contents).ok()?;
    let carried = format!(" {INCLUDE}/google/protobuf/");
    if !text.contains(&carried) {
        return None;
    }
    let is_on_disk = |piece: &&str| !piece.starts_with(&carried);
    let mut pieces = text.split(BREAK);
    // The last output stands on a line with the first dependency.
    let last_out = |piece: &str| piece.split_once(": ").map(|(out, first)| (out.to_owned(), format!(" {first}")));
    let mut outs = String::new();
    let first = loop {
        let piece = pieces.next()?;
        match last_out(piece) {
            Some((out, first)) => {
                outs += &format!("{out}:");
                break first;
            }
            None => outs += &format!("{piece}{BREAK}"),
        }
    };
    let all: Vec<_> = std::iter::once(&*first).chain(pieces).filter(is_on_disk).collect();
    Some((outs + &all.join(BREAK)).into_bytes())
}

#[cfg(test)]
mod tests {
    use super::on_disk;

    #[test]
    fn only_files_that_are_there_stay() {
        let own = "/include/google/protobuf/any.proto";
        for (given, left) in [
            (format!("a.h: {own}\\\n b.proto\\\n a.proto"), "a.h: b.proto\\\n a.proto"),
            (format!("a.h \\\na.cc: b.proto\\\n {own}\\\n a.proto"), "a.h \\\na.cc: b.proto\\\n a.proto"),
            (format!("a.h: {own}"), "a.h:"),
        ] {
            assert_eq!(on_disk(given.as_bytes()).map(|left| String::from_utf8(left).unwrap()).as_deref(), Some(left));
        }
        assert_eq!(on_disk(b"a.h: b.proto\\\n a.proto"), None);
        assert_eq!(on_disk(b"\xff"), None);
    }
}
