//! Profiles and backtraces of small modules.

use std::io::sink;

use super::{Backtrace, Profile};
use crate::{Error, Limits, PluginExecutor, RunOptions, Stats};

/// A plugin with these fields.
fn module(fields: &str) -> Vec<u8> {
    let text = format!(r#"(module (memory (export "memory") 1) {fields})"#);
    wat::parse_str(&text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// How a plugin ends, what it spends, and the profile of the same run.
fn profiled(fields: &str, limits: Limits) -> (Result<(), Error>, Stats, Profile) {
    let executor = PluginExecutor::builder().limits(limits).build();
    let wasm = module(fields);
    let mut stats = Stats::default();
    let options = RunOptions { stats: Some(&mut stats), ..Default::default() };
    let ended = executor.compile("", &wasm).unwrap().run(&mut std::io::empty(), &mut sink(), &mut sink(), options);
    let mut profile = Profile::default();
    let mut stats_profiled = Stats::default();
    let options = RunOptions { stats: Some(&mut stats_profiled), ..Default::default() };
    let plugin = executor.compile_profiled("", &wasm, None).unwrap();
    let ended_profiled = plugin.run(&mut std::io::empty(), &mut sink(), &mut sink(), options, &mut profile);
    assert_eq!(ended.as_ref().map_err(Error::kind), ended_profiled.as_ref().map_err(Error::kind), "{fields}");
    if !matches!(ended, Err(Error::OutOfFuel { .. })) {
        assert_eq!(stats, stats_profiled, "{fields}");
    }
    (ended, stats, profile)
}

fn folded(fields: &str) -> String {
    let (_, stats, profile) = profiled(fields, Limits::default());
    assert_eq!(profile.fuel(), stats.fuel, "{fields}");
    profile.folded()
}

fn backtrace(fields: &str, limits: Limits) -> Option<Backtrace> {
    let (ended, stats, _) = profiled(fields, limits);
    let executor = PluginExecutor::builder().limits(limits).build();
    let plugin = executor.compile_profiled("", &module(fields), None).unwrap();
    plugin.backtrace(&mut std::io::empty(), RunOptions::default(), &ended.unwrap_err(), &stats)
}

fn names(backtrace: &Backtrace) -> Vec<&str> {
    backtrace.frames.iter().map(|frame| &*frame.name).collect()
}

#[test]
fn fuel_is_counted_where_it_is_spent() {
    for (why, fields, expected) in [
        (
            "calls, one inside the other, and one without a name",
            r#"(func $start (export "_start") nop i32.const 1 drop call $a call $b call 3)
                (func $a call $b) (func $b i32.const 1 i32.const 2 i32.add drop) (func i32.const 1 drop)"#,
            "start 5\nstart;a 2\nstart;a;b 4\nstart;b 4\nstart;function 3 2\n",
        ),
        (
            "a loop is charged each time, in the function that it is in",
            r#"(func $start (export "_start") (local i32) i32.const 3 local.set 0
                (loop $again call $work local.get 0 i32.const 1 i32.sub local.tee 0 br_if $again))
                (func $work i32.const 1 drop)"#,
            "start 24\nstart;work 6\n",
        ),
        (
            "functions that end in every way",
            r#"(func $start (export "_start") i32.const 0 call $ends drop i32.const 1 call $ends drop
                    i32.const 2 call $ends drop i32.const 3 call $ends drop)
                (func $ends (param i32) (result i32)
                    (block (block (block (br_table 0 1 2 3 (i32.const 7) (local.get 0))) (return (i32.const 5)))
                        (return_call $other (i32.const 1)))
                    (i32.const 9))
                (func $other (param i32) (result i32) local.get 0)"#,
            "",
        ),
        (
            "calls that nest",
            r#"(func $start (export "_start") i32.const 2 call $down)
                (func $down (param i32) (if (local.get 0) (then (call $down (i32.sub (local.get 0) (i32.const 1))))))"#,
            "start 3\nstart;down 8\nstart;down;down 8\nstart;down;down;down 3\n",
        ),
        (
            "growth",
            r#"(func $start (export "_start") call $grow) (func $grow i32.const 1 memory.grow drop)"#,
            "start 2\nstart;grow 8196\n",
        ),
    ] {
        let folded = folded(fields);
        assert!(expected.is_empty() || folded == expected, "{why}: {folded}");
    }
}

#[test]
fn tail_calls_take_the_place_of_their_callers() {
    let fields = r#"(table funcref (elem $odd)) (type $number (func (param i32)))
        (func $start (export "_start") i32.const 300000 call $even)
        (func $even (param i32) (if (i32.eqz (local.get 0)) (then return))
            (return_call $odd (i32.sub (local.get 0) (i32.const 1))))
        (func $odd (param i32) (if (i32.eqz (local.get 0)) (then return))
            (return_call $even (i32.sub (local.get 0) (i32.const 1))))"#;
    let text = folded(fields);
    let paths: Vec<_> = text.lines().map(|line| line.split(' ').next().unwrap()).collect();
    assert_eq!(paths, ["start", "start;even", "start;odd"], "{text}");
}

#[test]
fn tail_calls_through_a_table_are_taken_for_calls() {
    let text = folded(
        r#"(table funcref (elem $g)) (type $number (func (param i32)))
            (func $start (export "_start") i32.const 5 call $f call $h)
            (func $f (param i32) (return_call_indirect (type $number) (local.get 0) (i32.const 0)))
            (func $g (param i32)) (func $h)"#,
    );
    assert_eq!(text, "start 4\nstart;f 4\nstart;f;g 1\nstart;h 1\n");
}

#[test]
fn functions_of_any_type_tell_the_same() {
    for results in ["i32", "i64", "f32", "f64", "v128", "funcref", "externref", "i32 i64 f32", "v128 i32 v128"] {
        let zero = |ty: &str| match ty {
            "v128" => "(v128.const i64x2 0 0)".to_owned(),
            "funcref" => "(ref.null func)".to_owned(),
            "externref" => "(ref.null extern)".to_owned(),
            number => format!("({number}.const 0)"),
        };
        let zeros: String = results.split(' ').map(zero).collect();
        let drops = "drop ".repeat(results.split(' ').count());
        let text = folded(&format!(
            r#"(func $start (export "_start") i32.const 0 call $f {drops} i32.const 1 call $f {drops})
                (func $f (param i32) (result {results}) {zeros} (br_if 0 (local.get 0)) {drops}
                    (if (local.get 0) (then {zeros} return)) {zeros} br 0)"#
        ));
        assert!(text.starts_with("start 5\nstart;f "), "{results}: {text}");
    }
}

#[test]
fn runs_that_fail_are_counted_up_to_their_end() {
    let trap = r#"(func $start (export "_start") i32.const 0 call $div) (func $div (param i32)
        (i32.div_u (i32.const 1) (local.get 0)) drop)"#;
    assert_eq!(folded(trap), "start 3\nstart;div 4\n");
    let spin = r#"(func $start (export "_start") call $spin) (func $spin (loop (br 0)))"#;
    for fuel in [1, 100, 12345] {
        let (ended, stats, profile) = profiled(spin, Limits { fuel: Some(fuel), ..Limits::default() });
        assert!(matches!(ended, Err(Error::OutOfFuel { .. })));
        // What is lent for the hooks is the most that it may be off.
        assert!((stats.fuel..=fuel + 8).contains(&profile.fuel()), "{fuel}: {}", profile.fuel());
    }
}

