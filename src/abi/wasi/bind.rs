//! Binds plain functions to the engine: their types are read from their signatures, their parameters' names from the row.

use std::convert::Infallible;

use wasmi::{Caller, Func, FuncType, Store, ValType};

use super::errno::Errno;
use super::param::{Param, Raw};
use super::show::{Arguments, Line, Name, Shown};
use super::{Call, CallError, Never, WasiState};
use crate::run::{Stop, StoreData};

/// Rows for plain functions: `host_functions![random_get(buf, buf_len), …]`.
macro_rules! host_functions {
    ($($name:ident($($param:ident),*)),* $(,)?) => {
        &[$($crate::abi::HostFunction {
            name: stringify!($name),
            params: &[$(stringify!($param)),*],
            ty: || $crate::abi::wasi::bind::ty($name),
            link: |store, index| $crate::abi::wasi::bind::link(
                $name, store, index, stringify!($name), &[$(stringify!($param)),*],
            ),
        }),*]
    };
}
pub(super) use host_functions;

/// What a WASI function answers.
pub(super) trait Answer {
    /// Its type in WebAssembly: the error code, or nothing.
    type Wasm;
    const TYPES: &'static [ValType];

    /// The answer when an argument is not of its parameter's type.
    fn refuse(errno: Errno) -> Self;
    /// What the guest gets, unless the run ends.
    fn encode(self) -> Result<Self::Wasm, Stop>;
    /// As the trace shows it; `Ok` when the function has written its results.
    fn show(&self) -> Result<String, String>;
}

impl Answer for Result<(), Errno> {
    type Wasm = u32;
    const TYPES: &'static [ValType] = &[ValType::I32];

    fn refuse(errno: Errno) -> Self {
        Err(errno)
    }

    fn encode(self) -> Result<u32, Stop> {
        Ok(self.err().map_or(0, |errno| u32::from(errno as u16)))
    }

    fn show(&self) -> Result<String, String> {
        self.as_ref().map(|()| "0".into()).map_err(ToString::to_string)
    }
}

impl Answer for Result<(), CallError> {
    type Wasm = u32;
    const TYPES: &'static [ValType] = &[ValType::I32];

    fn refuse(errno: Errno) -> Self {
        Err(errno.into())
    }

    fn encode(self) -> Result<u32, Stop> {
        match self {
            Ok(()) => Ok(0),
            Err(CallError::Errno(errno)) => Err(errno).encode(),
            Err(CallError::Stop(stop)) => Err(stop),
        }
    }

    fn show(&self) -> Result<String, String> {
        match self {
            Ok(()) => Ok("0".into()),
            Err(CallError::Errno(errno)) => Err(errno.to_string()),
            Err(CallError::Stop(stop)) => Err(stop.to_string()),
        }
    }
}

impl Answer for Never {
    type Wasm = ();
    const TYPES: &'static [ValType] = &[];

    fn refuse(errno: Errno) -> Self {
        Err(Stop::Fault(format!("an argument is not of its type: {errno}")))
    }

    fn encode(self) -> Result<(), Stop> {
        self.map(|never: Infallible| match never {})
    }

    fn show(&self) -> Result<String, String> {
        match self {
            Err(stop) => Err(stop.to_string()),
            Ok(never) => match *never {},
        }
    }
}

/// A plain function over a [`Call`] and up to nine parameters.
pub(super) trait Body<Params>: Copy + Send + Sync + 'static {
    fn ty(self) -> FuncType;
    fn link(self, store: &mut Store<StoreData<'_, WasiState>>, index: usize, name: Name) -> Func;
}

pub(super) fn ty<Params>(body: impl Body<Params>) -> FuncType {
    body.ty()
}

pub(super) fn link<Params>(
    body: impl Body<Params>,
    store: &mut Store<StoreData<'_, WasiState>>,
    index: usize,
    function: &'static str,
    params: &'static [&'static str],
) -> Func {
    body.link(store, index, Name { function, params })
}

