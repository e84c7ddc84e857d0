//! Text as dates: the format of `toISOString`, and what V8 reads beside it.

use super::fields::Fields;
use super::format::MONTHS;

/// The time that `text` stands for, or NaN.
pub(super) fn parse(text: &str) -> f64 {
    iso(text).or_else(|| legacy(text)).unwrap_or(f64::NAN)
}

/// A place in a text.
#[derive(Clone, Copy)]
struct Reader<'t>(&'t [u8]);

impl Reader<'_> {
    fn peek(&self) -> u8 {
        self.0.first().copied().unwrap_or(0)
    }

    fn accept(&mut self, byte: u8) -> bool {
        let is_next = self.0.first() == Some(&byte);
        if is_next {
            self.0 = &self.0[1..];
        }
        is_next
    }

    /// As many bytes as `is` holds for.
    fn take(&mut self, is: impl Fn(&u8) -> bool) -> &[u8] {
        let count = self.0.iter().take_while(|byte| is(byte)).count();
        let (taken, rest) = self.0.split_at(count);
        self.0 = rest;
        taken
    }

    /// A number of exactly `count` digits.
    fn digits(&mut self, count: usize) -> Option<f64> {
        let mut look = *self;
        let number = number(look.0.get(..count)?)?;
        look.0 = &look.0[count..];
        *self = look;
        Some(number)
    }
}

fn number(digits: &[u8]) -> Option<f64> {
    let is_number = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    is_number.then(|| digits.iter().fold(0.0, |number, digit| number * 10.0 + f64::from(digit - b'0')))
}

/// `2006-01-02T15:04:05.999Z`, of which all but the year may be missing.
fn iso(text: &str) -> Option<f64> {
    let mut reader = Reader(text.as_bytes());
    let year = match reader.peek() {
        sign @ (b'+' | b'-') => {
            reader.accept(sign);
            let year = reader.digits(6)?;
            if sign == b'-' && year == 0.0 {
                return None;
            }
            if sign == b'-' { -year } else { year }
        }
        _ => reader.digits(4)?,
    };
    let mut fields = [year, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0];
    if reader.accept(b'-') {
        fields[1] = in_range(reader.digits(2)?, 1.0, 12.0)? - 1.0;
        if reader.accept(b'-') {
            fields[2] = in_range(reader.digits(2)?, 1.0, 31.0)?;
        }
    }
    let mut offset = 0.0;
    if reader.accept(b'T') || reader.accept(b't') {
        clock(&mut reader, &mut fields)?;
        offset = zone(&mut reader)?;
    }
    reader.0.is_empty().then(|| Fields(fields).time() - offset)
}

fn in_range(number: f64, low: f64, high: f64) -> Option<f64> {
    (low..=high).contains(&number).then_some(number)
}

/// `15:04`, `15:04:05`, `15:04:05.999`; `24:00` is the end of the day.
fn clock(reader: &mut Reader<'_>, fields: &mut [f64; 7]) -> Option<()> {
    fields[3] = in_range(reader.digits(2)?, 0.0, 24.0)?;
    reader.accept(b':').then_some(())?;
    fields[4] = in_range(reader.digits(2)?, 0.0, 59.0)?;
    if reader.accept(b':') {
        fields[5] = in_range(reader.digits(2)?, 0.0, 59.0)?;
        if reader.accept(b'.') {
            fields[6] = millis(reader.take(u8::is_ascii_digit))?;
        }
    }
    (fields[3] < 24.0 || fields[4..] == [0.0; 3]).then_some(())
}

/// The milliseconds of a fraction: its first three digits.
fn millis(fraction: &[u8]) -> Option<f64> {
    let scale = [100.0, 10.0, 1.0];
    number(fraction)?;
    Some(fraction.iter().zip(scale).map(|(digit, scale)| f64::from(digit - b'0') * scale).sum())
}

