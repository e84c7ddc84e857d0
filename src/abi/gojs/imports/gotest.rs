//! What the tests of the package `syscall/js` import beside it, from Go 1.21 on.

use wasmi::{Caller, Extern, Func, FuncType, Store, Val, ValType};

use super::super::GoJsState;
use crate::abi::HostFunction;
use crate::run::{Stop, StoreData, call};

pub(super) const FUNCTIONS: &[HostFunction<GoJsState>] = &[
    HostFunction {
        name: "add",
        params: &["a", "b"],
        ty: || FuncType::new([ValType::I32; 2], [ValType::I32]),
        link: add,
    },
    HostFunction {
        name: "callExport",
        params: &["a", "b"],
        ty: || FuncType::new([ValType::I32, ValType::I64], [ValType::I64]),
        link: call_export,
    },
];

/// The sum of two numbers.
fn add(store: &mut Store<StoreData<'_, GoJsState>>, index: usize) -> Func {
    fn bound<'g>(store: &mut Store<StoreData<'g, GoJsState>>, index: usize) -> Func {
        Func::wrap(store, move |mut caller: Caller<'_, StoreData<'g, GoJsState>>, a: u32, b: u32| {
            StoreData::guarded(&mut caller, index, |_| Ok(a.wrapping_add(b)))
        })
    }
    bound(store, index)
}

/// Calls the guest's exports `testExport0` and `testExport`, and returns what the latter returns.
fn call_export(store: &mut Store<StoreData<'_, GoJsState>>, index: usize) -> Func {
    fn bound<'g>(store: &mut Store<StoreData<'g, GoJsState>>, index: usize) -> Func {
        Func::wrap(store, move |mut caller: Caller<'_, StoreData<'g, GoJsState>>, a: i32, b: i64| {
            StoreData::guarded(&mut caller, index, |caller| {
                let mut results = [Val::I64(0)];
                call_exported(caller, "testExport0", &[], &mut [])?;
                call_exported(caller, "testExport", &[Val::I32(a), Val::I64(b)], &mut results)?;
                Ok(results[0].i64().unwrap_or(0))
            })
        })
    }
    bound(store, index)
}

fn call_exported(
    caller: &mut Caller<'_, StoreData<'_, GoJsState>>,
    name: &str,
    arguments: &[Val],
    results: &mut [Val],
) -> Result<(), wasmi::Error> {
    match caller.get_export(name).and_then(Extern::into_func) {
        Some(function) => call(caller, function, arguments, results),
        None => Err(wasmi::Error::host(Stop::Fault(format!("the module exports no function {name}")))),
    }
}
