//! A protoc plugin that lists messages, a file for each, and has a bug of each kind that `bufwasm fuzz` looks for.
//!
//! - panic: a field's number is looked up in a table that is too short for large ones.
//! - trap: a method that streams both ways was thought not to exist.
//! - hang: the first field of a message is followed down to a scalar, also if it leads back.
//! - memory: an enum's values make a table that is half as long as the largest of them.
//! - response: a message `Self` and a message `self` share a file.
//! - unstable: enums are listed in the order of a hash map.
//! - silent: a file that is asked for and not there ends the plugin without a word.

use std::collections::HashMap;
use std::hint::black_box;
use std::io::{Read, Write};
use std::process::exit;

fn main() {
    let mut request = Vec::new();
    std::io::stdin().read_to_end(&mut request).expect("stdin can be read");
    let request = Message(&request);
    let files: Vec<_> = request.messages(15).collect();
    let mut response = Vec::new();
    for name in request.messages(1) {
        let Some(file) = files.iter().find(|file| file.text(1) == name.0) else { exit(3) };
        generate(file, &mut response);
    }
    std::io::stdout().write_all(&response).expect("stdout can be written");
}

/// Adds a file for each message of `file` to `response`.
fn generate(file: &Message<'_>, response: &mut Vec<u8>) {
    let methods = file.messages(6).flat_map(|service| service.messages(2));
    let mut text: Vec<_> = methods.map(|method| streaming(&method)).collect();
    text.extend(enums(file));
    for message in file.messages(4) {
        let depth = depth(&message, file);
        let sizes: usize = message.messages(2).map(|field| tag_bytes(field.number(3))).sum();
        text.push(format!("depth {depth}, {sizes} bytes of tags\n"));
        let name = String::from_utf8_lossy(message.text(1)).to_lowercase() + ".txt";
        let mut answer = Vec::new();
        append(&mut answer, 1, name.as_bytes());
        append(&mut answer, 15, text.concat().as_bytes());
        append(response, 15, &answer);
    }
}

#[inline(never)]
fn streaming(method: &Message<'_>) -> String {
    match (method.number(5), method.number(6)) {
        (0, 0) => "one request, one answer\n".into(),
        (0, _) | (_, 0) => "a stream\n".into(),
        #[cfg(target_arch = "wasm32")]
        _ => core::arch::wasm32::unreachable(),
        #[cfg(not(target_arch = "wasm32"))]
        _ => std::process::abort(),
    }
}

/// A line for each enum.
#[inline(never)]
fn enums(file: &Message<'_>) -> Vec<String> {
    let mut enums = HashMap::new();
    for one in file.messages(5) {
        let numbers: Vec<_> = one.messages(2).map(|value| value.number(2) as i32).collect();
        let most = numbers.iter().max().copied().unwrap_or(0).max(0) as usize;
        let mut table = vec![0_u8; most / 2 + 1];
        numbers
            .iter()
            .filter(|number| **number >= 0)
            .for_each(|number| table[*number as usize / 2] |= 1 << (number % 2));
        enums.insert(one.text(1), black_box(table).len());
    }
    enums.iter().map(|(name, length)| format!("{} {length}\n", String::from_utf8_lossy(name))).collect()
}

/// How many messages the first fields lead through.
#[inline(never)]
fn depth(message: &Message<'_>, file: &Message<'_>) -> u32 {
    let mut depth = 1;
    let mut next = first_field(message, file);
    while let Some(message) = next {
        depth = black_box(depth + 1);
        next = first_field(&message, file);
    }
    depth
}

/// The message that the first field of `message` is of, if it is of one of `file`.
fn first_field<'a>(message: &Message<'a>, file: &Message<'a>) -> Option<Message<'a>> {
    let name = message.messages(2).next()?.text(6).rsplit(|byte| *byte == b'.').next()?;
    file.messages(4).find(|other| !name.is_empty() && other.text(1) == name)
}

/// Bytes of a field's tag, by the number of bits.
#[inline(never)]
fn tag_bytes(number: u64) -> usize {
    const BYTES: [usize; 25] = [1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4];
    let bits = u64::BITS - (number & 0xffff_ffff).leading_zeros();
    BYTES[bits.saturating_sub(1) as usize]
}

/// An encoded message.
struct Message<'a>(&'a [u8]);

impl<'a> Message<'a> {
    /// The length-delimited fields called `number`.
    fn messages(&self, number: u64) -> impl Iterator<Item = Message<'a>> + use<'a> {
        let fields = Fields(self.0).filter(move |(found, _)| *found == number);
        fields.filter_map(|(_, value)| if let Value::Bytes(bytes) = value { Some(Message(bytes)) } else { None })
    }

    fn text(&self, number: u64) -> &'a [u8] {
        self.messages(number).last().map_or(&[], |message| message.0)
    }

    fn number(&self, number: u64) -> u64 {
        let fields = Fields(self.0).filter(move |(found, _)| *found == number);
        fields
            .filter_map(|(_, value)| if let Value::Number(number) = value { Some(number) } else { None })
            .last()
            .unwrap_or(0)
    }
}

enum Value<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

struct Fields<'a>(&'a [u8]);

impl<'a> Iterator for Fields<'a> {
    type Item = (u64, Value<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let tag = self.varint();
        let value = match tag & 7 {
            0 => Value::Number(self.varint()),
            1 => Value::Bytes(self.take(8)),
            2 => {
                let length = self.varint();
                Value::Bytes(self.take(length))
            }
            5 => Value::Bytes(self.take(4)),
            _ => malformed(),
        };
        Some((tag >> 3, value))
    }
}

impl<'a> Fields<'a> {
    fn take(&mut self, count: u64) -> &'a [u8] {
        match usize::try_from(count).ok().and_then(|count| self.0.split_at_checked(count)) {
            Some((taken, rest)) => {
                self.0 = rest;
                taken
            }
            None => malformed(),
        }
    }

    fn varint(&mut self) -> u64 {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.take(1)[0];
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return number;
            }
        }
        malformed()
    }
}

fn malformed() -> ! {
    eprintln!("faulty: this is no request");
    exit(1)
}

fn append(message: &mut Vec<u8>, number: u8, bytes: &[u8]) {
    message.push(number << 3 | 2);
    let mut length = bytes.len();
    while length >= 0x80 {
        message.push(length as u8 | 0x80);
        length >>= 7;
    }
    message.push(length as u8);
    message.extend_from_slice(bytes);
}
