//! A guest that exports every function of the table.

use std::cell::RefCell;
use std::io::{Cursor, Write};
use std::rc::Rc;
use std::sync::Arc;

use wasmi::{Engine, Extern, FuncType, Instance, Module, Store, Val, ValType};

use crate::abi::Interface;
use crate::abi::wasi::errno::Errno;
use crate::abi::wasi::{CallError, WasiState, functions};
use crate::fs::{File, Files, MapFs};
use crate::guest::{Guest, GuestClock, GuestRandom, Input, Output, Trace};
use crate::limits::Limits;
use crate::run::{Interrupt, Limiter, Pace, StoreData};

/// Bytes of the guest's memory, all of which are `?` at first.
pub(super) const PAGE: u32 = 1 << 16;

/// The little-endian bytes of some numbers, one after the other.
macro_rules! bytes {
    ($($number:expr),* $(,)?) => {
        [$(&$number.to_le_bytes()[..]),*].concat()
    };
}
pub(super) use bytes;

/// A module made from the table itself: each row is imported, and exported as a function that calls it.
pub(super) struct TestGuest {
    pub(super) store: Store<StoreData<'static, WasiState>>,
    instance: Instance,
    stdout: Sink,
    trace: Sink,
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

impl TestGuest {
    /// A guest of `wasi_snapshot_preview1` with a few arguments, environment entries, files, and bytes in stdin.
    pub(super) fn new() -> Self {
        Self::importing("wasi_snapshot_preview1", &[("hello.txt", "hello, world"), ("dir/a", "A"), ("dir/b", "BB")])
    }

    /// A guest of `wasi_unstable`.
    pub(super) fn unstable() -> Self {
        Self::importing("wasi_unstable", &[("hello.txt", "hello, world")])
    }

    /// A guest of `wasi_snapshot_preview1` with the given files.
    pub(super) fn with_files(files: &[(&str, &str)]) -> Self {
        Self::importing("wasi_snapshot_preview1", files)
    }

    /// A guest of `wasi_snapshot_preview1` with the given files, under a scratch layer of a megabyte.
    pub(super) fn with_scratch(files: &[(&str, &str)]) -> Self {
        Self::with("wasi_snapshot_preview1", files, 1 << 20)
    }

    fn importing(module: &str, files: &[(&str, &str)]) -> Self {
        Self::with(module, files, 0)
    }

    fn with(module: &str, files: &[(&str, &str)], scratch_bytes: u64) -> Self {
        let base = MapFs::new(files.iter().map(|(path, text)| File::new(*path, text.as_bytes()))).unwrap();
        let (stdout, trace) = (Sink::default(), Sink::default());
        // The guest borrows its streams, and a test does not live long enough to mind the leak.
        let guest = Guest {
            args: vec!["protoc-gen-test".into(), "--opt".into()],
            env: vec!["KEY=VALUE".into()],
            stdin: Input::new(Box::leak(Box::new(Cursor::new(b"stdin")))),
            stdout: Output::new("stdout", Box::leak(Box::new(stdout.clone())), Some(1000)),
            stderr: Output::new("stderr", Box::leak(Box::new(std::io::sink())), None),
            clock: GuestClock::new(None),
            random: GuestRandom::new(None),
            files: Files::new(Arc::new(base), scratch_bytes),
            interrupt: Interrupt::default(),
            trace: Some(Trace::new(Box::leak(Box::new(trace.clone())), None)),
            work: 0,
            trial: None,
            is_spared: false,
            missing_file: None,
            refused_write: None,
        };
        let state = WasiState::new(&guest, &Limits::default());
        let calls = vec![0; functions(module).count()];
        let data = StoreData {
            guest,
            state,
            memory: None,
            limiter: Limiter::new(Limits::default()),
            calls,
            reserve: 0,
            pace: Pace::default(),
            recorder: None,
            panic: None,
        };
        let engine = Engine::default();
        let wasm = Module::new(&engine, wat::parse_str(text(module)).unwrap()).unwrap();
        let mut store = Store::new(&engine, data);
        let rows = functions(module).enumerate();
        let externs: Vec<Extern> = rows.map(|(index, row)| (row.link)(&mut store, index).into()).collect();
        let instance = Instance::new(&mut store, &wasm, &externs).unwrap();
        store.data_mut().memory = instance.get_memory(&store, WasiState::MEMORY);
        let mut guest = Self { store, instance, stdout, trace };
        guest.memory_mut().fill(b'?');
        guest
    }