/// `Z`, `+02:00`, or nothing; in milliseconds.
fn zone(reader: &mut Reader<'_>) -> Option<f64> {
    if reader.0.is_empty() || reader.accept(b'Z') || reader.accept(b'z') {
        return Some(0.0);
    }
    let sign = if reader.accept(b'-') { -1.0 } else { f64::from(u8::from(reader.accept(b'+'))) };
    let hours = in_range(reader.digits(2)?, 0.0, 23.0)?;
    reader.accept(b':').then_some(())?;
    let minutes = in_range(reader.digits(2)?, 0.0, 59.0)?;
    (sign != 0.0).then_some(sign * (hours * 60.0 + minutes) * 60_000.0)
}

/// What V8's parser for everything else has found so far.
#[derive(Default)]
struct Legacy {
    /// Day, month and year, in the order of the text.
    numbers: Vec<f64>,
    month: Option<f64>,
    clock: Option<[f64; 4]>,
    offset: Option<f64>,
    afternoon: Option<bool>,
}

/// `Mon, 02 Jan 2006 15:04:05 -0700` and its kin: words, numbers and a time of day, nearly in any order.
fn legacy(text: &str) -> Option<f64> {
    let mut found = Legacy::default();
    let mut reader = Reader(text.as_bytes());
    while !reader.0.is_empty() {
        match reader.peek() {
            b'(' => skip_parentheses(&mut reader),
            b'0'..=b'9' => found.number(&mut reader)?,
            b'+' | b'-' if found.clock.is_some() || found.offset.is_some() => found.sign(&mut reader)?,
            byte if byte.is_ascii_alphabetic() => found.word(&mut reader)?,
            b' ' | b',' | b'-' | b'/' | b'\t' | b'.' => reader.0 = &reader.0[1..],
            _ => return None,
        }
    }
    found.time()
}

fn skip_parentheses(reader: &mut Reader<'_>) {
    let mut open = 0i32;
    reader.take(|_| false);
    while let Some((&byte, rest)) = reader.0.split_first() {
        open += i32::from(byte == b'(') - i32::from(byte == b')');
        reader.0 = rest;
        if open <= 0 {
            break;
        }
    }
}

impl Legacy {
    /// A number of the date, or a time of day.
    fn number(&mut self, reader: &mut Reader<'_>) -> Option<()> {
        let first = number(reader.take(u8::is_ascii_digit))?;
        if reader.peek() != b':' {
            self.numbers.push(first);
            return (self.numbers.len() <= 3).then_some(());
        }
        let mut clock = [first, 0.0, 0.0, 0.0];
        for part in &mut clock[1..3] {
            if reader.accept(b':') {
                *part = in_range(number(reader.take(u8::is_ascii_digit))?, 0.0, 59.0)?;
            }
        }
        if reader.accept(b'.') {
            clock[3] = millis(reader.take(u8::is_ascii_digit))?;
        }
        self.clock.replace(clock).is_none().then_some(())
    }

    /// `+0200` or `+02:00`.
    fn sign(&mut self, reader: &mut Reader<'_>) -> Option<()> {
        let sign = if reader.accept(b'-') { -1.0 } else { 1.0 };
        reader.accept(b'+');
        let digits = reader.take(u8::is_ascii_digit).to_vec();
        let (hours, minutes) = match digits.len() {
            1 | 2 if reader.accept(b':') => (number(&digits)?, number(reader.take(u8::is_ascii_digit))?),
            1 | 2 => (number(&digits)?, 0.0),
            3 | 4 => (number(&digits[..digits.len() - 2])?, number(&digits[digits.len() - 2..])?),
            _ => return None,
        };
        self.offset = Some(sign * (hours * 60.0 + minutes));
        Some(())
    }

