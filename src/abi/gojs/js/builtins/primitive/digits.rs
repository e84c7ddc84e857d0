//! Numbers with a given count of digits. Halves are rounded up, of the exact value of the number.

use crate::abi::gojs::js::number;

/// The exact decimal value of a finite number that is not negative: its digits, and how many are before the point.
///
/// There are no more than 1074 digits after the point.
fn exact(number: f64) -> (Vec<u8>, usize) {
    let text = format!("{number:.1100}");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let digits = whole.bytes().chain(fraction.bytes()).map(|digit| digit - b'0').collect();
    (digits, whole.len())
}

/// Cuts the digits off after `count`, and rounds the last one; whether that made one more before the others.
fn round(digits: &mut Vec<u8>, count: usize) -> bool {
    let is_up = digits.get(count).is_some_and(|&digit| digit >= 5);
    digits.resize(count, 0);
    if !is_up {
        return false;
    }
    for digit in digits.iter_mut().rev() {
        if *digit < 9 {
            *digit += 1;
            return false;
        }
        *digit = 0;
    }
    digits.insert(0, 1);
    true
}

fn text(digits: &[u8]) -> String {
    digits.iter().map(|&digit| char::from(b'0' + digit)).collect()
}

fn with_point(whole: &[u8], fraction: &[u8]) -> String {
    if fraction.is_empty() { text(whole) } else { format!("{}.{}", text(whole), text(fraction)) }
}

/// `toFixed`.
pub(super) fn fixed(number: f64, count: usize) -> String {
    if !number.is_finite() || number.abs() >= 1e21 {
        return number::to_text(number);
    }
    let (mut digits, mut point) = exact(number.abs());
    point += usize::from(round(&mut digits, point + count));
    // What is rounded to zero keeps its sign, unless it was zero.
    let sign = if number < 0.0 { "-" } else { "" };
    format!("{sign}{}", with_point(&digits[..point], &digits[point..]))
}

/// The first `count` digits that count, and the power of ten of the first one.
fn significant(number: f64, count: usize) -> (Vec<u8>, i32) {
    let (digits, point) = exact(number.abs());
    let Some(first) = digits.iter().position(|&digit| digit > 0) else { return (vec![0; count], 0) };
    let mut digits = digits[first..].to_vec();
    let mut power = point as i32 - 1 - first as i32;
    if round(&mut digits, count) {
        digits.truncate(count);
        power += 1;
    }
    (digits, power)
}

fn scientific(negative: bool, digits: &[u8], power: i32) -> String {
    let sign = if negative { "-" } else { "" };
    format!("{sign}{}e{power:+}", with_point(&digits[..1], &digits[1..]))
}

/// `toExponential` of a finite number; without a count, as many digits as tell it from its neighbours.
pub(super) fn exponential(number: f64, count: Option<usize>) -> String {
    let count = count.unwrap_or_else(|| {
        let shortest = format!("{:e}", number.abs());
        let mantissa = shortest.split('e').next().unwrap_or("");
        mantissa.len().saturating_sub(2)
    });
    let (digits, power) = significant(number, count + 1);
    scientific(number < 0.0, &digits, power)
}

/// `toPrecision` of a finite number.
pub(super) fn precision(number: f64, count: usize) -> String {
    let (digits, power) = significant(number, count);
    if power < -6 || power >= count as i32 {
        return scientific(number < 0.0, &digits, power);
    }
    let sign = if number < 0.0 { "-" } else { "" };
    if power < 0 {
        return format!("{sign}0.{}{}", "0".repeat((-power - 1) as usize), text(&digits));
    }
    let (whole, fraction) = digits.split_at(power as usize + 1);
    format!("{sign}{}", with_point(whole, fraction))
}

/// `1,234.568`: with three digits after the point at most, and a comma after each thousand.
pub(super) fn grouped(number: f64) -> String {
    if number.is_nan() {
        return "NaN".into();
    }
    let sign = if number.is_sign_negative() { "-" } else { "" };
    if number.is_infinite() {
        return format!("{sign}∞");
    }
    let (mut digits, mut point) = exact(number.abs());
    point += usize::from(round(&mut digits, point + 3));
    let (whole, fraction) = digits.split_at(point);
    let count = fraction.iter().rposition(|&digit| digit > 0).map_or(0, |last| last + 1);
    let groups: Vec<String> = whole.rchunks(3).rev().map(text).collect();
    let point = if count > 0 { "." } else { "" };
    format!("{sign}{}{point}{}", groups.join(","), text(&fraction[..count]))
}
