//! What a guest must not be able to do to its host: end it, hang it, or use up its memory.

use super::eval::evaluate;
use super::shown;
use crate::abi::gojs::js::function::Function;
use crate::abi::gojs::js::{Abrupt, Js, Microtask, ObjectId, Value};
use crate::abi::gojs::tests::with_js;

fn object(js: &mut Js<'_, '_>, expression: &str) -> ObjectId {
    evaluate(js, expression).unwrap().object().unwrap()
}

/// An array in an array in an array, and so on.
fn nested_array(js: &mut Js<'_, '_>, depth: usize) -> Value {
    (0..depth).fold(Value::Null, |inner, _| js.array(vec![inner]).into())
}

/// What calling the function at `path` with `args` ends in.
fn call(js: &mut Js<'_, '_>, path: &str, this: Value, args: &[Value]) -> String {
    let function = evaluate(js, path).unwrap();
    match js.call(&function, this, args) {
        Ok(value) => js.inspect(&value),
        Err(Abrupt::Throw(error)) => js.describe_thrown(&error),
        Err(Abrupt::End(error)) => format!("ends {error}"),
    }
}

#[test]
fn depth_is_an_error_at_most() {
    with_js(|js| {
        let deep = nested_array(js, 100_000);
        let too_deep = "RangeError: Maximum call stack size exceeded";
        assert_eq!(call(js, "JSON.stringify", Value::Undefined, std::slice::from_ref(&deep)), too_deep);
        assert_eq!(call(js, "String", Value::Undefined, std::slice::from_ref(&deep)), too_deep);
        assert_eq!(js.inspect(&deep), "[ [ [ [Array] ] ] ]");
        assert_eq!(call(js, "[].flat", deep.clone(), &[f64::INFINITY.into()]), "[ null ]");
        assert_eq!(call(js, "structuredClone", Value::Undefined, &[deep]), "[ [ [ [Array] ] ] ]");
        let text = "[".repeat(100_000);
        let message = "SyntaxError: Unexpected end of JSON input";
        assert_eq!(call(js, "JSON.parse", Value::Undefined, &[text.into()]), message);
    });
}

#[test]
fn what_binds_what_is_bound_is_called_at_once() {
    with_js(|js| {
        let mut function = evaluate(js, "Math.max").unwrap();
        let mut class = evaluate(js, "Array").unwrap();
        let bind = evaluate(js, "Math.max.bind").unwrap();
        for number in 0..1000u32 {
            function = js.call(&bind, function, &[Value::Null, number.into()]).unwrap();
            class = js.call(&bind, class, &[Value::Null, number.into()]).unwrap();
        }
        assert!(matches!(js.call(&function, Value::Null, &[]), Ok(Value::Number(999.0))));
        let array = js.construct(&class, &[]).unwrap();
        assert_eq!(js.length_of(array.object().unwrap()).unwrap(), 1000);
        let array_class = evaluate(js, "Array").unwrap();
        assert!(js.instance_of(&array, &array_class).unwrap());
        assert!(js.instance_of(&array, &class).unwrap());
    });
}

#[test]
fn long_chains_of_prototypes_are_walked() {
    with_js(|js| {
        let create = evaluate(js, "Object.create").unwrap();
        let mut id = js.ordinary();
        for _ in 0..100_000 {
            id = js.call(&create, Value::Undefined, &[id.into()]).unwrap().object().unwrap();
        }
        assert!(js.get(id, "nothing").unwrap().is_undefined());
        assert_eq!(js.inspect(&id.into()), "{}");
    });
}

#[test]
fn sizes_that_the_guest_makes_up_allocate_nothing() {
    let out_of_memory = "throws RangeError: out of memory: the JavaScript objects of a run may take 67108864 bytes";
    for (expression, expected) in [
        ("new Uint8Array(4294967295)", out_of_memory),
        ("new ArrayBuffer(9007199254740991)", out_of_memory),
        ("new Array(4294967295)", out_of_memory),
        ("Array.from({length:9007199254740991})", "throws RangeError: Invalid array length"),
        ("Array.prototype.map.call({length:9007199254740991},Boolean)", "throws RangeError: Invalid array length"),
        ("Array.prototype.indexOf.call({length:9007199254740991},1)", "throws RangeError: Invalid array length"),
        ("new Uint8Array({length:9007199254740991})", "throws RangeError: Invalid array length"),
        ("\"ab\".padStart(9007199254740991)", "throws RangeError: Invalid string length"),
        ("\"ab\".repeat(300000000)", "throws RangeError: Invalid string length"),
        ("\"ab\".repeat(10000000).length", "20000000"),
        ("\"a\".repeat(1000000).replaceAll(\"\",\"x\".repeat(1000))", out_of_memory),
        ("\"a\".repeat(100000).replaceAll(\"a\",\"$`\")", out_of_memory),
        ("[].concat.apply([],new Array(1000).fill(new Array(100000)))", out_of_memory),
        ("new Array(1000).fill(new Array(100000)).flat()", out_of_memory),
        ("new Array(100000).fill(\"x\".repeat(100000)).join()", out_of_memory),
        ("JSON.stringify(new Array(100000).fill(\"x\".repeat(100000)))", out_of_memory),
        ("Object.keys(new Uint8Array(400000000))", out_of_memory),
    ] {
        let shown = with_js(|js| {
            js.heap_mut().limit_to(64 << 20);
            shown(js, expression)
        });
        assert_eq!(shown, expected, "{expression}");
    }
}

