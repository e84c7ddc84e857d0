//! What the tokens of numbers and strings stand for, and how values are written in descriptors.

use super::token::is_octal;

/// The value of an integer token, unless it is more than `most`.
pub(super) fn integer(text: &[u8], most: u64) -> Option<u64> {
    let (digits, radix) = match text {
        [b'0', b'x' | b'X', digits @ ..] => (digits, 16),
        [b'0', digits @ ..] => (digits, 8),
        digits => (digits, 10),
    };
    let mut value = 0_u64;
    for &digit in digits {
        let digit = char::from(digit).to_digit(radix)?;
        value = value.checked_mul(radix.into())?.checked_add(digit.into())?;
    }
    (value <= most).then_some(value)
}

/// The value of a float token, or of an integer that is too large to be one.
pub(super) fn float(text: &[u8]) -> Option<f64> {
    let text = std::str::from_utf8(text).ok()?;
    text.trim_end_matches(['f', 'F']).parse().ok()
}

/// Adds what a string token stands for to `value`.
pub(super) fn append_string(token: &[u8], value: &mut Vec<u8>) {
    let mut rest = token.get(1..token.len().saturating_sub(1)).unwrap_or_default();
    while let Some((&byte, behind)) = rest.split_first() {
        rest = behind;
        if byte != b'\\' {
            value.push(byte);
            continue;
        }
        let Some((&escape, behind)) = rest.split_first() else { return };
        match escape {
            _ if is_octal(escape) => {
                let code = digits(&mut rest, 3, 8);
                value.push(code as u8); // as C++ takes "\777"
            }
            b'x' | b'X' => {
                rest = behind;
                value.push(digits(&mut rest, 2, 16) as u8);
            }
            b'u' | b'U' => {
                rest = behind;
                append_code_point(code_point(&mut rest, if escape == b'u' { 4 } else { 8 }), value);
            }
            _ => {
                rest = behind;
                value.push(single(escape));
            }
        }
    }
}

fn single(escape: u8) -> u8 {
    match escape {
        b'a' => 0x07,
        b'b' => 0x08,
        b'f' => 0x0c,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'v' => 0x0b,
        other => other,
    }
}

/// The number that at most `most` digits at the beginning of `rest` make.
fn digits(rest: &mut &[u8], most: usize, radix: u32) -> u32 {
    let mut value = 0;
    for _ in 0..most {
        let Some((digit, behind)) =
            rest.split_first().and_then(|(&byte, behind)| Some((char::from(byte).to_digit(radix)?, behind)))
        else {
            break;
        };
        value = value * radix + digit;
        *rest = behind;
    }
    value
}

/// A code point of so many digits; two that are UTF-16's surrogates make one.
fn code_point(rest: &mut &[u8], length: usize) -> u32 {
    let head = digits(rest, length, 16);
    if !(0xd800..0xdc00).contains(&head) {
        return head;
    }
    let Some(mut behind) = rest.strip_prefix(b"\\u") else { return head };
    let trail = digits(&mut behind, 4, 16);
    if !(0xdc00..0xe000).contains(&trail) {
        return head;
    }
    *rest = behind;
    0x10000 + (((head - 0xd800) << 10) | (trail - 0xdc00))
}

/// Adds the UTF-8 of `code`, which for a surrogate alone is no text, as in C++.
fn append_code_point(code: u32, value: &mut Vec<u8>) {
    let continuation = |shift: u32| 0x80 | ((code >> shift) & 0x3f) as u8;
    match code {
        0..=0x7f => value.push(code as u8),
        0x80..=0x7ff => value.extend([0xc0 | (code >> 6) as u8, continuation(0)]),
        0x800..=0xffff => value.extend([0xe0 | (code >> 12) as u8, continuation(6), continuation(0)]),
        0x1_0000..=0x10_ffff => {
            value.extend([0xf0 | (code >> 18) as u8, continuation(12), continuation(6), continuation(0)]);
        }
        _ => value.extend(format!("\\U{code:08x}").bytes()),
    }
}

