//! `console` and promises, whose effects come after the call.

use super::eval::evaluate;
use crate::abi::gojs::js::{Js, Value};
use crate::abi::gojs::tests::with_js;

fn run(js: &mut Js<'_, '_>, expressions: &[&str]) {
    for expression in expressions {
        evaluate(js, expression).unwrap_or_else(|abrupt| panic!("{expression}: {abrupt:?}"));
    }
}

#[test]
fn the_console_writes_what_node_writes() {
    with_js(|js| {
        run(
            js,
            &[
                "console.error(\"%s is %d years and %i, %f, %j, %o, %O%c.\",\"Bob\",\"42\",42.9,\"1.5x\",{a:[1]},[{}],{b:2},\"css\",\"rest\",{c:3})",
                "console.error(\"100%\",5,\"%s\")",
                "console.error(\"%% %s %s\",1)",
                "console.error(\"%%\")",
                "console.error(\"%s %s %s\",{a:{b:1}},null,Symbol(\"x\"))",
                "console.error([\"it's\"],\"it's\",-0)",
                "console.error()",
                "console.group()",
                "console.warn(\"two\\nlines\")",
                "console.groupEnd()",
                "console.assert(true)",
                "console.assert(false,\"what %d\",5)",
                "console.assert(0,{a:1})",
                "console.assert()",
            ],
        );
        let expected = "Bob is 42 years and 42, 1.5, {\"a\":[1]}, [ {} ], { b: 2 }. rest { c: 3 }\n100% 5 %s\n% 1 %s\n%%\n\
                        { a: [Object] } null Symbol(x)\n[ \"it's\" ] it's -0\n\n  two\n  lines\nAssertion failed: what 5\n\
                        Assertion failed: [object Object]\nAssertion failed\n";
        assert_eq!(js.guest().stderr.captured_text(), expected);
    });
}

/// Runs everything that is to happen before the next event.
fn settle(js: &mut Js<'_, '_>) {
    while let Some(microtask) = js.state_mut().events.microtasks.pop_front() {
        js.run_microtask(microtask).unwrap();
    }
}

#[test]
fn promises_settle_together() {
    for (expression, expected) in [
        ("Promise.all([1,Promise.resolve(2),[3]])", "Promise { [ 1, 2, [ 3 ] ] }"),
        ("Promise.all([])", "Promise { [] }"),
        ("Promise.all([1,Promise.reject(2)])", "Promise { <rejected> 2 }"),
        ("Promise.all([1,new Promise(Boolean)])", "Promise { <pending> }"),
        (
            "Promise.allSettled([1,Promise.reject(2)])",
            "Promise {\n  [\n    { status: 'fulfilled', value: 1 },\n    { status: 'rejected', reason: 2 }\n  ]\n}",
        ),
        ("Promise.any([Promise.reject(1),2])", "Promise { 2 }"),
        ("Promise.race([new Promise(Boolean),2,3])", "Promise { 2 }"),
        ("Promise.race([])", "Promise { <pending> }"),
        ("Promise.resolve(1).then(Array.of).finally(Boolean)", "Promise { [ 1 ] }"),
        ("Promise.reject(1).catch(Array.of)", "Promise { [ 1 ] }"),
        (
            "Promise.withResolvers()",
            "{\n  promise: Promise { <pending> },\n  resolve: [Function (anonymous)],\n  reject: [Function (anonymous)]\n}",
        ),
    ] {
        let shown = with_js(|js| {
            let value = evaluate(js, expression).unwrap();
            settle(js);
            js.inspect(&value)
        });
        assert_eq!(shown, expected, "{expression}");
    }
    with_js(|js| {
        let promise = evaluate(js, "Promise.any([Promise.reject(1)])").unwrap();
        settle(js);
        let then = js.get_of(&promise, "then").unwrap();
        let keys = evaluate(js, "Object.getOwnPropertyNames").unwrap();
        let names = js.call(&then, promise, &[Value::Undefined, keys]).unwrap();
        settle(js);
        assert_eq!(js.inspect(&names), "Promise { [ 'stack', 'message', 'errors' ] }");
    });
}