#[test]
fn a_cancelled_run_ends_inside_a_host_function() {
    with_js(|js| {
        let array = evaluate(js, "new Array(1000000).fill(1)").unwrap();
        js.guest().interrupt.token.cancel();
        for method in ["[].map", "[].indexOf", "[].join", "[].sort", "JSON.stringify"] {
            let boolean = evaluate(js, "Boolean").unwrap();
            let args = [if method.starts_with('[') { boolean } else { array.clone() }];
            assert!(call(js, method, array.clone(), &args).starts_with("ends"), "{method}");
        }
    });
}

#[test]
fn a_cancelled_run_moves_no_more_than_some_megabytes() {
    with_js(|js| {
        let bytes = evaluate(js, "new Uint8Array(8000000)").unwrap();
        js.guest().interrupt.token.cancel();
        for method in ["fill", "set", "copyWithin", "slice"] {
            let path = format!("Uint8Array.prototype.{method}");
            let args = if method == "set" { [bytes.clone()] } else { [0_u32.into()] };
            assert!(call(js, &path, bytes.clone(), &args).starts_with("ends"), "{method}");
        }
    });
}

#[test]
fn inspection_is_bounded() {
    with_js(|js| {
        let wide = evaluate(js, "new Array(100).fill(new Array(100).fill(new Array(100).fill(\"x\".repeat(9000))))");
        let shown = js.inspect(&wide.unwrap());
        assert!(shown.len() < 40 << 20, "{}", shown.len());
        let mut inner = js.ordinary();
        for _ in 0..50 {
            let pair = js.object([("a", inner.into()), ("b", inner.into())]);
            inner = pair;
        }
        assert!(js.inspect_to(&inner.into(), usize::MAX).len() < 40 << 20);
        let loops = object(js, "[1]");
        js.set(loops, "0", loops.into()).unwrap();
        assert_eq!(js.inspect(&loops.into()), "<ref *1> [ [Circular *1] ]");
        assert_eq!(call(js, "String", Value::Undefined, &[loops.into()]), "''");
    });
}

#[test]
fn what_is_collected_too_early_is_no_longer_there_and_that_is_all() {
    with_js(|js| {
        let promise = js.promise();
        let array = js.array(vec![1u32.into()]);
        let roots: Vec<ObjectId> = js.realm().roots().collect();
        js.heap_mut().collect(roots.into_iter(), 0);
        assert!(js.get(array, "length").unwrap().is_undefined());
        assert!(js.set(array, "0", Value::Null).unwrap());
        assert_eq!(js.inspect(&array.into()), "[Object: null prototype] { '0': null }");
        js.then(promise, Value::Undefined, Value::Undefined);
    });
}

#[test]
fn everything_that_is_led_to_survives() {
    with_js(|js| {
        let before = {
            let roots: Vec<ObjectId> = js.realm().roots().collect();
            js.heap_mut().collect(roots.into_iter(), 0);
            js.heap().len()
        };
        let root =
            object(js, "[Promise.all([1,2]),[1].entries(),new Uint8Array([1]).subarray(0),Math.max.bind({a:1},{})]");
        let guest = js.function(Function::Guest { id: "id".into() });
        js.define(root, "guest", guest.into());
        let roots: Vec<ObjectId> = js.realm().roots().chain([root]).collect();
        let microtasks = std::mem::take(&mut js.state_mut().events.microtasks);
        let waiting: Vec<ObjectId> =
            microtasks.iter().flat_map(Microtask::values).filter_map(|value| value.object()).collect();
        js.heap_mut().collect(roots.into_iter().chain(waiting), 0);
        for microtask in microtasks {
            js.run_microtask(microtask).unwrap();
        }
        while let Some(microtask) = js.state_mut().events.microtasks.pop_front() {
            js.run_microtask(microtask).unwrap();
        }
        assert!(js.heap().len() > before);
        assert_eq!(
            js.inspect(&root.into()),
            "[\n  Promise { [ 1, 2 ] },\n  Object [Array Iterator] {},\n  Uint8Array(1) [ 1 ],\n  [Function: bound max],\n  \
             guest: [Function (anonymous)]\n]"
        );
        let roots: Vec<ObjectId> = js.realm().roots().collect();
        js.heap_mut().collect(roots.into_iter(), 0);
        assert_eq!(js.heap().len(), before);
    });
}
