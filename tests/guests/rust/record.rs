//! A protoc plugin that answers with its own request, as the file `request.bin`; it supports whatever the files use.

use std::io::{Read, Result, Write, stdin, stdout};

const NAME: &[u8] = b"request.bin";
/// `supported_features` with every bit that protoc knows, and the newest `maximum_edition` that there can be.
const SUPPORTS_ALL: &[u8] = &[0x10, 0x03, 0x20, 0xff, 0xff, 0xff, 0xff, 0x07];

fn main() -> Result<()> {
    let mut request = Vec::new();
    stdin().lock().read_to_end(&mut request)?;
    let mut file = field(0x0a, NAME);
    file.extend(field(0x7a, &request));
    let answer = [SUPPORTS_ALL, &field(0x7a, &file)].concat();
    stdout().lock().write_all(&answer)
}

/// A field that holds `bytes`, behind its key.
fn field(key: u8, bytes: &[u8]) -> Vec<u8> {
    let mut field = vec![key];
    let mut length = bytes.len();
    while length >= 0x80 {
        field.push(length as u8 | 0x80);
        length >>= 7;
    }
    field.push(length as u8);
    field.extend_from_slice(bytes);
    field
}
