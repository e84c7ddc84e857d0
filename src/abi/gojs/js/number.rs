//! Numbers as text, and text as numbers.

/// `Number::toString` of the ECMAScript specification: the shortest digits that read back as `number`.
pub(in crate::abi::gojs) fn to_text(number: f64) -> String {
    if number.is_nan() {
        return "NaN".into();
    }
    if number.is_infinite() {
        return if number > 0.0 { "Infinity".into() } else { "-Infinity".into() };
    }
    if number == 0.0 {
        return "0".into();
    }
    let sign = if number < 0.0 { "-" } else { "" };
    let shortest = format!("{:e}", number.abs());
    let (mantissa, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    let digits = mantissa.replace('.', "");
    // The decimal point stands before the digit at `point`.
    let point = exponent.parse::<i32>().unwrap_or(0) + 1;
    format!("{sign}{}", lay_out(&digits, point))
}

fn lay_out(digits: &str, point: i32) -> String {
    let count = digits.len() as i32;
    match point {
        _ if count <= point && point <= 21 => format!("{digits}{}", "0".repeat((point - count) as usize)),
        1..=21 => format!("{}.{}", &digits[..point as usize], &digits[point as usize..]),
        -5..=0 => format!("0.{}{digits}", "0".repeat(-point as usize)),
        _ => {
            let exponent = point - 1;
            let sign = if exponent < 0 { '-' } else { '+' };
            let fraction = if count == 1 { String::new() } else { format!(".{}", &digits[1..]) };
            format!("{}{fraction}e{sign}{}", &digits[..1], exponent.abs())
        }
    }
}

/// `number.toString(radix)`, for a radix other than 10: the digits that tell the number from its neighbours, as V8 finds
/// them, since the specification leaves them open.
pub(super) fn to_radix(number: f64, radix: u32) -> String {
    if !number.is_finite() {
        return to_text(number);
    }
    let size = number.abs();
    let (fraction, carry) = fraction_digits(size, radix);
    let mut digits = whole_digits(size.trunc() + f64::from(u8::from(carry)), radix);
    digits.reverse();
    let text = |digits: &[u32]| -> String {
        digits.iter().map(|&digit| char::from_digit(digit, radix).unwrap_or('0')).collect()
    };
    let sign = if number < 0.0 { "-" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{}{point}{}", text(&digits), text(&fraction))
}

/// The digits of a whole number, the last one first; those that a double does not tell are zeroes.
fn whole_digits(mut number: f64, radix: u32) -> Vec<u32> {
    /// Where doubles begin to be further than one apart.
    const DENSE: f64 = 9_007_199_254_740_992.0;
    let base = f64::from(radix);
    let mut digits = Vec::new();
    while number / base >= DENSE {
        number /= base;
        digits.push(0);
    }
    loop {
        let digit = number % base;
        digits.push(digit as u32);
        number = (number - digit) / base;
        if number <= 0.0 {
            return digits;
        }
    }
}

/// The digits after the point, and whether rounding them up makes the whole number one more.
fn fraction_digits(number: f64, radix: u32) -> (Vec<u32>, bool) {
    let mut digits = Vec::new();
    let mut fraction = number.fract();
    // Half the way to the next double: what is nearer than that is the number itself.
    let mut delta = (0.5 * (number.next_up() - number)).max(f64::from_bits(1));
    while fraction >= delta {
        fraction *= f64::from(radix);
        delta *= f64::from(radix);
        let digit = fraction as u32;
        digits.push(digit);
        fraction -= f64::from(digit);
        let is_up = fraction > 0.5 || (fraction == 0.5 && digit % 2 == 1);
        if is_up && fraction + delta > 1.0 {
            while digits.pop_if(|digit| *digit + 1 == radix).is_some() {}
            let last = digits.last_mut();
            let is_whole = last.is_none();
            last.into_iter().for_each(|digit| *digit += 1);
            return (digits, is_whole);
        }
    }
    (digits, false)
}

/// JavaScript's white space and line ends.
pub(super) fn is_space(char: char) -> bool {
    char.is_whitespace() && char != '\u{85}' || char == '\u{feff}'
}

/// `Number(text)`.
pub(super) fn of_text(text: &str) -> f64 {
    let text = text.trim_matches(is_space);
    if text.is_empty() {
        return 0.0;
    }
    for (prefix, radix) in [("0x", 16), ("0X", 16), ("0o", 8), ("0O", 8), ("0b", 2), ("0B", 2)] {
        if let Some(digits) = text.strip_prefix(prefix) {
            let (value, rest) = digits_of(digits, radix);
            return if rest.is_empty() { value.unwrap_or(f64::NAN) } else { f64::NAN };
        }
    }
    match decimal_prefix(text) {
        Some(length) if length == text.len() => parse_decimal(text),
        _ => f64::NAN,
    }
}

/// `parseFloat(text)`.
pub(super) fn parse_float(text: &str) -> f64 {
    let text = text.trim_start_matches(is_space);
    decimal_prefix(text).map_or(f64::NAN, |length| parse_decimal(&text[..length]))
}

/// `parseInt(text, radix)`; a radix of 0 is told by the text.
pub(super) fn parse_int(text: &str, radix: i32) -> f64 {
    let text = text.trim_start_matches(is_space);
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    let hex = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    let (radix, text) = match (radix, hex) {
        (0 | 16, Some(digits)) => (16, digits),
        (0, None) => (10, text),
        (2..=36, _) => (radix as u32, text),
        _ => return f64::NAN,
    };
    digits_of(text, radix).0.map_or(f64::NAN, |value| sign * value)
}

/// The number that the digits at the start of `text` are, if there is one, and what comes after them.
fn digits_of(text: &str, radix: u32) -> (Option<f64>, &str) {
    let end = text.find(|char: char| !char.is_digit(radix)).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    if digits.is_empty() {
        return (None, rest);
    }
    if radix == 10 {
        return (digits.parse().ok(), rest);
    }
    let value = digits.chars().filter_map(|char| char.to_digit(radix));
    (Some(value.fold(0.0, |value, digit| value * f64::from(radix) + f64::from(digit))), rest)
}

/// Bytes at the start of `text` that are a decimal literal: a sign, digits, a fraction, an exponent, or `Infinity`.
fn decimal_prefix(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let sign = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    if text[sign..].starts_with("Infinity") {
        return Some(sign + "Infinity".len());
    }
    let whole = digits(sign);
    let mut end = sign + whole;
    let mut fraction = 0;
    if bytes.get(end) == Some(&b'.') {
        fraction = digits(end + 1);
        end += 1 + fraction;
    }
    if whole + fraction == 0 {
        return None;
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let exponent_sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let exponent = digits((end + 1 + exponent_sign).min(bytes.len()));
        if exponent > 0 {
            end += 1 + exponent_sign + exponent;
        }
    }
    Some(end)
}

fn parse_decimal(text: &str) -> f64 {
    match text.trim_start_matches(['+', '-']) {
        "Infinity" if text.starts_with('-') => f64::NEG_INFINITY,
        "Infinity" => f64::INFINITY,
        _ => text.parse().unwrap_or(f64::NAN),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_specification_has_it() {
        for (number, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (1.0, "1"),
            (-1.5, "-1.5"),
            (123_456_789_012_345_680_000.0, "123456789012345680000"),
            (1e21, "1e+21"),
            (1.5e300, "1.5e+300"),
            (0.000_001, "0.000001"),
            (1e-7, "1e-7"),
            (1.25e-9, "1.25e-9"),
            (5e-324, "5e-324"),
            (f64::MAX, "1.7976931348623157e+308"),
            (0.1 + 0.2, "0.30000000000000004"),
        ] {
            assert_eq!(to_text(number), text);
        }
        assert_eq!(to_radix(255.0, 16), "ff");
        assert_eq!(to_radix(-0.5, 2), "-0.1");
    }

    #[test]
    fn text_is_read_as_the_specification_has_it() {
        for (text, number) in [
            ("", 0.0),
            (" 12 ", 12.0),
            ("0x1F", 31.0),
            ("1e3", 1000.0),
            (".5", 0.5),
            ("5.", 5.0),
            ("-Infinity", f64::NEG_INFINITY),
        ] {
            assert_eq!(of_text(text), number, "{text:?}");
        }
        for text in ["1x", "e5", "0x", ".", "infinity", "1_000", "nan", "--1"] {
            assert!(of_text(text).is_nan(), "{text:?}");
        }
        assert_eq!(parse_float("3.5px"), 3.5);
        assert_eq!(parse_float("1e"), 1.0);
        assert_eq!(parse_int("0x1fz", 0), 31.0);
        assert_eq!(parse_int("-12.9", 10), -12.0);
        assert!(parse_int("z", 10).is_nan());
    }
}