macro_rules! impl_body {
    ($($arg:ident: $ty:ident),*) => {
        impl<F, R, $($ty),*> Body<($($ty,)*)> for F
        where
            F: Fn(&mut Call<'_, '_>, $($ty),*) -> R + Copy + Send + Sync + 'static,
            R: Answer + 'static,
            Result<R::Wasm, wasmi::Error>: wasmi::WasmRet,
            $($ty: Param + 'static),*
        {
            fn ty(self) -> FuncType {
                FuncType::new([$(<$ty::Wasm as Raw>::TYPE),*], R::TYPES.iter().copied())
            }

            fn link(self, store: &mut Store<StoreData<'_, WasiState>>, index: usize, name: Name) -> Func {
                fn bound<'g, F, R, $($ty),*>(body: F, store: &mut Store<StoreData<'g, WasiState>>, index: usize, name: Name) -> Func
                where
                    F: Fn(&mut Call<'_, '_>, $($ty),*) -> R + Copy + Send + Sync + 'static,
                    R: Answer + 'static,
                    Result<R::Wasm, wasmi::Error>: wasmi::WasmRet,
                    $($ty: Param + 'static),*
                {
                    let enter = move |caller: Caller<'_, StoreData<'g, WasiState>>, $($arg: $ty::Wasm),*| {
                        let arguments = Arguments { shown: const { &[$(Shown::of::<$ty>()),*] }, raw: &[$($arg.raw()),*] };
                        enter(caller, index, name, arguments, &mut |call| decoded!(call, body, $($arg: $ty),*))
                    };
                    Func::wrap(store, enter)
                }
                bound(self, store, index, name)
            }
        }
    };
}

/// Enters the function that is the import at `index`, and traces the call if there is a trace. What rows have in common is
/// here, once for each kind of answer: in every row it would be a third of a small program.
fn enter<'g, R: Answer>(
    caller: Caller<'_, StoreData<'g, WasiState>>,
    index: usize,
    name: Name,
    arguments: Arguments<'_>,
    body: &mut dyn FnMut(&mut Call<'_, 'g>) -> R,
) -> Result<R::Wasm, wasmi::Error> {
    StoreData::enter(caller, index, |call| {
        let line = call.guest.trace.is_some().then(|| Line::begin(name, arguments, &call.memory));
        let answer = body(call);
        if let (Some(line), Some(trace)) = (line, &mut call.guest.trace) {
            trace.line(line.end(answer.show(), &call.memory));
        }
        answer.encode()
    })
}

/// The body's answer to its decoded arguments.
macro_rules! decoded {
    ($call:ident, $body:ident, $($arg:ident: $ty:ident),*) => {
        match ($($ty::decode($arg),)*) {
            ($(Ok($arg),)*) => $body($call, $($arg),*),
            #[allow(unreachable_patterns, reason = "a function without parameters has none that is refused")]
            ($($arg,)*) => R::refuse(first_error(&[$($arg.err()),*])),
        }
    };
}

/// The error of the first argument that has one.
fn first_error(errors: &[Option<Errno>]) -> Errno {
    errors.iter().find_map(|error| *error).unwrap_or(Errno::Inval)
}

impl_body!();
impl_body!(a: A);
impl_body!(a: A, b: B);
impl_body!(a: A, b: B, c: C);
impl_body!(a: A, b: B, c: C, d: D);
impl_body!(a: A, b: B, c: C, d: D, e: E);
impl_body!(a: A, b: B, c: C, d: D, e: E, f: G);
impl_body!(a: A, b: B, c: C, d: D, e: E, f: G, g: H);
impl_body!(a: A, b: B, c: C, d: D, e: E, f: G, g: H, h: I);
impl_body!(a: A, b: B, c: C, d: D, e: E, f: G, g: H, h: I, i: J);
