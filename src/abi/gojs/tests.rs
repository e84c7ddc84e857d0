//! Tests through a guest made from the table, and of the JavaScript that a guest sees.

mod calls;
mod guest;
mod hostile;

use std::io;

use wasmi::{Engine, Store};

use super::GoJsState;
use super::js::Js;
use crate::abi::Interface;
use crate::fs::{File, Files, MapFs};
use crate::guest::{Guest, GuestClock, GuestRandom, Input, Output};
use crate::limits::Limits;
use crate::run::{Interrupt, Limiter, Pace, StoreData};

/// A run without a guest, over `files`.
pub(in crate::abi::gojs) fn with_files<R>(files: &[(&str, &str)], body: impl FnOnce(&mut Js<'_, '_>) -> R) -> R {
    with_scratch(files, 0, body)
}

/// The same under a scratch layer of `scratch_bytes`.
pub(in crate::abi::gojs) fn with_scratch<R>(
    files: &[(&str, &str)],
    scratch_bytes: u64,
    body: impl FnOnce(&mut Js<'_, '_>) -> R,
) -> R {
    let files = files.iter().map(|(path, contents)| File::new(*path, contents.as_bytes()));
    let (mut stdin, mut stdout, mut stderr) = (&b"input"[..], io::sink(), io::sink());
    let guest = Guest {
        args: vec!["plugin".into()],
        env: Vec::new(),
        stdin: Input::new(&mut stdin),
        stdout: Output::new("stdout", &mut stdout, None),
        stderr: Output::new("stderr", &mut stderr, None).captured(),
        clock: GuestClock::new(None),
        random: GuestRandom::new(None),
        files: Files::new(MapFs::new(files).expect("the files make a tree").into(), scratch_bytes),
        interrupt: Interrupt::default(),
        trace: None,
        work: 0,
        trial: None,
        is_spared: false,
        missing_file: None,
        refused_write: None,
    };
    let limits = Limits::default();
    let state = GoJsState::new(&guest, &limits);
    let data = StoreData {
        guest,
        state,
        memory: None,
        limiter: Limiter::new(limits),
        calls: Vec::new(),
        reserve: 0,
        pace: Pace::default(),
        recorder: None,
        panic: None,
    };
    let mut store = Store::new(&Engine::default(), data);
    body(&mut Js::new(&mut store))
}

/// A run without a guest and without files.
pub(in crate::abi::gojs) fn with_js<R>(body: impl FnOnce(&mut Js<'_, '_>) -> R) -> R {
    with_files(&[], body)
}

#[test]
fn a_global_is_found() {
    with_js(|js| {
        let object = js.get(js.realm().global, "Object");
        assert!(js.is_callable(&object));
    });
}
