//! Expressions, and what Node says to them.

mod console;
mod eval;
mod hostile;

use self::eval::evaluate;
use super::{Abrupt, Js};
use crate::abi::gojs::tests::with_js;

/// What `expect.js` makes of an expression, in our words.
fn shown(js: &mut Js<'_, '_>, expression: &str) -> String {
    match evaluate(js, expression) {
        Ok(value) => js.inspect(&value),
        Err(Abrupt::Throw(value)) => format!("throws {}", js.describe_thrown(&value)),
        Err(Abrupt::End(error)) => format!("ends {error}"),
    }
}

/// Lines of `expression => what Node says`, with line breaks written as `⏎`. `node expect.js` writes them anew.
#[test]
fn expressions_are_what_node_says() {
    let mut wrong = Vec::new();
    for line in include_str!("expressions.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (expression, expected) = line.split_once(" => ").expect("a line says what is expected");
        let actual = with_js(|js| shown(js, expression)).replace('\n', "⏎");
        if actual != expected {
            wrong.push(format!("{expression}\n  node: {expected}\n  ours: {actual}"));
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}