#[test]
fn a_recursion_has_no_more_paths_than_are_told_apart() {
    let text = folded(
        r#"(func $start (export "_start") i32.const 5000 call $down)
            (func $down (param i32) (if (local.get 0) (then (call $down (i32.sub (local.get 0) (i32.const 1))))))"#,
    );
    let depths: Vec<_> = text.lines().map(|line| line.matches("down").count()).collect();
    assert_eq!(depths, Vec::from_iter(0..=256));
}

#[test]
fn a_start_function_is_counted_too() {
    let text = folded(r#"(func $before i32.const 1 drop) (start $before) (func $start (export "_start"))"#);
    assert_eq!(text, "before 2\nstart 1\n");
}

#[test]
fn a_trap_has_a_backtrace() {
    let fields = r#"(func $start (export "_start") call $done call $outer) (func $done)
        (func $outer (call $inner (i32.const 0))) (func $inner (param i32) unreachable)"#;
    let backtrace = backtrace(fields, Limits::default()).unwrap();
    assert_eq!(names(&backtrace), ["inner", "outer", "start"]);
    assert_eq!(backtrace.to_string(), "    0: inner\n    1: outer\n    2: start\n");
}

#[test]
fn exhausted_stack_and_fuel_have_backtraces_that_show_both_ends() {
    let limits = Limits { stack_bytes: 64 << 10, ..Limits::default() };
    let down = r#"(func $start (export "_start") call $begin) (func $begin call $down) (func $down call $down)"#;
    let shown = backtrace(down, limits).unwrap().to_string();
    assert_eq!(shown, "    0: down (1022 times)\n 1022: begin\n 1023: start\n");
    let two = r#"(func $start (export "_start") call $even) (func $even call $odd) (func $odd call $even)"#;
    let shown = backtrace(two, limits).unwrap();
    assert_eq!((names(&shown).len(), shown.left_out), (32, 1024 - 32));
    assert!(shown.to_string().contains("   15: odd\n       (992 more)\n 1008: even\n"), "{shown}");
    let spin = r#"(func $start (export "_start") call $spin) (func $spin (loop (br 0)))"#;
    let shown = backtrace(spin, Limits { fuel: Some(1000), ..Limits::default() }).unwrap();
    assert_eq!(names(&shown), ["spin", "start"]);
}

#[test]
fn what_ends_otherwise_has_no_backtrace() {
    let exits = r#"(import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
        (func $start (export "_start") i32.const 3 call $exit)"#;
    let text = format!(r#"(module {exits} (memory (export "memory") 1))"#);
    let wasm = wat::parse_str(text).unwrap();
    let plugin = PluginExecutor::new().compile_profiled("", &wasm, None).unwrap();
    let mut stats = Stats::default();
    let options = RunOptions { stats: Some(&mut stats), ..Default::default() };
    let mut profile = Profile::default();
    let ended = plugin.run(&mut std::io::empty(), &mut sink(), &mut sink(), options, &mut profile).unwrap_err();
    assert_eq!(plugin.backtrace(&mut std::io::empty(), RunOptions::default(), &ended, &stats), None);
    // Another run than the one that trapped.
    let trap = Error::Trap { message: "other".into(), stderr: String::new() };
    let trapping = PluginExecutor::new();
    let trapping = trapping.compile_profiled("", &module(r#"(func (export "_start") unreachable)"#), None).unwrap();
    assert_eq!(trapping.backtrace(&mut std::io::empty(), RunOptions::default(), &trap, &stats), None);
}

#[test]
fn profiles_add_up_and_take_other_names() {
    let fields = r#"(func $start (export "_start") call $a call $a) (func $a i32.const 1 drop) "#;
    let (.., profile) = profiled(fields, Limits::default());
    let mut all = profile.named("plugin", |name| format!("<{name};>"));
    all.add(&profile.named("plugin", |_| "same".into()));
    assert_eq!(all.folded(), "plugin;<start,> 3\nplugin;<start,>;<a,> 4\nplugin;same 3\nplugin;same;same 4\n");
    assert_eq!(all.fuel(), 14);
}

proptest::proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes: Vec<u8>) {
        super::instrument(&[b"\0asm\x01\0\0\0", &bytes[..]].concat());
    }
}
