//! `Date`. The time zone is UTC: local time is the same.

mod fields;
mod format;
mod parse;

use fields::Fields;
pub(in crate::abi::gojs::js) use format::iso;
use format::{
    to_date_string, to_iso_string, to_json, to_locale_date_string, to_locale_string, to_locale_time_string,
    to_primitive, to_string, to_time_string, to_utc_string,
};

use crate::abi::gojs::js::convert::Hint;
use crate::abi::gojs::js::object::Kind;
use crate::abi::gojs::js::{Class, Completion, Intrinsic, Invocation, Js, Shape, Value, natives};

pub(super) const DATE: Class = Class {
    statics: Shape::functions(natives![now(0), parse(1), utc(7) as "UTC"]),
    ..Class::new(
        Intrinsic::Date,
        7,
        new,
        Shape::functions(natives![
            get_date(0) as "getDate", get_date(0) as "getUTCDate", get_day(0) as "getDay", get_day(0) as "getUTCDay",
            get_full_year(0) as "getFullYear", get_full_year(0) as "getUTCFullYear", get_hours(0) as "getHours",
            get_hours(0) as "getUTCHours", get_milliseconds(0) as "getMilliseconds",
            get_milliseconds(0) as "getUTCMilliseconds", get_minutes(0) as "getMinutes", get_minutes(0) as "getUTCMinutes",
            get_month(0) as "getMonth", get_month(0) as "getUTCMonth", get_seconds(0) as "getSeconds",
            get_seconds(0) as "getUTCSeconds", get_time(0) as "getTime", get_time(0) as "valueOf",
            get_timezone_offset(0) as "getTimezoneOffset", get_year(0) as "getYear",
            set_date(1) as "setDate", set_date(1) as "setUTCDate", set_full_year(3) as "setFullYear",
            set_full_year(3) as "setUTCFullYear", set_hours(4) as "setHours", set_hours(4) as "setUTCHours",
            set_milliseconds(1) as "setMilliseconds", set_milliseconds(1) as "setUTCMilliseconds",
            set_minutes(3) as "setMinutes", set_minutes(3) as "setUTCMinutes", set_month(2) as "setMonth",
            set_month(2) as "setUTCMonth", set_seconds(2) as "setSeconds", set_seconds(2) as "setUTCSeconds",
            set_time(1) as "setTime", to_date_string(0) as "toDateString", to_iso_string(0) as "toISOString",
            to_json(1) as "toJSON", to_locale_date_string(0) as "toLocaleDateString",
            to_locale_string(0) as "toLocaleString", to_locale_time_string(0) as "toLocaleTimeString",
            to_primitive(1) as "[Symbol.toPrimitive]", to_string(0) as "toString", to_time_string(0) as "toTimeString",
            to_utc_string(0) as "toGMTString", to_utc_string(0) as "toUTCString",
        ]),
    )
};

/// Milliseconds since 1970; each reading moves the deterministic clock.
fn current(js: &mut Js<'_, '_>) -> f64 {
    (js.guest().clock.realtime() / 1_000_000) as f64
}

fn new(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    if call.new_target.is_none() {
        let now = current(js);
        return Ok(format::full(now).into());
    }
    let time = match call.args {
        [] => current(js),
        [one] => {
            let date = one.object().and_then(|id| date_of(js, id));
            match date {
                Some(time) => time,
                None => match js.to_primitive(one, Hint::Number)? {
                    Value::Text(text) => parse::parse(&text.to_utf8()),
                    primitive => fields::clip(js.to_number(&primitive)?),
                },
            }
        }
        _ => of_parts(js, call)?,
    };
    Ok(js.instance(call, Intrinsic::Date, Kind::Date(time))?.into())
}

fn date_of(js: &Js<'_, '_>, id: crate::abi::gojs::js::ObjectId) -> Option<f64> {
    match js.heap().kind(id) {
        Kind::Date(time) => Some(*time),
        _ => None,
    }
}

/// The time that year, month, day and so on stand for; a year of 0 to 99 is one of the 20th century.
fn of_parts(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion<f64> {
    let mut fields = Fields([f64::NAN, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0]);
    for (field, arg) in fields.0.iter_mut().zip(call.args) {
        *field = js.to_number(arg)?;
    }
    let year = fields.0[0].trunc();
    if (0.0..=99.0).contains(&year) {
        fields.0[0] = year + 1900.0;
    }
    Ok(fields.time())
}

fn now(js: &mut Js<'_, '_>, _: &Invocation<'_>) -> Completion {
    Ok(current(js).into())
}

fn utc(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    Ok(of_parts(js, call)?.into())
}

fn parse(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let text = js.to_text(&call.arg(0))?;
    Ok(parse::parse(&text.to_utf8()).into())
}

/// The time of the date that a method is called on.
fn this(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion<f64> {
    match call.this.object().and_then(|id| date_of(js, id)) {
        Some(time) => Ok(time),
        None => Err(js.type_error("this is not a Date object.")),
    }
}

fn get_time(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    Ok(this(js, call)?.into())
}

/// 0, as in UTC; `time.initLocal` of Go's `time/zoneinfo_js.go` asks for it.
fn get_timezone_offset(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let time = this(js, call)?;
    Ok(if time.is_nan() { time } else { 0.0 }.into())
}

fn get_day(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    Ok(fields::weekday(this(js, call)?).into())
}

fn get_year(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    Ok((Fields::of(this(js, call)?).0[0] - 1900.0).into())
}

/// Gives the date the time `time`.
fn assign(js: &mut Js<'_, '_>, call: &Invocation<'_>, time: f64) -> Completion {
    if let Some(Kind::Date(slot)) = call.this.object().map(|id| js.heap_mut().kind_mut(id)) {
        *slot = time;
    }
    Ok(time.into())
}

fn set_time(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    this(js, call)?;
    let time = fields::clip(js.to_number(&call.arg(0))?);
    assign(js, call, time)
}

/// Sets the fields from `first` to `last`, as many as there are arguments.
fn set(js: &mut Js<'_, '_>, call: &Invocation<'_>, first: usize, last: usize) -> Completion {
    let time = this(js, call)?;
    // A year can be set on a date that is none.
    let time = if time.is_nan() && first == 0 { 0.0 } else { time };
    let mut fields = Fields::of(time);
    for (index, field) in fields.0[first..=last].iter_mut().enumerate() {
        if index == 0 || index < call.args.len() {
            *field = js.to_number(&call.arg(index))?;
        }
    }
    let time = if time.is_nan() { time } else { fields.time() };
    assign(js, call, time)
}

/// The bodies of the rows for fields: which one a getter reads, and up to which one a setter sets.
macro_rules! fields {
    ($($field:literal..=$last:literal: $get:ident, $set:ident;)*) => {$(
        fn $get(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
            Ok(Fields::of(this(js, call)?).0[$field].into())
        }

        fn $set(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
            set(js, call, $field, $last)
        }
    )*};
}

fields! {
    0..=2: get_full_year, set_full_year;
    1..=2: get_month, set_month;
    2..=2: get_date, set_date;
    3..=6: get_hours, set_hours;
    4..=6: get_minutes, set_minutes;
    5..=6: get_seconds, set_seconds;
    6..=6: get_milliseconds, set_milliseconds;
}
