//! A guest that exports every function of the table.

use std::cell::RefCell;
use std::io::Write;
use std::rc::Rc;
use std::sync::Arc;

use wasmi::{Engine, Extern, Instance, Module, Store, Val};

use crate::abi::gojs::js::{Js, Value};
use crate::abi::gojs::refs::Ref;
use crate::abi::gojs::{Exports, GoJsState, imports};
use crate::abi::{HostFunction, Interface};
use crate::fs::Files;
use crate::guest::{Guest, GuestClock, GuestRandom, Input, Output, Trace};
use crate::limits::Limits;
use crate::run::{Interrupt, Limiter, Pace, Stop, StoreData};

/// Bytes of the guest's memory, all of which are `?` at first.
pub(super) const PAGE: u32 = 1 << 16;
/// Where the guest's stack is: what a Go function would put there comes from [`Arg`]s.
pub(super) const SP: u32 = 0x1000;
/// Where texts and lists that arguments lead to are put.
const HEAP: u32 = 0x8000;

/// A module made from the table itself: each row is imported, and exported as a function that calls it.
///
/// Its `resume` adds one to the global that `resumptions` reads, and its stack pointer moves down by 256 bytes then.
pub(super) struct TestGuest {
    pub(super) store: Store<StoreData<'static, GoJsState>>,
    instance: Instance,
    stdout: Sink,
    trace: Sink,
}

/// An argument as it lies on the stack.
#[derive(Clone, Debug)]
pub(super) enum Arg {
    I32(i32),
    I64(i64),
    Ref(Ref),
    Text(&'static str),
    Bytes(u32, u32),
    Refs(Vec<Ref>),
}

/// What a stream was given. It can be looked at while the guest has the stream.
#[derive(Clone, Default)]
struct Sink(Rc<RefCell<Vec<u8>>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Every function of the module `gojs`.
pub(super) fn rows() -> Vec<&'static HostFunction<GoJsState>> {
    imports::functions("gojs").iter().copied().flatten().collect()
}

impl TestGuest {
    pub(super) fn new() -> Self {
        Self::limited(Limits::default())
    }

    /// A guest whose objects may take as much as `limits` allow.
    pub(super) fn limited(limits: Limits) -> Self {
        let (stdout, trace) = (Sink::default(), Sink::default());
        // The guest borrows its streams, and a test does not live long enough to mind the leak.
        let guest = Guest {
            args: vec!["protoc-gen-test".into()],
            env: vec![],
            stdin: Input::new(Box::leak(Box::new(std::io::empty()))),
            stdout: Output::new("stdout", Box::leak(Box::new(stdout.clone())), Some(1000)),
            stderr: Output::new("stderr", Box::leak(Box::new(std::io::sink())), None),
            clock: GuestClock::new(None),
            random: GuestRandom::new(None),
            files: Files::new(Arc::default(), 0),
            interrupt: Interrupt::default(),
            trace: None,
            work: 0,
            trial: None,
            is_spared: false,
            missing_file: None,
            refused_write: None,
        };
        let state = GoJsState::new(&guest, &limits);
        let calls = vec![0; rows().len()];
        let data = StoreData {
            guest,
            state,
            memory: None,
            limiter: Limiter::new(limits),
            calls,
            reserve: u64::MAX,
            pace: Pace::default(),
            recorder: None,
            panic: None,
        };
        let mut config = wasmi::Config::default();
        let engine = Engine::new(config.consume_fuel(true));
        let wasm = Module::new(&engine, wat::parse_str(text()).unwrap()).unwrap();
        let mut store = Store::new(&engine, data);
        let externs: Vec<Extern> =
            rows().iter().enumerate().map(|(index, row)| (row.link)(&mut store, index).into()).collect();
        let instance = Instance::new(&mut store, &wasm, &externs).unwrap();
        store.data_mut().memory = instance.get_memory(&store, GoJsState::MEMORY);
        let function = |name: &str| instance.get_func(&store, name);
        store.data_mut().state.exports = Exports { resume: function("resume"), getsp: function("getsp") };
        let mut guest = Self { store, instance, stdout, trace };
        guest.memory_mut().fill(b'?');
        guest
    }

    /// Begins to write a trace.
    pub(super) fn traced(mut self) -> Self {
        self.store.data_mut().guest.trace = Some(Trace::new(Box::leak(Box::new(self.trace.clone())), None));
        self
    }

