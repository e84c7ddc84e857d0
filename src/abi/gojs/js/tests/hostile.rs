//! What a guest must not be able to do to its host: end it, hang it, or use up its memory.

use super::{call, construct, global, items, shown};
use crate::abi::gojs::js::{Js, ObjectId, Value};
use crate::abi::gojs::tests::with_js;

/// Collects what nothing but `kept` leads to, and tells how many objects are left.
fn left_with(js: &mut Js<'_, '_>, kept: &[ObjectId]) -> usize {
    let roots: Vec<ObjectId> = js.realm().roots().chain(kept.iter().copied()).collect();
    js.heap_mut().collect(roots.into_iter(), 0);
    js.heap().len()
}

/// `array.concat`, bound to `times` arrays of one item each, one inside the other.
fn bound(js: &mut Js<'_, '_>, times: u32) -> Value {
    let array = js.array(Vec::new());
    let mut function = js.get(array, "concat");
    for number in 0..times {
        function = call(js, &function, "bind", &[array.into(), number.into()]).unwrap();
    }
    function
}

#[test]
fn what_binds_what_is_bound_gives_its_arguments_in_order() {
    with_js(|js| {
        let function = bound(js, 30);
        let joined = js.call(&function, &Value::Null, &["last".into()]).unwrap().object().unwrap();
        let expected: Vec<String> = (0..30).map(|number| number.to_string()).chain(["last".into()]).collect();
        assert_eq!(items(js, joined), expected);
    });
}

#[test]
fn depth_is_an_error_at_most() {
    let too_deep = "throws RangeError: Maximum call stack size exceeded";
    with_js(|js| {
        let function = bound(js, 100_000);
        let called = js.call(&function, &Value::Null, &[]);
        assert_eq!(shown(js, called), too_deep);
        let made = js.construct(&function, &[]);
        assert_eq!(shown(js, made), too_deep);
        assert_eq!(js.describe(&function), "function");
        let is = js.instance_of(&function, &function).map(Value::from);
        assert_eq!(shown(js, is), "throws TypeError: Function has non-object prototype in instanceof check");
    });
}

#[test]
fn long_chains_of_prototypes_are_walked() {
    with_js(|js| {
        let mut id = js.object([]);
        for _ in 0..100_000 {
            id = js.inheriting(id);
        }
        assert!(matches!(js.get(id, "nothing"), Value::Undefined));
        assert_eq!(js.describe(&id.into()), "[object Object]");
    });
}

#[test]
fn an_error_that_holds_itself_is_shown() {
    with_js(|js| {
        let error = construct(js, "Error", &[]).unwrap();
        js.set(error.object().unwrap(), "message", error.clone()).unwrap();
        assert_eq!(js.describe(&error), "Error: [object Error]");
    });
}

#[test]
fn sizes_that_the_guest_makes_up_allocate_nothing() {
    let out_of_memory = "throws RangeError: out of memory: the JavaScript objects of a run may take 67108864 bytes";
    for (class, length, expected) in [
        ("Uint8Array", 4_294_967_295.0, out_of_memory),
        ("Uint8Array", -1.0, "throws RangeError: Invalid typed array length: -1"),
        ("Uint8Array", f64::INFINITY, "throws RangeError: Invalid typed array length: Infinity"),
        ("ArrayBuffer", 9_007_199_254_740_991.0, out_of_memory),
        ("ArrayBuffer", 1e300, "throws RangeError: Invalid array buffer length: 1e+300"),
        ("Array", 4_294_967_295.0, out_of_memory),
    ] {
        with_js(|js| {
            js.heap_mut().limit_to(64 << 20);
            let made = construct(js, class, &[length.into()]);
            assert_eq!(shown(js, made), expected, "{class} {length}");
        });
    }
    with_js(|js| {
        js.heap_mut().limit_to(64 << 20);
        let array = construct(js, "Array", &[100_000.0.into()]).unwrap();
        let joined = call(js, &array, "concat", &vec![array.clone(); 1000]);
        assert_eq!(shown(js, joined), out_of_memory);
        let set = js.set(array.object().unwrap(), "4294967294", 1.0.into()).map(|()| Value::Undefined);
        assert_eq!(shown(js, set), out_of_memory);
    });
}

#[test]
fn a_cancelled_run_moves_no_more_than_some_megabytes() {
    with_js(|js| {
        js.guest().interrupt.token.cancel();
        let made = construct(js, "Uint8Array", &[8_000_000.0.into()]);
        assert!(shown(js, made).starts_with("ends"));
    });
}

#[test]
fn what_is_collected_too_early_is_no_longer_there_and_that_is_all() {
    with_js(|js| {
        let array = js.array(vec![1_u32.into()]);
        left_with(js, &[]);
        assert!(matches!(js.get(array, "length"), Value::Undefined));
        js.set(array, "0", Value::Null).unwrap();
        assert_eq!(js.describe(&array.into()), "[object Object]");
        assert!(global(js, "Array").object().is_some());
    });
}

#[test]
fn everything_that_is_led_to_survives() {
    with_js(|js| {
        let before = left_with(js, &[]);
        let bytes = js.bytes(vec![7]).unwrap();
        let inner = js.array(vec![bytes.into()]);
        let function = js.get(inner, "concat");
        let bound = call(js, &function, "bind", &[inner.into(), inner.into()]).unwrap();
        let wrap = js.get(js.realm().go, "_makeFuncWrapper");
        let guest = js.call(&wrap, &Value::Undefined, &[inner.into()]).unwrap();
        let root = js.array(vec![bound, guest]);
        js.define(root, "self", root.into());
        // The root, what is bound, the guest's function and its prototype, the array, its bytes and their buffer.
        assert_eq!(left_with(js, &[root]), before + 7);
        assert_eq!(js.heap().bytes(&bytes.into()), Some(&[7][..]));
        assert_eq!(left_with(js, &[]), before);
    });
}
