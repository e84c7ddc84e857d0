//! What a run follows from beside its module and its input.

use std::time::Duration;

use bufwasm::fs::File;
use bufwasm::{Abi, GoGc, Limit, Limits, Optimise};

use crate::error::ReadError;
use crate::proto;

/// What a run follows from beside its module and its input. The clock and randomness are the deterministic ones.
#[derive(Clone, Debug, Default)]
pub struct Conditions {
    /// Arguments behind the name.
    pub args: Vec<String>,
    /// The environment, as `KEY=VALUE`.
    pub env: Vec<String>,
    /// Files beside those that the module carries.
    pub files: Vec<File>,
    /// The ABI, if it is not to be found.
    pub abi: Option<Abi>,
    /// What the run may spend.
    pub limits: Limits,
    /// The time that it may take.
    pub timeout: Option<Duration>,
    /// When the module is optimised.
    pub optimise: Optimise,
    /// What Go's garbage collector is told.
    pub go_gc: GoGc,
}

impl Conditions {
    /// Puts them into `run`.
    pub(crate) fn put_into(self, run: &mut proto::Run) {
        run.limits = limits(&self.limits, self.timeout);
        run.args = self.args;
        run.env = self.env;
        run.files = self
            .files
            .into_iter()
            .map(|File { path, contents }| proto::File { path, contents: contents.to_vec() })
            .collect();
        run.abi = self.abi.map(|abi| abi.to_string()).unwrap_or_default();
        run.optimise = name_of(OPTIMISE, self.optimise).into();
        run.go_gc = name_of(GO_GC, self.go_gc).into();
    }

    /// Those of `run`.
    ///
    /// # Errors
    ///
    /// One of them is none that this release knows.
    pub(crate) fn of(run: &proto::Run) -> Result<Self, ReadError> {
        let mut conditions = Self {
            args: run.args.clone(),
            env: run.env.clone(),
            files: run.files.iter().map(|file| File::new(&*file.path, file.contents.clone())).collect(),
            abi: match &*run.abi {
                "" => None,
                name => Some(named(ABIS, "ABI", name)?),
            },
            limits: Limits { scratch_bytes: 0, ..Limits::default() },
            timeout: None,
            optimise: named(OPTIMISE, "way to optimise", &run.optimise)?,
            go_gc: named(GO_GC, "way to collect garbage", &run.go_gc)?,
        };
        for proto::Limit { name, value } in &run.limits {
            let limit = Limit::ALL.iter().find(|limit| limit.bounds().name == name);
            let limit = *limit.ok_or_else(|| ReadError::Unknown { what: "limit", name: name.clone() })?;
            conditions.limits.set(limit, *value).map_err(|error| ReadError::Limit(error.to_string()))?;
            if limit == Limit::Time {
                conditions.timeout = Some(Duration::from_nanos(*value));
            }
        }
        Ok(conditions)
    }
}

const ABIS: &[(&str, Abi)] = &[("wasi", Abi::Wasi), ("gojs", Abi::GoJs)];
const OPTIMISE: &[(&str, Optimise)] =
    &[("auto", Optimise::Auto), ("always", Optimise::Always), ("never", Optimise::Never)];
const GO_GC: &[(&str, GoGc)] = &[("limit", GoGc::Limit), ("default", GoGc::Doubling)];

/// The name that `value` has among `names`, which are all that there are.
fn name_of<T: PartialEq>(names: &'static [(&str, T)], value: T) -> &'static str {
    names.iter().find(|(_, other)| *other == value).map(|(name, _)| *name).unwrap_or_default()
}

/// What is called `name` among `names`, each of which is a `what`.
fn named<T: Copy>(names: &[(&str, T)], what: &'static str, name: &str) -> Result<T, ReadError> {
    let found = names.iter().find(|(other, _)| *other == name).map(|(_, value)| *value);
    found.ok_or_else(|| ReadError::Unknown { what, name: name.into() })
}

/// The limits that there are.
fn limits(limits: &Limits, timeout: Option<Duration>) -> Vec<proto::Limit> {
    let value = |limit: &Limit| match limit {
        Limit::Memory => Some(limits.memory_pages.into()),
        Limit::Stack => Some(limits.stack_bytes as u64),
        Limit::Fuel => limits.fuel,
        Limit::Time => timeout.map(|time| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)),
        Limit::Stdout => limits.stdout_bytes,
        Limit::Stderr => limits.stderr_bytes,
        // No run that is recorded is traced when it runs again.
        Limit::Trace => None,
        Limit::Tables => Some(limits.table_elements as u64),
        Limit::Scratch => Some(limits.scratch_bytes),
    };
    let named = |limit: &Limit| Some(proto::Limit { name: limit.bounds().name.into(), value: value(limit)? });
    Limit::ALL.iter().filter_map(named).collect()
}
