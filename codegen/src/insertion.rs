//! Insertion points: places in a generated file where other plugins add text.
//!
//! Specification: the comments on `CodeGeneratorResponse.File.insertion_point` in `google/protobuf/compiler/plugin.proto`.

/// `content` with `text` at the insertion point `point`; `None` if it has no such place.
///
/// Text goes above the line with the marker `@@protoc_insertion_point(NAME)`, and each of its lines is indented as that
/// line is. Behind `/* ` the marker takes it right before that comment. Text that does not end its last line gets the line
/// feed, so that of two insertions at one place the second begins a line of its own.
pub(crate) fn insert(content: &[u8], point: &str, text: &[u8]) -> Option<Vec<u8>> {
    let marker = format!("@@protoc_insertion_point({point})");
    let found = content.windows(marker.len()).position(|window| window == marker.as_bytes())?;
    let at = match content[..found].split_last_chunk() {
        // protoc looks at the two bytes only, and passes over the third.
        Some((before, [b'/', b'*', _])) => before.len(),
        _ => content[..found].iter().rposition(|&byte| byte == b'\n').map_or(0, |newline| newline + 1),
    };
    let indent = content[at..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let indent = &content[at..at + indent];
    let mut inserted = content[..at].to_vec();
    for line in text.split_inclusive(|&byte| byte == b'\n') {
        inserted.extend_from_slice(indent);
        inserted.extend_from_slice(line);
    }
    if !text.is_empty() && !text.ends_with(b"\n") {
        inserted.push(b'\n');
    }
    inserted.extend_from_slice(&content[at..]);
    Some(inserted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_goes_above_the_marker_and_is_indented_like_it() {
        for (content, text, expected) in [
            ("// @@protoc_insertion_point(x)\n", "a\n", "a\n// @@protoc_insertion_point(x)\n"),
            (
                "a {\n  // @@protoc_insertion_point(x)\n}\n",
                "b\nc\n",
                "a {\n  b\n  c\n  // @@protoc_insertion_point(x)\n}\n",
            ),
            ("f(a, /* @@protoc_insertion_point(x) */ c)", "b, ", "f(a, b, \n/* @@protoc_insertion_point(x) */ c)"),
            ("f(/*@@protoc_insertion_point(x)*/)", "b", "b\nf(/*@@protoc_insertion_point(x)*/)"),
            ("\t# @@protoc_insertion_point(x)", "a\n\nb\n", "\ta\n\t\n\tb\n\t# @@protoc_insertion_point(x)"),
            ("@@protoc_insertion_point(x)", "", "@@protoc_insertion_point(x)"),
        ] {
            let inserted = insert(content.as_bytes(), "x", text.as_bytes()).unwrap();
            assert_eq!(String::from_utf8(inserted).unwrap(), expected);
        }
        assert_eq!(insert(b"@@protoc_insertion_point(xy)", "x", b""), None);
    }
}
