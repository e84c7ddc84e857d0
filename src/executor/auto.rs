//! Which of a plugin's two modules a run is of.
//!
//! By [`Optimise::Auto`](crate::Optimise::Auto), it is of the optimised one if that, run so, reads
//! [`AUTO_STDIN_BYTES`] before it writes anything or meets the end of stdin. That is a fact of the module, the request and
//! the limits, however a run begins: what is spent to find out is not counted, and nothing is written twice. A run begins
//! plain, unless much is known to come, and goes over once it has read enough.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use wasmi::TrapCode;

use super::translated::{Terms, Translated};
use crate::guest::Trial;
use crate::optimise::{AUTO_STDIN_BYTES, optimise};
use crate::run::Stop;

/// The bytes of a module that several share.
pub type SharedModule = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// What optimises modules.
#[derive(Clone)]
pub(super) struct Optimiser(pub(super) Arc<OptimiseFn>);

/// Gives an optimised module, if there is anything to optimise.
pub(super) type OptimiseFn = dyn Fn(&[u8]) -> Option<Vec<u8>> + Send + Sync;

impl Default for Optimiser {
    fn default() -> Self {
        Self(Arc::new(|wasm| Some(optimise(wasm)?.wasm)))
    }
}

/// An optimised module that is made when a run wants it.
pub(super) struct Later {
    made: OnceLock<Option<Translated>>,
    /// The plain module, until the other is made.
    wasm: Mutex<Option<SharedModule>>,
    optimiser: Optimiser,
    terms: Terms,
}

/// A run's module, and what the run has to show for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// The plain module, until enough has been read.
    PlainFirst,
    /// The optimised module, if enough is read.
    Optimised,
    /// The plain module.
    Plain,
}

impl Choice {
    /// How a run begins when stdin is known to hold so many bytes, or its length is not known.
    pub(super) fn first(stdin_bytes: Option<u64>) -> Self {
        if stdin_bytes.is_some_and(|bytes| bytes >= AUTO_STDIN_BYTES) { Self::Optimised } else { Self::PlainFirst }
    }

    /// What a run of this choice is watched for.
    pub(super) fn trial(self) -> Option<Trial> {
        match self {
            Self::PlainFirst => Some(Trial::EndsOnceRead(AUTO_STDIN_BYTES)),
            Self::Optimised => Some(Trial::EndsUnlessRead(AUTO_STDIN_BYTES)),
            Self::Plain => None,
        }
    }

    /// How the run is begun again, if it is, after it ended so with its trial not over.
    pub(super) fn next(self, ended: Result<(), &wasmi::Error>) -> Option<Self> {
        let stop = ended.err().and_then(|error| error.downcast_ref::<Stop>());
        match (self, stop) {
            (Self::Plain, _) => None,
            // Ended from outside, whichever it was.
            (_, Some(Stop::Cancelled | Stop::Deadline { .. } | Stop::BrokenStream | Stop::OutputLimit { .. })) => None,
            (Self::Optimised, _) => Some(Self::Plain),
            (Self::PlainFirst, Some(Stop::Again | Stop::OutOfFuel)) => Some(Self::Optimised),
            // The other may need less stack.
            (Self::PlainFirst, _) => {
                let code = ended.err().and_then(wasmi::Error::as_trap_code);
                (code == Some(TrapCode::StackOverflow)).then_some(Self::Optimised)
            }
        }
    }
}

impl Later {
    /// The module `wasm`, to be optimised by `optimiser`.
    pub(super) fn new(wasm: SharedModule, optimiser: Optimiser, terms: Terms) -> Self {
        Self { made: OnceLock::new(), wasm: Mutex::new(Some(wasm)), optimiser, terms }
    }

    /// The optimised module, made now if no run has wanted it before; `None` if there is nothing to optimise.
    pub(super) fn get(&self) -> Option<&Translated> {
        let make = || {
            let wasm = self.wasm.lock().unwrap_or_else(PoisonError::into_inner).take()?;
            Translated::optimised(&self.optimiser.0((*wasm).as_ref())?, &self.terms).ok()
        };
        self.made.get_or_init(make).as_ref()
    }
}
