//! `console`, as Node has it.

mod format;

use crate::abi::gojs::js::convert::to_boolean;
use crate::abi::gojs::js::{Completion, Invocation, Js, Shape, Value, natives};
use crate::guest::{Stream, WriteFailure};

pub(super) const CONSOLE: Shape = Shape::functions(natives![
    assert(0), count(0), count_reset(0) as "countReset", log(0) as "debug", dir(0), error(0), group(0),
    group(0) as "groupCollapsed", group_end(0) as "groupEnd", log(0) as "info", log(0), log(0) as "table", time(0),
    time_end(0) as "timeEnd", time_log(0) as "timeLog", trace(0), error(0) as "warn",
]);

/// What the console of a run remembers.
#[derive(Debug, Default)]
pub(in crate::abi::gojs::js) struct Console {
    /// Groups that are open.
    groups: usize,
    /// How often each label was counted.
    counts: std::collections::BTreeMap<String, u64>,
    /// When each timer began, in nanoseconds since the run did.
    timers: std::collections::BTreeMap<String, u64>,
}

/// Columns by which a group is indented; deeper ones all look the same.
const INDENT: usize = 2;
const MAX_INDENT: usize = 100;
/// Labels that are remembered.
const MAX_LABELS: usize = 10_000;

/// Writes a line, or several. That nobody reads any more is no concern of the guest's, as in Node.
fn write(js: &mut Js<'_, '_>, stream: Stream, text: &str) -> Completion {
    let indent = " ".repeat((js.heap().console.groups * INDENT).min(MAX_INDENT));
    let text = if indent.is_empty() { text.to_owned() } else { text.replace('\n', &format!("\n{indent}")) };
    let line = format!("{indent}{text}\n");
    match js.guest().write(stream, line.as_bytes()) {
        Err(WriteFailure::Stop(stop)) => Err(stop.into()),
        Ok(()) | Err(WriteFailure::Io(_)) => Ok(Value::Undefined),
    }
}

fn log(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let text = format::format(js, call.args)?;
    write(js, Stream::Stdout, &text)
}

fn error(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let text = format::format(js, call.args)?;
    write(js, Stream::Stderr, &text)
}

fn trace(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let text = format::format(js, call.args)?;
    let colon = if text.is_empty() { "" } else { ": " };
    write(js, Stream::Stderr, &format!("Trace{colon}{text}\n    at <anonymous>"))
}

fn dir(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let depth = match call.arg(1).object() {
        Some(options) => js.get(options, "depth")?,
        None => Value::Undefined,
    };
    let depth = match depth {
        Value::Undefined => 2,
        Value::Null => usize::MAX,
        depth => js.to_number(&depth)? as usize,
    };
    let shown = js.inspect_to(&call.arg(0), depth);
    write(js, Stream::Stdout, &shown)
}

fn assert(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    if to_boolean(&call.arg(0)) {
        return Ok(Value::Undefined);
    }
    let mut args = call.rest(1).to_vec();
    match args.first_mut() {
        Some(what) => *what = crate::abi::gojs::js::Text::from("Assertion failed: ").concat(&js.to_text(what)?).into(),
        None => args.push("Assertion failed".into()),
    }
    let text = format::format(js, &args)?;
    write(js, Stream::Stderr, &text)
}

fn group(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    if !call.args.is_empty() {
        log(js, call)?;
    }
    js.heap_mut().console.groups += 1;
    Ok(Value::Undefined)
}

fn group_end(js: &mut Js<'_, '_>, _: &Invocation<'_>) -> Completion {
    let groups = &mut js.heap_mut().console.groups;
    *groups = groups.saturating_sub(1);
    Ok(Value::Undefined)
}

/// The label that a function is called with.
fn label(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion<String> {
    let label = match call.arg(0) {
        Value::Undefined => "default".into(),
        label => js.to_text(&label)?.to_utf8().into_owned(),
    };
    js.reserve(label.len())?;
    let console = &mut js.heap_mut().console;
    if console.counts.len() + console.timers.len() >= MAX_LABELS {
        (console.counts, console.timers) = Default::default();
    }
    Ok(label)
}

fn count(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let label = label(js, call)?;
    let count = js.heap_mut().console.counts.entry(label.clone()).or_default();
    *count += 1;
    let line = format!("{label}: {count}");
    write(js, Stream::Stdout, &line)
}

fn count_reset(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let label = label(js, call)?;
    js.heap_mut().console.counts.remove(&label);
    Ok(Value::Undefined)
}

fn time(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let label = label(js, call)?;
    let now = js.guest().clock.now();
    js.heap_mut().console.timers.entry(label).or_insert(now);
    Ok(Value::Undefined)
}

/// Writes how long a timer has run, and the other arguments.
fn elapsed(js: &mut Js<'_, '_>, call: &Invocation<'_>, label: &str) -> Completion {
    let now = js.guest().clock.now();
    let Some(&start) = js.heap().console.timers.get(label) else { return Ok(Value::Undefined) };
    let mut line = format!("{label}: {:.3}ms", now.saturating_sub(start) as f64 / 1e6);
    if call.args.len() > 1 {
        let rest = format::format(js, call.rest(1))?;
        line = format!("{line} {rest}");
    }
    write(js, Stream::Stdout, &line)
}

fn time_log(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let label = label(js, call)?;
    elapsed(js, call, &label)
}

fn time_end(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let label = label(js, call)?;
    elapsed(js, call, &label)?;
    js.heap_mut().console.timers.remove(&label);
    Ok(Value::Undefined)
}