    /// A month, a zone, `AM` or `PM`; other words count only before the first number, as days of the week do.
    fn word(&mut self, reader: &mut Reader<'_>) -> Option<()> {
        let word = String::from_utf8_lossy(reader.take(u8::is_ascii_alphabetic)).to_ascii_lowercase();
        let zones = [
            ("gmt", 0.0),
            ("utc", 0.0),
            ("ut", 0.0),
            ("z", 0.0),
            ("edt", -240.0),
            ("est", -300.0),
            ("cdt", -300.0),
            ("cst", -360.0),
            ("mdt", -360.0),
            ("mst", -420.0),
            ("pdt", -420.0),
            ("pst", -480.0),
        ];
        let zone = zones.into_iter().find(|(name, _)| *name == word);
        let month = MONTHS.iter().position(|month| word.starts_with(&month.to_ascii_lowercase()));
        match (&*word, zone, month) {
            ("am", ..) => self.afternoon = Some(false),
            ("pm", ..) => self.afternoon = Some(true),
            ("t", ..) if !self.numbers.is_empty() => {}
            (_, Some((_, offset)), _) => self.offset = Some(offset),
            (_, _, Some(month)) => self.month = Some(month as f64),
            _ if self.numbers.is_empty() => {}
            _ => return None,
        }
        Some(())
    }

    fn time(self) -> Option<f64> {
        let (year, month, day) = match (self.month, &self.numbers[..]) {
            (Some(month), &[one]) => {
                if one > 31.0 {
                    (one, month, 1.0)
                } else {
                    (2001.0, month, one)
                }
            }
            (Some(month), &[first, second, ..]) => {
                if first > 31.0 {
                    (first, month, second)
                } else {
                    (second, month, first)
                }
            }
            (None, &[first, second, third]) => {
                let [year, month, day] = if first > 31.0 { [first, second, third] } else { [third, first, second] };
                (year, in_range(month, 1.0, 12.0)? - 1.0, day)
            }
            _ => return None,
        };
        let year = match year {
            0.0..50.0 => year + 2000.0,
            50.0..100.0 => year + 1900.0,
            _ => year,
        };
        let [mut hours, minutes, seconds, millis] = self.clock.unwrap_or_default();
        if let Some(afternoon) = self.afternoon {
            hours = in_range(hours, 1.0, 12.0)? % 12.0 + if afternoon { 12.0 } else { 0.0 };
        }
        in_range(hours, 0.0, 24.0)?;
        let day = in_range(day, 1.0, 31.0)?;
        let time = Fields([year, month, day, hours, minutes, seconds, millis]).time();
        Some(time - self.offset.unwrap_or(0.0) * 60_000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    /// What V8 says.
    const TIMES: &[(&str, f64)] = &[
        ("2020", 1_577_836_800_000.0),
        ("2020-01-02", 1_577_923_200_000.0),
        ("2020-01-02T03:04Z", 1_577_934_240_000.0),
        ("2020-01-02T03:04:05.678901Z", 1_577_934_245_678.0),
        ("2020-01-02T03:04:05+02:00", 1_577_927_045_000.0),
        ("2020-01-02T24:00Z", 1_578_009_600_000.0),
        ("-000001-01-01", -62_198_755_200_000.0),
        ("2020-01-02 03:04:05", 1_577_934_245_000.0),
        ("2020-02-30", 1_583_020_800_000.0),
        ("2020-1-2", 1_577_923_200_000.0),
        ("Jan 1, 1970 12:30 PM", 45_000_000.0),
        ("Jan 1 1970 12:30 AM", 1_800_000.0),
        ("Jan 1 1970 12:30:15 GMT+0200", 37_815_000.0),
        ("Thu Jan 01 1970 00:00:00 GMT+0000 (Coordinated Universal Time)", 0.0),
        ("1970/01/02", 86_400_000.0),
        ("01/02/70", 86_400_000.0),
        ("Mon, 02 Jan 2006 15:04:05 -0700", 1_136_239_445_000.0),
        ("02 Jan 06 15:04 MST", 1_136_239_440_000.0),
        ("Monday, 02-Jan-06 15:04:05 MST", 1_136_239_445_000.0),
        ("Mon Jan 2 15:04:05 2006", 1_136_214_245_000.0),
        ("Jan 1970", 0.0),
    ];

    #[test]
    fn dates_are_read_as_v8_reads_them() {
        for &(text, time) in TIMES {
            assert_eq!(parse(text), time, "{text}");
        }
        for text in ["2020-01-02T25:00Z", "2020-13-01", "x", "", "12:30", "20200102", "-000000-01-01"] {
            assert!(parse(text).is_nan(), "{text}");
        }
    }
}
