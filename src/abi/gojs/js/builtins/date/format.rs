//! Dates as text.

use super::fields::{Fields, weekday};
use super::this;
use crate::abi::gojs::js::convert::Hint;
use crate::abi::gojs::js::{Completion, Invocation, Js, Text, Value};

const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
pub(super) const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The parts that formats put together.
struct Parts {
    weekday: &'static str,
    month: &'static str,
    fields: [i64; 7],
}

impl Parts {
    /// `None` if the time is NaN.
    fn of(time: f64) -> Option<Self> {
        let fields = Fields::of(time).0.map(|field| field as i64);
        (!time.is_nan()).then(|| Self {
            weekday: DAYS[weekday(time) as usize % 7],
            month: MONTHS[fields[1] as usize % 12],
            fields,
        })
    }

    /// With a sign if it is before year 0.
    fn year(&self) -> String {
        let year = self.fields[0];
        format!("{}{:04}", if year < 0 { "-" } else { "" }, year.abs())
    }

    fn date(&self) -> String {
        format!("{} {} {:02} {}", self.weekday, self.month, self.fields[2], self.year())
    }

    fn time(&self) -> String {
        let [.., hours, minutes, seconds, _] = self.fields;
        format!("{hours:02}:{minutes:02}:{seconds:02}")
    }

    fn zoned_time(&self) -> String {
        format!("{} GMT+0000 (Coordinated Universal Time)", self.time())
    }

    fn local_date(&self) -> String {
        format!("{}/{}/{}", self.fields[1] + 1, self.fields[2], self.fields[0])
    }

    fn local_time(&self) -> String {
        let [.., hours, minutes, seconds, _] = self.fields;
        let half = if hours < 12 { "AM" } else { "PM" };
        format!("{}:{minutes:02}:{seconds:02} {half}", (hours + 11) % 12 + 1)
    }
}

/// `new Date(time).toString()`.
pub(super) fn full(time: f64) -> Text {
    show(time, |parts| format!("{} {}", parts.date(), parts.zoned_time()))
}

fn show(time: f64, format: impl FnOnce(&Parts) -> String) -> Text {
    Parts::of(time).map_or("Invalid Date".into(), |parts| format(&parts).into())
}

/// `new Date(time).toISOString()`, unless the time is NaN.
pub(in crate::abi::gojs::js) fn iso(time: f64) -> Option<String> {
    let Parts { fields: [year, month, day, _, _, _, millis], .. } = Parts::of(time)?;
    let clock = Parts::of(time)?.time();
    let year = match year {
        0..=9999 => format!("{year:04}"),
        _ => format!("{}{:06}", if year < 0 { '-' } else { '+' }, year.abs()),
    };
    Some(format!("{year}-{:02}-{day:02}T{clock}.{millis:03}Z", month + 1))
}

pub(super) fn to_string(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    Ok(full(this(js, call)?).into())
}

pub(super) fn to_date_string(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    Ok(show(this(js, call)?, Parts::date).into())
}

pub(super) fn to_time_string(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    Ok(show(this(js, call)?, Parts::zoned_time).into())
}

pub(super) fn to_utc_string(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let format = |parts: &Parts| {
        format!("{}, {:02} {} {} {} GMT", parts.weekday, parts.fields[2], parts.month, parts.year(), parts.time())
    };
    Ok(show(this(js, call)?, format).into())
}

/// As for `en-US`, whatever the arguments say.
pub(super) fn to_locale_string(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let format = |parts: &Parts| format!("{}, {}", parts.local_date(), parts.local_time());
    Ok(show(this(js, call)?, format).into())
}

pub(super) fn to_locale_date_string(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    Ok(show(this(js, call)?, Parts::local_date).into())
}

pub(super) fn to_locale_time_string(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    Ok(show(this(js, call)?, Parts::local_time).into())
}

pub(super) fn to_iso_string(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    match iso(this(js, call)?) {
        Some(text) => Ok(text.into()),
        None => Err(js.range_error("Invalid time value")),
    }
}

pub(super) fn to_json(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let id = js.to_object(&call.this)?;
    if let Value::Number(number) = js.to_primitive(&id.into(), Hint::Number)?
        && !number.is_finite()
    {
        return Ok(Value::Null);
    }
    let method = js.get(id, "toISOString")?;
    js.call(&method, id.into(), &[])
}

pub(super) fn to_primitive(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let Some(id) = call.this.object() else {
        return Err(js.type_error("Date.prototype[Symbol.toPrimitive] called on non-object"));
    };
    let hint = js.to_text(&call.arg(0))?;
    let hint = match &*hint.to_utf8() {
        "number" => Hint::Number,
        "string" | "default" => Hint::Text,
        other => return Err(js.type_error(format!("Invalid hint: {other}"))),
    };
    js.ordinary_to_primitive(id, hint)
}
