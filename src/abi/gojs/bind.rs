//! Binds plain functions to the engine: where their parameters and results lie is read from their signatures.

use wasmi::{Caller, Func, FuncType, Store, ValType};

use super::GoJsState;
use super::js::{Abrupt, Completion, Js};
use super::param::{Param, Returned};
use crate::memory::Fault;
use crate::run::{Stop, StoreData};

/// Rows for plain functions: `host_functions!["syscall/js.stringVal" => string_val(value), …]`.
macro_rules! host_functions {
    ($($import:literal => $name:ident($($param:ident),*)),* $(,)?) => {
        &[$($crate::abi::HostFunction {
            name: $import,
            params: &[$(stringify!($param)),*],
            ty: $crate::abi::gojs::bind::ty,
            link: |store, index| $crate::abi::gojs::bind::link(
                $name, store, index, $crate::abi::gojs::bind::Name { function: $import, params: &[$(stringify!($param)),*] },
            ),
        }),*]
    };
}
pub(super) use host_functions;

/// How a row appears in the trace.
#[derive(Clone, Copy)]
pub(super) struct Name {
    pub(super) function: &'static str,
    pub(super) params: &'static [&'static str],
}

/// Every function has one parameter: the guest's stack pointer.
pub(super) fn ty() -> FuncType {
    FuncType::new([ValType::I32], [])
}

pub(super) fn link<'g, P: 'static>(
    body: impl Body<P>,
    store: &mut Store<StoreData<'g, GoJsState>>,
    index: usize,
    name: Name,
) -> Func {
    Func::wrap(store, move |mut caller: Caller<'_, StoreData<'g, GoJsState>>, sp: u32| {
        StoreData::guarded(&mut caller, index, |caller| {
            let mut js = Js::new(caller);
            let done = js.tidy_up().and_then(|()| body.enter(&mut js, sp, name));
            done.map_err(|abrupt| js.uncaught(abrupt))
        })
    })
}

/// Walks the guest's stack from the first parameter on.
struct Frame {
    next: u32,
}

impl Frame {
    /// `wasm_exec.js` finds the first parameter behind the return address.
    fn at(sp: u32) -> Completion<Self> {
        Ok(Self { next: sp.checked_add(8).ok_or(Fault)? })
    }

    /// The place of a `T` behind what was placed before.
    fn place<T: super::param::OnStack>(&mut self) -> Completion<u32> {
        let place = self.next.checked_next_multiple_of(T::ALIGN).ok_or(Fault)?;
        self.next = place.checked_add(T::SIZE).ok_or(Fault)?;
        Ok(place)
    }

    /// Goes on where results begin.
    fn results(&mut self) -> Completion<()> {
        self.next = self.next.checked_next_multiple_of(8).ok_or(Fault)?;
        Ok(())
    }

    fn load<T: Param>(&mut self, js: &mut Js<'_, '_>) -> Completion<T> {
        let place = self.place::<T>()?;
        T::load(js, place)
    }
}

/// What a function returns to the guest.
pub(super) trait Results {
    fn store(self, js: &mut Js<'_, '_>, frame: &mut FrameOfResults) -> Completion<()>;
    fn show(&self, js: &Js<'_, '_>) -> String;
}

/// The part of the guest's stack where results go.
pub(super) struct FrameOfResults(Frame);

impl FrameOfResults {
    fn store<T: Returned>(&mut self, js: &mut Js<'_, '_>, value: T) -> Completion<()> {
        let place = self.0.place::<T>()?;
        value.store(js, place)
    }
}

impl Results for () {
    fn store(self, _: &mut Js<'_, '_>, _: &mut FrameOfResults) -> Completion<()> {
        Ok(())
    }

    fn show(&self, _: &Js<'_, '_>) -> String {
        "()".into()
    }
}

impl<T: Returned> Results for T {
    fn store(self, js: &mut Js<'_, '_>, frame: &mut FrameOfResults) -> Completion<()> {
        frame.store(js, self)
    }

    fn show(&self, js: &Js<'_, '_>) -> String {
        Returned::show(self, js)
    }
}

impl<T: Returned, U: Returned> Results for (T, U) {
    fn store(self, js: &mut Js<'_, '_>, frame: &mut FrameOfResults) -> Completion<()> {
        frame.store(js, self.0)?;
        frame.store(js, self.1)
    }

    fn show(&self, js: &Js<'_, '_>) -> String {
        format!("{}, {}", self.0.show(js), self.1.show(js))
    }
}

/// A plain function over the JavaScript of a run and up to three parameters.
pub(super) trait Body<Params>: Copy + Send + Sync + 'static {
    /// Loads the arguments, calls the function, traces the call, and stores the results.
    fn enter(self, js: &mut Js<'_, '_>, sp: u32, name: Name) -> Completion<()>;
}

macro_rules! impl_body {
    ($($arg:ident: $ty:ident),*) => {
        impl<F, R, $($ty),*> Body<($($ty,)*)> for F
        where
            F: Fn(&mut Js<'_, '_>, $($ty),*) -> Completion<R> + Copy + Send + Sync + 'static,
            R: Results,
            $($ty: Param),*
        {
            fn enter(self, js: &mut Js<'_, '_>, sp: u32, name: Name) -> Completion<()> {
                let mut frame = Frame::at(sp)?;
                $(let $arg = frame.load::<$ty>(js)?;)*
                let call = js.is_traced().then(|| line(name, &[$($arg.show(js)),*]));
                let resumptions = js.state().resumptions;
                let result = self(js, $($arg),*);
                if let Some(call) = call {
                    js.trace(&call, &result);
                }
                let result = result?;
                if js.state().resumptions != resumptions {
                    // Go code has run meanwhile, and may have moved the stack.
                    frame.next = js.stack_pointer()?.wrapping_add(frame.next.wrapping_sub(sp));
                }
                frame.results()?;
                result.store(js, &mut FrameOfResults(frame))
            }
        }
    };
}

impl_body!();
impl_body!(a: A);
impl_body!(a: A, b: B);
impl_body!(a: A, b: B, c: C);

/// A call as the trace shows it.
fn line(name: Name, arguments: &[String]) -> String {
    let arguments = name.params.iter().zip(arguments).map(|(name, argument)| format!("{name}={argument}"));
    format!("{}({})", name.function, arguments.collect::<Vec<_>>().join(", "))
}

impl Js<'_, '_> {
    fn is_traced(&self) -> bool {
        self.store.data().guest.trace.is_some()
    }

    /// Writes `call` and how it ended.
    fn trace<R: Results>(&mut self, call: &str, result: &Completion<R>) {
        let ended = match result {
            Ok(result) => result.show(self),
            Err(Abrupt::Throw(value)) => format!("throws {}", self.in_short(value)),
            Err(Abrupt::End(error)) => {
                error.downcast_ref::<Stop>().map_or_else(|| error.to_string(), ToString::to_string)
            }
        };
        if let Some(trace) = &mut self.guest().trace {
            trace.line(format_args!("{call} = {ended}"));
        }
    }
}
