//! Functions: those of the host, those of the guest, and those that JavaScript makes of others.

use super::class::Constructor;
use super::native::Native;
use super::{ObjectId, Value};

/// What a function object does when it is called.
#[derive(Clone, Debug)]
pub(super) enum Function {
    Native(&'static str, Native),
    /// A class, which is called with `new` alone.
    Class(&'static Constructor),
    /// `_makeFuncWrapper(id)`: resumes the guest with an event, which names its `js.Func` by `id`.
    Guest {
        id: Value,
    },
    /// `bind`: calls `target` with `this`, and with `args` before its own.
    Bound {
        target: ObjectId,
        this: Value,
        args: Vec<Value>,
    },
}
