//! Where the guest finds its arguments and its environment.

use std::collections::BTreeMap;

use crate::guest::Guest;
use crate::memory::{Fault, Memory};
use crate::run::Stop;

/// Where Go's linker leaves room for arguments and environment: `cmd/link/internal/ld/data.go`, `wasmMinDataAddr`.
const START: u32 = 4096;
const END: u32 = START + 8192;

/// What the guest's entry `run` is called with: the number of arguments, and where the pointers to them begin.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Arguments {
    pub(super) argc: u32,
    pub(super) argv: u32,
}

impl Arguments {
    /// Writes the guest's arguments and its environment, sorted by key, into its memory. `wasm_exec.js`, `run`.
    ///
    /// ```text
    ///   4096                                                  argv
    ///   | 'j' 's' 0 ? ? ? ? ? | 'K' '=' 'V' 0 ? ? ? ? | … | &args[0] .. 0 &env[0] .. 0 | END
    /// ```
    pub(super) fn write(guest: &Guest<'_>, memory: &mut Memory<'_>) -> Result<Self, Stop> {
        let environment: BTreeMap<_, _> = guest.env.iter().map(|entry| (key(entry), entry)).collect();
        let environment: Vec<&String> = environment.into_values().collect();
        let texts = || guest.args.iter().chain(environment.iter().copied());
        let needed: usize = texts().map(|text| aligned(text.len() + 1)).sum::<usize>() + 8 * (texts().count() + 2);
        let limit = (END - START) as usize;
        // The end itself counts as outside.
        if needed >= limit {
            return Err(Stop::ArgumentsTooLong { bytes: needed, limit });
        }
        let outside = |Fault| Stop::Fault("the module's memory has no room for arguments".into());
        let mut at = START;
        let mut write = |bytes: &[u8]| -> Result<u32, Stop> {
            let ptr = at;
            memory.write(ptr, bytes).map_err(outside)?;
            at += aligned(bytes.len()) as u32;
            Ok(ptr)
        };
        let mut pointers = Vec::new();
        for list in [guest.args.iter().collect(), environment] {
            for text in list {
                pointers.push(write(&[text.as_bytes(), b"\0"].concat())?);
            }
            pointers.push(0);
        }
        let argv = write(&pointers.iter().flat_map(|&ptr| u64::from(ptr).to_le_bytes()).collect::<Vec<u8>>())?;
        Ok(Self { argc: guest.args.len() as u32, argv })
    }
}

/// What an entry of the environment is called.
fn key(entry: &str) -> &str {
    entry.split_once('=').map_or(entry, |(key, _)| key)
}

/// `len`, and up to seven bytes more to a multiple of eight.
fn aligned(len: usize) -> usize {
    len.next_multiple_of(8)
}
