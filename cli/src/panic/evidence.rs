//! What a report of a panic needs: the plugin, its input, and how it was run.

use std::env;
use std::fs;
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use super::lock;

/// The plugin that runs.
static RUNNING: Mutex<Option<Arc<Evidence>>> = Mutex::new(None);

/// Bytes of stdin that are kept.
const MOST_STDIN: usize = 64 << 20;

/// A plugin that runs, and what it has read.
pub(crate) struct Evidence {
    pub(super) name: String,
    wasm: Arc<Vec<u8>>,
    stdin: Mutex<Vec<u8>>,
}

/// A plugin's stdin, which is kept beside.
pub(crate) struct Recording<'a> {
    source: &'a mut dyn Read,
    evidence: Arc<Evidence>,
}

impl Evidence {
    /// Keeps in mind that the plugin `name` runs, and what it reads from `stdin`.
    pub(crate) fn of_run<'a>(name: &str, wasm: &Arc<Vec<u8>>, stdin: &'a mut dyn Read) -> Recording<'a> {
        let evidence = Arc::new(Self { name: name.into(), wasm: Arc::clone(wasm), stdin: Mutex::default() });
        *lock(&RUNNING) = Some(Arc::clone(&evidence));
        Recording { source: stdin, evidence }
    }

    /// The plugin that runs, if one does.
    pub(super) fn take() -> Option<Arc<Self>> {
        lock(&RUNNING).take()
    }

    /// Writes everything into a new directory, and tells which: all of it or nothing.
    pub(super) fn write(&self, what: &str) -> io::Result<PathBuf> {
        let directory = tempfile::Builder::new().prefix("bufwasm-panic-").tempdir()?;
        let file = |name: &str, contents: &[u8]| fs::write(directory.path().join(name), contents);
        file("plugin.wasm", &self.wasm)?;
        file("stdin", &lock(&self.stdin))?;
        let command: Vec<_> = env::args_os().map(|argument| argument.to_string_lossy().into_owned()).collect();
        let version = concat!("bufwasm ", env!("CARGO_PKG_VERSION"));
        let (os, arch) = (env::consts::OS, env::consts::ARCH);
        let replay = "to replay: bufwasm run OPTIONS plugin.wasm < stdin, with the options of the command";
        file("report.txt", format!("{version}, {os} {arch}\ncommand: {command:?}\n{replay}\n\n{what}\n").as_bytes())?;
        Ok(directory.keep())
    }
}

impl Drop for Recording<'_> {
    /// The run has ended, unless by a panic.
    fn drop(&mut self) {
        if !std::thread::panicking() {
            Evidence::take();
        }
    }
}

impl Read for Recording<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        let mut kept = lock(&self.evidence.stdin);
        let room = MOST_STDIN - kept.len();
        kept.extend_from_slice(&buffer[..count.min(room)]);
        drop(kept);
        provoke("stream");
        Ok(count)
    }
}

/// Panics when a test asks for it by the environment: no input is known to make bufwasm panic. Releases have no such door.
#[cfg(debug_assertions)]
pub(crate) fn provoke(place: &str) {
    if env::var_os("BUFWASM_TEST_PANIC").is_some_and(|wanted| wanted == place) {
        panic!("a test asked for it in {place}");
    }
}

/// Panics when a test asks for it, where nothing unwinds: as in the interpreter's instructions.
#[cfg(debug_assertions)]
pub(crate) extern "C" fn provoke_in_engine() {
    provoke("engine");
}

#[cfg(not(debug_assertions))]
pub(crate) fn provoke(_: &str) {}

#[cfg(not(debug_assertions))]
pub(crate) fn provoke_in_engine() {}