/// Bytes as a descriptor's default value has them.
pub(super) fn escaped(bytes: &[u8]) -> Vec<u8> {
    let mut escaped = Vec::with_capacity(bytes.len());
    for &byte in bytes {
        match byte {
            b'\n' => escaped.extend(b"\\n"),
            b'\r' => escaped.extend(b"\\r"),
            b'\t' => escaped.extend(b"\\t"),
            b'"' | b'\'' | b'\\' => escaped.extend([b'\\', byte]),
            b' '..=b'~' => escaped.push(byte),
            _ => escaped.extend(format!("\\{byte:03o}").bytes()),
        }
    }
    escaped
}

/// A double as descriptors have it: with 15 digits, or 17 where those would be another number.
pub(super) fn double(value: f64) -> String {
    let short = general(value, 15);
    if short.parse() == Ok(value) { short } else { general(value, 17) }
}

/// A float as descriptors have it: with 6 digits, or 9 where those would be another number.
pub(super) fn single_precision(value: f32) -> String {
    let short = general(value.into(), 6);
    if short.parse() == Ok(value) { short } else { general(value.into(), 9) }
}

/// `%.{precision}g` of C's printf.
fn general(value: f64, precision: usize) -> String {
    if value.is_nan() {
        return "nan".into();
    }
    if value.is_infinite() {
        return if value > 0.0 { "inf".into() } else { "-inf".into() };
    }
    let scientific = format!("{value:.*e}", precision - 1);
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let trimmed = |number: &str| match number.contains('.') {
        true => number.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => number.to_owned(),
    };
    if (-4..precision as i32).contains(&exponent) {
        trimmed(&format!("{value:.*}", (precision as i32 - 1 - exponent) as usize))
    } else {
        let sign = if exponent < 0 { '-' } else { '+' };
        format!("{}e{sign}{:02}", trimmed(mantissa), exponent.abs())
    }
}

/// `value` rounded to a float: what is a little more than the largest float is that, not infinity.
pub(super) fn rounded(value: f64) -> f32 {
    const STILL_FINITE: f64 = 3.4028235677973366e+38;
    match value.abs() {
        beyond if beyond > f32::MAX.into() && beyond <= STILL_FINITE => f32::MAX.copysign(value as f32),
        _ => value as f32,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_have_three_radixes_and_a_bound() {
        for (text, value) in [
            ("0", Some(0)),
            ("017", Some(15)),
            ("0xFf", Some(255)),
            ("18446744073709551615", Some(u64::MAX)),
            ("18446744073709551616", None),
            ("099", None),
        ] {
            assert_eq!(integer(text.as_bytes(), u64::MAX), value, "{text}");
        }
        assert_eq!((integer(b"8", 7), integer(b"7", 7)), (None, Some(7)));
    }

    #[test]
    fn escapes_are_cpps() {
        for (token, value) in [
            (r#""a\n\t\"\'""#, &b"a\n\t\"'"[..]),
            (r#"'\1\12\1234\400'"#, b"\x01\x0a\x534\x00"),
            (r#""\x4\x41\x414""#, b"\x04AA4"),
            (r#""\u00e9\U0001F600""#, "é😀".as_bytes()),
            (r#""\ud83d\ude00""#, "😀".as_bytes()),
            (r#""\ud83d!""#, b"\xed\xa0\xbd!"),
        ] {
            let mut unescaped = Vec::new();
            append_string(token.as_bytes(), &mut unescaped);
            assert_eq!(unescaped, value, "{token}");
        }
        assert_eq!(escaped(b"\0a\"\n\xff"), b"\\000a\\\"\\n\\377");
    }

    #[test]
    fn numbers_are_written_as_printf_does() {
        for (value, text) in [
            (1.0, "1"),
            (-0.0, "-0"),
            (0.1, "0.1"),
            (1e6, "1000000"),
            (123456789012345680.0, "1.2345678901234568e+17"),
            (0.000123, "0.000123"),
            (0.0000123, "1.23e-05"),
            (1e300, "1e+300"),
            (f64::INFINITY, "inf"),
            (f64::NAN, "nan"),
        ] {
            assert_eq!(double(value), text);
        }
        for (value, text) in
            [(0.1, "0.1"), (16777216.0, "16777216"), (1e5, "100000"), (1e6, "1e+06"), (f32::MAX, "3.40282347e+38")]
        {
            assert_eq!(single_precision(value), text);
        }
    }
}
