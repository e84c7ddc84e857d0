//! A plugin's answer to a request: the one that is kept, or its own, which is kept.

use std::io::Write;

use bufwasm_codegen::{CodeGeneratorResponse, Copied};

use crate::cache::{Kept, Kind, Store};
use crate::failure::{Failure, Result};
use crate::plugin::Plugin;
use crate::session::{Session, Streams};

/// Passes on what `plugin` answers to `request`, without running it if its answer is in the `store`.
///
/// # Errors
///
/// The plugin cannot be run, or did not succeed; or `stdout` takes no more.
pub(crate) fn pass_on(
    session: &mut Session,
    store: Option<&dyn Store>,
    plugin: &Plugin,
    request: Vec<u8>,
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> Result<()> {
    let key = store.and_then(|_| session.key(plugin));
    let key = key.map(|maker| maker.part("request", &request).key(Kind::Answer));
    let place = store.zip(key);
    if let Some(kept) = place.and_then(|(store, key)| Kept::from_bytes(&store.get(&key)?)) {
        // Whoever reads stderr may have gone away.
        let _ = stderr.write_all(&kept.stderr);
        return stdout.write_all(&kept.stdout).map_err(|error| Failure::stream("stdout", &error));
    }
    let made = run(session, plugin, request, stdout, stderr)?;
    if let Some((store, key)) = place.filter(|_| CodeGeneratorResponse::is_success(&made.stdout)) {
        store.put(&key, &made.to_bytes());
    }
    Ok(())
}

/// Runs `plugin` with `request`, and gives what it wrote.
///
/// # Errors
///
/// Those of [`Session::run`].
pub(crate) fn run(
    session: &mut Session,
    plugin: &Plugin,
    request: Vec<u8>,
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> Result<Kept> {
    let mut stdout = Copied { to: stdout, copy: Vec::new() };
    let mut stderr = Copied { to: stderr, copy: Vec::new() };
    session.run(plugin, Vec::new(), Streams { stdin: request.into(), stdout: &mut stdout, stderr: &mut stderr })?;
    Ok(Kept { stdout: stdout.copy, stderr: stderr.copy })
}
