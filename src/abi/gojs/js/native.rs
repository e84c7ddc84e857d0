//! The bodies of host functions, and how calls end.

use super::{Js, Value};

/// How a call ended.
pub(crate) type Completion<T = Value> = Result<T, Abrupt>;

/// Why a call did not return.
#[derive(Debug)]
pub(crate) enum Abrupt {
    /// It threw this value, which callers may catch.
    Throw(Value),
    /// The run is over.
    End(wasmi::Error),
}

impl From<crate::run::Stop> for Abrupt {
    fn from(stop: crate::run::Stop) -> Self {
        Self::End(wasmi::Error::host(stop))
    }
}

impl From<crate::memory::Fault> for Abrupt {
    fn from(_: crate::memory::Fault) -> Self {
        crate::run::Stop::Fault("the guest passed a pointer or a length that leads outside its memory".into()).into()
    }
}

/// The body of a host function: called with `this` and with arguments.
pub(crate) type Native = for<'c, 'g> fn(&mut Js<'c, 'g>, &Value, &[Value]) -> Completion;

/// Host functions, by the names of the properties that they are.
pub(crate) type Functions = &'static [(&'static str, Native)];

/// The argument at `index`, or `undefined`.
pub(crate) fn argument(args: &[Value], index: usize) -> &Value {
    args.get(index).unwrap_or(&Value::Undefined)
}
