//! Functions: those of the host, those of the guest, and those that JavaScript makes of others.

use super::Js;
use super::realm::Intrinsic;
use super::value::{ObjectId, Value};

/// How a call ended.
pub(in crate::abi::gojs) type Completion<T = Value> = Result<T, Abrupt>;

/// Why a call did not return.
#[derive(Debug)]
pub(in crate::abi::gojs) enum Abrupt {
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

/// What a host function is called with.
pub(in crate::abi::gojs) struct Invocation<'a> {
    pub(in crate::abi::gojs) this: Value,
    pub(in crate::abi::gojs) args: &'a [Value],
    /// What was behind `new`; `None` for a plain call.
    pub(in crate::abi::gojs) new_target: Option<ObjectId>,
}

impl Invocation<'_> {
    /// The argument at `index`, or `undefined`.
    pub(in crate::abi::gojs) fn arg(&self, index: usize) -> Value {
        self.args.get(index).cloned().unwrap_or(Value::Undefined)
    }

    /// The arguments from `index` on.
    pub(in crate::abi::gojs) fn rest(&self, index: usize) -> &[Value] {
        self.args.get(index..).unwrap_or_default()
    }
}

/// The body of a host function.
pub(in crate::abi::gojs) type Native = for<'c, 'g> fn(&mut Js<'c, 'g>, &Invocation<'_>) -> Completion;

/// A row of a table of host functions that JavaScript can call.
pub(in crate::abi::gojs) struct NativeFunction {
    pub(in crate::abi::gojs) name: &'static str,
    /// Its `length`: how many arguments it expects.
    pub(in crate::abi::gojs) length: u8,
    pub(in crate::abi::gojs) body: Native,
    /// The prototype of what `new` makes; `None` if it is no constructor.
    pub(in crate::abi::gojs) constructs: Option<Intrinsic>,
}

impl std::fmt::Debug for NativeFunction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// Rows for plain functions: `natives![abs(1), max(2) as "maximum"]`.
macro_rules! natives {
    (@name $name:ident) => { stringify!($name) };
    (@name $name:ident $alias:literal) => { $alias };
    ($($name:ident($length:literal) $(as $alias:literal)?),* $(,)?) => {
        &[$($crate::abi::gojs::js::NativeFunction {
            name: natives!(@name $name $($alias)?),
            length: $length,
            body: $name,
            constructs: None,
        }),*]
    };
}
pub(in crate::abi::gojs) use natives;

/// What a function object does when it is called.
#[derive(Debug)]
pub(in crate::abi::gojs) enum Function {
    Native(&'static NativeFunction),
    /// `_makeFuncWrapper(id)`: resumes the guest with an event, which names its `js.Func` by `id`.
    Guest {
        id: Value,
    },
    /// `bind`: calls `target`, which is not bound itself, with the first of `args` as `this`, and the others before its
    /// own.
    Bound {
        target: ObjectId,
        args: Vec<Value>,
    },
    /// What a promise's executor is given. It does nothing once the promise's epoch has passed.
    Settle {
        promise: ObjectId,
        epoch: u32,
        outcome: Outcome,
    },
    /// What the promise at `index` of a group is given to report to.
    Gather {
        group: ObjectId,
        index: usize,
        outcome: Outcome,
    },
    /// What `finally(callback)` hands to `then`.
    Finally {
        callback: Value,
        outcome: Outcome,
    },
    /// Ends in `value`, whatever it is called with.
    Constant {
        value: Value,
        outcome: Outcome,
    },
}

/// The two ways in which a promise settles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::abi::gojs) enum Outcome {
    Fulfilled,
    Rejected,
}

impl Function {
    pub(super) fn values(&self) -> &[Value] {
        match self {
            Self::Guest { id: value } | Self::Finally { callback: value, .. } | Self::Constant { value, .. } => {
                std::slice::from_ref(value)
            }
            Self::Bound { args, .. } => args,
            Self::Native(_) | Self::Settle { .. } | Self::Gather { .. } => &[],
        }
    }
}
