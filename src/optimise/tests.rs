//! The smallest module for each thing that is done, before and after.

mod rules;

use super::{is_optimised, optimise};

#[track_caller]
fn becomes(before: &str, after: &str) {
    let before = wat::parse_str(before).unwrap();
    let optimised = optimise(&before).expect("a function of the shape").wasm;
    let after = wat::parse_str(after).unwrap();
    assert!(is_optimised(&optimised) && !is_optimised(&before) && optimise(&optimised).is_none());
    assert!(optimised == after, "the result is another: print it with wasm2wat, and look at what differs");
}

macro_rules! goldens {
    ($($(#[$doc:meta])* $name:ident)*) => {
        $($(#[$doc])*
        #[test]
        fn $name() {
            let before = include_str!(concat!("tests/", stringify!($name), ".before.wat"));
            becomes(before, include_str!(concat!("tests/", stringify!($name), ".after.wat")));
        })*
    };
}

goldens! {
    /// A jump back is a loop, and the original stays for whoever goes on in its middle.
    structure
    /// An address is computed in 32 bits.
    addresses
    /// What is loaded from the function's part of the stack has its address in the offset, and may be half of it.
    frame
    /// Negations of comparisons are comparisons.
    conditions
    /// A function is called with the stack pointer, and returns it; if not, the original goes on.
    calls
    /// A function of another type may leave another stack pointer behind; then the original goes on in the middle of a segment.
    middle
    /// What never returns is the end; and if it is called before anything was done, the original does all.
    never
}

/// Two functions of the shape, one of which calls through the table, beside `more`.
fn shaped(more: &str) -> Vec<u8> {
    let text = format!(
        r#"(module $shaped (type $go (func (param i32) (result i32))) (global (mut i32) (i32.const 64)) (memory 1)
            (table 2 funcref) (elem (i32.const 0) $first $second) {more}
            (func $first (type $go) (local $sp i32) global.get 0 local.set $sp i32.const 0 return)
            (func $second (type $go) (local $sp i32) (local $to i32) global.get 0 local.set $sp
                i32.const 0 local.get $to call_indirect (type $go) return))"#
    );
    wat::parse_str(text).unwrap()
}

/// The names of a module's functions, by index.
fn names(wasm: &[u8]) -> Vec<(u32, String)> {
    let mut names = Vec::new();
    for payload in wasmparser::Parser::new(0).parse_all(wasm) {
        let wasmparser::Payload::CustomSection(section) = payload.unwrap() else { continue };
        let wasmparser::KnownCustom::Name(parts) = section.as_known() else { continue };
        for part in parts {
            let wasmparser::Name::Function(functions) = part.unwrap() else { continue };
            names
                .extend(functions.into_iter().map(|naming| naming.unwrap()).map(|name| (name.index, name.name.into())));
        }
    }
    names
}

#[test]
fn functions_that_are_added_have_the_names_of_those_they_stand_for() {
    let optimised = optimise(&shaped("")).unwrap().wasm;
    let expected = ["first", "second"].into_iter().cycle().take(6);
    assert_eq!(names(&optimised), (0..).zip(expected.map(String::from)).collect::<Vec<_>>());
}

#[test]
fn custom_sections_stay() {
    let more =
        r#"(@producers (language "Go" "go1.26") (processed-by "Go cmd/compile" "go1.26")) (@custom "other" "bytes")"#;
    let config = crate::proto::ExecConfig { args: vec!["x".into()], ..Default::default() };
    let plain = [shaped(more), crate::section::encode(&config)].concat();
    let optimised = optimise(&plain).unwrap().wasm;
    let [before, after] = [&plain, &optimised].map(|wasm| crate::module::ModuleSummary::parse(wasm).unwrap());
    assert_eq!((after.go_version(), after.name, &after.producers), (Some("go1.26"), Some("shaped"), &before.producers));
    let others = |summary: &crate::module::ModuleSummary<'_>| {
        let sections = summary.custom_sections.iter().filter(|(name, _)| *name != "name");
        sections.map(|(name, size)| ((*name).to_owned(), *size)).collect::<Vec<_>>()
    };
    assert_eq!(others(&after), others(&before));
    assert_eq!(crate::section::find(&optimised).unwrap(), Some(config));
}

/// What is not known costs the function that it is in, and no other.
#[test]
fn vectors_leave_the_other_functions_their_table() {
    let tables = |more: &str| {
        optimise(&shaped(more)).unwrap().wasm.windows(4).filter(|bytes| *bytes == [0x70, 0, 2, 0x70]).count()
    };
    let vector = "(func $vector (type $go) (local $sp i32) global.get 0 local.set $sp v128.const i32x4 0 0 0 0 drop i32.const 0 return)";
    assert_eq!(tables(""), 1, "there is a second table");
    assert_eq!(tables(vector), 1, "there is with vectors, too");
}
