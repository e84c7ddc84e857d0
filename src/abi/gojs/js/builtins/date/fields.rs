//! Times as fields of the calendar, and back: the ECMAScript specification's chapter 21.4.1.

/// Milliseconds in a day.
const DAY: f64 = 86_400_000.0;

/// Year, month from 0, day from 1, hours, minutes, seconds, milliseconds. What is out of its range carries over.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Fields(pub(super) [f64; 7]);

/// `TimeClip`: NaN for what is more than 100 million days from 1970.
pub(super) fn clip(time: f64) -> f64 {
    if time.abs() <= 8.64e15 { time.trunc() + 0.0 } else { f64::NAN }
}

/// 0 for Sunday.
pub(super) fn weekday(time: f64) -> f64 {
    ((time / DAY).floor() + 4.0).rem_euclid(7.0)
}

impl Fields {
    /// The fields of a time; all are NaN if it is.
    pub(super) fn of(time: f64) -> Self {
        if time.is_nan() {
            return Self([f64::NAN; 7]);
        }
        let (year, month, day) = date_of((time / DAY).floor() as i64);
        let rest = time.rem_euclid(DAY);
        let part = |unit: f64, count: f64| (rest / unit).floor() % count;
        Self([
            year as f64,
            month as f64,
            day as f64,
            part(3_600_000.0, 24.0),
            part(60_000.0, 60.0),
            part(1000.0, 60.0),
            part(1.0, 1000.0),
        ])
    }

    /// The time that the fields stand for.
    pub(super) fn time(self) -> f64 {
        if self.0.iter().any(|field| !field.is_finite()) {
            return f64::NAN;
        }
        let [year, month, day, hours, minutes, seconds, millis] = self.0.map(f64::trunc);
        let year = year + (month / 12.0).floor();
        // Further away there is no time at all, whatever day it is.
        if year.abs() > 400_000.0 {
            return f64::NAN;
        }
        let days = days_before(year as i64, month.rem_euclid(12.0) as i64) as f64 + day - 1.0;
        clip(days * DAY + hours * 3_600_000.0 + minutes * 60_000.0 + seconds * 1000.0 + millis)
    }
}

/// Days from 1970-01-01 to the first of a month, which counts from 0.
fn days_before(year: i64, month: i64) -> i64 {
    // Years begin in March here, so that the leap day is the last one.
    let (year, month) = if month < 2 { (year - 1, month + 10) } else { (year, month - 2) };
    let century = year.div_euclid(400);
    let year = year.rem_euclid(400);
    let day_of_year = (153 * month + 2) / 5;
    century * 146_097 + year * 365 + year / 4 - year / 100 + day_of_year - 719_468
}

/// Year, month from 0, and day from 1, of the day `days` after 1970-01-01.
fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (century, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let year = century * 400 + year;
    if month < 10 { (year, month + 2, day) } else { (year + 1, month - 10, day) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_is_found_again() {
        for day in (-100_000_000i64..=100_000_000).step_by(997) {
            let time = day as f64 * DAY + 12_345_678.0;
            assert_eq!(Fields::of(time).time(), time);
        }
        assert_eq!(Fields::of(951_782_400_000.0).0[..3], [2000.0, 1.0, 29.0]);
        assert_eq!(weekday(-1.0), 3.0);
    }

    #[test]
    fn fields_carry_over() {
        let time = |fields| Fields(fields).time();
        assert_eq!(time([2020.0, 14.0, 0.0, -1.0, 0.0, 0.0, 0.0]), time([2021.0, 1.0, 27.0, 23.0, 0.0, 0.0, 0.0]));
        assert!(time([f64::INFINITY, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0]).is_nan());
        assert!(time([275_760.0, 8.0, 13.0, 0.0, 0.0, 0.0, 1.0]).is_nan());
    }
}