    /// Calls `function` with arguments that lie on the stack as Go would lay them.
    pub(super) fn call(&mut self, function: &str, arguments: &[Arg]) -> Result<(), Stop> {
        let (mut at, mut heap) = (SP + 8, HEAP);
        for argument in arguments {
            let bytes = match argument {
                Arg::I32(number) => number.to_le_bytes().to_vec(),
                Arg::I64(number) => number.to_le_bytes().to_vec(),
                Arg::Ref(reference) => reference.0.to_le_bytes().to_vec(),
                Arg::Text(text) => {
                    self.put(heap, text.as_bytes());
                    slice(&mut heap, text.len(), text.len(), 16)
                }
                Arg::Bytes(ptr, len) => {
                    [*ptr, 0, *len, 0, *len, 0].iter().flat_map(|word| word.to_le_bytes()).collect()
                }
                Arg::Refs(references) => {
                    let bytes: Vec<u8> = references.iter().flat_map(|reference| reference.0.to_le_bytes()).collect();
                    self.put(heap, &bytes);
                    slice(&mut heap, bytes.len(), references.len(), 24)
                }
            };
            at = at.next_multiple_of(if bytes.len() == 4 { 4 } else { 8 });
            self.put(at, &bytes);
            at += bytes.len() as u32;
        }
        self.enter(function, SP)
    }

    /// Calls `function` with the stack pointer `sp`, and whatever lies there.
    pub(super) fn enter(&mut self, function: &str, sp: u32) -> Result<(), Stop> {
        self.store.set_fuel(1_000_000).unwrap();
        let function = self.instance.get_func(&self.store, function).unwrap();
        let called = function.call(&mut self.store, &[Val::I32(sp.cast_signed())], &mut []);
        called.map_err(|error| error.downcast_ref::<Stop>().cloned().unwrap_or(Stop::Fault(error.to_string())))
    }

    /// A reference to `value`.
    pub(super) fn reference(&mut self, value: impl Into<Value>) -> Ref {
        self.js(|js| js.store(value.into()))
    }

    /// A reference to the global `name`.
    pub(super) fn global(&mut self, name: &str) -> Ref {
        self.js(|js| {
            let value = js.get(js.realm().global, name);
            js.store(value)
        })
    }

    pub(super) fn js<R>(&mut self, body: impl FnOnce(&mut Js<'_, 'static>) -> R) -> R {
        body(&mut Js::new(&mut self.store))
    }

    /// The result at `offset` from the stack pointer that the call began with.
    pub(super) fn result(&self, offset: u32) -> u64 {
        self.u64(SP + offset)
    }

    pub(super) fn u64(&self, at: u32) -> u64 {
        u64::from_le_bytes(*self.memory()[at as usize..].first_chunk().unwrap())
    }

    /// The value that the reference at `offset` from the stack pointer stands for, as the trace shows it.
    pub(super) fn shown(&mut self, offset: u32) -> String {
        let reference = Ref(self.result(offset));
        self.js(|js| {
            let value = js.load(reference).unwrap();
            js.in_short(&value)
        })
    }

    /// Writes `bytes` at `address`.
    pub(super) fn put(&mut self, address: u32, bytes: &[u8]) {
        self.memory_mut()[address as usize..][..bytes.len()].copy_from_slice(bytes);
    }

    pub(super) fn memory(&self) -> &[u8] {
        self.store.data().memory.unwrap().data(&self.store)
    }

    pub(super) fn memory_mut(&mut self) -> &mut [u8] {
        let memory = self.store.data().memory.unwrap();
        memory.data_mut(&mut self.store)
    }

    /// What was written to stdout.
    pub(super) fn stdout(&self) -> Vec<u8> {
        self.stdout.0.borrow().clone()
    }

    /// The lines of the trace.
    pub(super) fn trace(&self) -> String {
        String::from_utf8(self.trace.0.borrow().clone()).unwrap()
    }
}

/// A slice of `len` items in the `bytes` at `heap`, as the first `size` bytes of pointer, length, capacity.
fn slice(heap: &mut u32, bytes: usize, len: usize, size: usize) -> Vec<u8> {
    let words = [*heap, 0, len as u32, 0, len as u32, 0];
    *heap += (bytes as u32).next_multiple_of(8);
    words.iter().flat_map(|word| word.to_le_bytes()).take(size).collect()
}

/// The guest's module as text.
fn text() -> String {
    let imports: String =
        rows().iter().map(|row| format!("(import \"gojs\" \"{0}\" (func ${0} (param i32)))\n", row.name)).collect();
    let exports: String = rows()
        .iter()
        .map(|row| format!("(func (export \"{0}\") (param i32) local.get 0 call ${0})\n", row.name))
        .collect();
    format!(
        "(module {imports} (memory (export \"mem\") 1) {exports}
            (global $sp (mut i32) (i32.const {SP}))
            (func (export \"getsp\") (result i32) global.get $sp)
            (func (export \"resume\") (global.set $sp (i32.sub (global.get $sp) (i32.const 256)))))"
    )
}

#[test]
fn both_names_of_the_module_have_every_function() {
    assert_eq!(rows().len(), 25);
    for name in rows().iter().map(|row| row.name) {
        assert!(GoJsState::row("go", name).is_some() && GoJsState::row("gojs", name).is_some(), "{name}");
    }
}
