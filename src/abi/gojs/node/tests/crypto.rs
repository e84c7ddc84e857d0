//! `crypto`.

use super::{bytes, bytes_of, call, show, with_node};
use crate::abi::gojs::js::Value;

#[test]
fn arrays_are_filled_with_random_bytes() {
    with_node(|js| {
        let array = bytes(js, &[0; 65536]);
        let filled = call(js, "crypto", "getRandomValues", std::slice::from_ref(&array)).unwrap();
        assert_eq!(filled.object(), array.object());
        assert!(bytes_of(js, &array)[65520..].iter().any(|&byte| byte != 0));
        let long = bytes(js, &[0; 65537]);
        for (array, name) in [(long, "Error"), (Value::Null, "TypeError")] {
            let filled = call(js, "crypto", "getRandomValues", std::slice::from_ref(&array));
            assert_eq!(show(js, filled), name);
        }
    });
}