    /// Calls `function`.
    pub(super) fn call(&mut self, function: &str, arguments: &[u64]) -> Result<(), CallError> {
        let function = self.instance.get_func(&self.store, function).unwrap();
        let ty = function.ty(&self.store);
        assert_eq!(ty.params().len(), arguments.len());
        let arguments: Vec<Val> = ty.params().iter().zip(arguments).map(|(ty, bits)| value(*ty, *bits)).collect();
        let mut results = vec![Val::I32(0); ty.results().len()];
        if let Err(error) = function.call(&mut self.store, &arguments, &mut results) {
            return Err(CallError::Stop(error.downcast_ref().cloned().unwrap()));
        }
        match results.first().map(|code| code.i32().unwrap()) {
            Some(0) => Ok(()),
            Some(code) => Err(CallError::Errno(Errno::from_code(code as u32).unwrap())),
            None => unreachable!("a function that answers nothing returned"),
        }
    }

    /// Calls `function`, which succeeds and changes memory exactly as `writes` say: an address, and what is then there.
    #[track_caller]
    pub(super) fn writes(&mut self, function: &str, arguments: &[u64], writes: &[(u32, &[u8])]) {
        let mut expected = self.memory().to_vec();
        assert_eq!(self.call(function, arguments), Ok(()), "{function}{arguments:?}");
        for (address, bytes) in writes {
            expected[*address as usize..][..bytes.len()].copy_from_slice(bytes);
        }
        let different = (0..expected.len()).find(|at| expected[*at] != self.memory()[*at]);
        if let Some(at) = different {
            let (is, should) = (&self.memory()[at..], &expected[at..]);
            let shown = 32.min(is.len());
            panic!("{function}{arguments:?}: at {at} is {:?}, should be {:?}", &is[..shown], &should[..shown]);
        }
    }

    /// Calls `function`, which fails and leaves memory alone.
    #[track_caller]
    pub(super) fn fails(&mut self, function: &str, arguments: &[u64], errno: Errno) {
        let before = self.memory().to_vec();
        let answer = self.call(function, arguments);
        assert_eq!(answer, Err(CallError::Errno(errno)), "{function}{arguments:?}");
        assert!(before == self.memory(), "{function}{arguments:?}: memory was touched");
    }

    /// Writes `bytes` at `address`.
    pub(super) fn put(&mut self, address: u32, bytes: &[u8]) {
        self.memory_mut()[address as usize..][..bytes.len()].copy_from_slice(bytes);
    }

    /// Opens `path` with all `rights`, and gives the descriptor.
    #[track_caller]
    pub(super) fn open(&mut self, path: &str, rights: u64) -> u64 {
        self.put(PAGE - 256, path.as_bytes());
        let path_ptr = (PAGE - 256).into();
        let arguments = [3, 0, path_ptr, path.len() as u64, 0, rights, rights, 0, (PAGE - 4).into()];
        assert_eq!(self.call("path_open", &arguments), Ok(()), "{path}");
        let fd = u32::from_le_bytes(*self.memory().last_chunk().unwrap());
        self.put(PAGE - 256, &[b'?'; 256]);
        fd.into()
    }

    pub(super) fn memory(&self) -> &[u8] {
        self.store.data().memory.unwrap().data(&self.store)
    }

    fn memory_mut(&mut self) -> &mut [u8] {
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

fn value(ty: ValType, bits: u64) -> Val {
    match ty {
        ValType::I64 => Val::I64(bits as i64),
        _ => Val::I32(bits as i32),
    }
}

/// The guest's module as text.
fn text(module: &str) -> String {
    let imports: String = functions(module)
        .map(|row| format!("(import \"{module}\" \"{0}\" (func ${0} {1}))\n", row.name, signature(&(row.ty)())))
        .collect();
    let exports: String = functions(module)
        .map(|row| {
            let ty = (row.ty)();
            let arguments: String = (0..ty.params().len()).map(|index| format!("local.get {index} ")).collect();
            format!("(func (export \"{0}\") {1} {arguments} call ${0})\n", row.name, signature(&ty))
        })
        .collect();
    format!("(module {imports} (memory (export \"memory\") 1) {exports})")
}

fn signature(ty: &FuncType) -> String {
    let list = |types: &[ValType]| types.iter().map(|ty| format!(" {ty:?}").to_lowercase()).collect::<String>();
    format!("(param{}) (result{})", list(ty.params()), list(ty.results()))
}
