//! What a report of a panic needs: the plugin, its input, and how it was run.

use std::env;
use std::fs;
use std::io::{self, Cursor, Read};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::thread::{self, ThreadId};

use super::lock;

/// The plugins that run, each on a thread.
static RUNNING: Mutex<Vec<(ThreadId, Arc<Evidence>)>> = Mutex::new(Vec::new());

/// Bytes of a stream that are kept. A longer one is not: the report would do without its beginning anyway.
const MOST_KEPT: usize = 1 << 20;

/// A plugin that runs, and its input.
pub(crate) struct Evidence {
    pub(super) name: String,
    wasm: Arc<Vec<u8>>,
    input: Mutex<Input>,
}

/// What is known of a plugin's stdin.
enum Input {
    /// All of it.
    Whole(Arc<[u8]>),
    /// What was read so far, and where each piece of it ends.
    Read(Vec<u8>, Vec<usize>),
    TooLong,
}

/// A plugin's stdin.
pub(crate) enum Stdin<'a> {
    /// Bytes that the command has anyway.
    Bytes(Cursor<Arc<[u8]>>),
    /// With its length, if that is known.
    Stream(&'a mut dyn Read, Option<u64>),
}

/// A plugin's stdin, of which a stream is kept beside, if it is short.
pub(crate) struct Recording<'a> {
    source: Stdin<'a>,
    evidence: Arc<Evidence>,
}

impl Evidence {
    /// Keeps in mind that the plugin `name` runs, and what it reads from `stdin`.
    pub(crate) fn of_run<'a>(name: &str, wasm: &Arc<Vec<u8>>, stdin: Stdin<'a>) -> Recording<'a> {
        let input = match &stdin {
            Stdin::Bytes(bytes) => Input::Whole(Arc::clone(bytes.get_ref())),
            Stdin::Stream(..) => Input::Read(Vec::new(), Vec::new()),
        };
        let evidence = Arc::new(Self { name: name.into(), wasm: Arc::clone(wasm), input: Mutex::new(input) });
        lock(&RUNNING).push((thread::current().id(), Arc::clone(&evidence)));
        Recording { source: stdin, evidence }
    }

    /// What is to be known of the directory that [`Self::write`] makes.
    pub(super) fn contents(&self) -> &'static str {
        match *lock(&self.input) {
            Input::Whole(_) | Input::Read(..) => "which holds the plugin and its input",
            Input::TooLong => "which holds the plugin, and with its input, which was too long to be kept",
        }
    }

    /// The plugin that runs on `thread`, if one does.
    pub(super) fn take(thread: ThreadId) -> Option<Arc<Self>> {
        let mut running = lock(&RUNNING);
        let last = running.iter().rposition(|(on, _)| *on == thread)?;
        Some(running.remove(last).1)
    }

    /// Writes everything into a new directory, and tells which: all of it or nothing.
    pub(super) fn write(&self, what: &str) -> io::Result<PathBuf> {
        let directory = tempfile::Builder::new().prefix("bufwasm-panic-").tempdir()?;
        let file = |name: &str, contents: &[u8]| fs::write(directory.path().join(name), contents);
        file("plugin.wasm", &self.wasm)?;
        match &*lock(&self.input) {
            Input::Whole(bytes) => file("stdin", bytes)?,
            Input::Read(bytes, _) => file("stdin", bytes)?,
            Input::TooLong => {}
        }
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
        if !thread::panicking() {
            Evidence::take(thread::current().id());
        }
    }
}

impl Recording<'_> {
    /// What the plugin has read, in the same pieces, or what there was to read; `None` if that was too long to be kept.
    pub(crate) fn again(&self) -> Option<Again> {
        match &*lock(&self.evidence.input) {
            Input::Whole(bytes) => Some(Again { bytes: bytes.to_vec(), ends: vec![bytes.len()], position: 0 }),
            Input::Read(bytes, ends) => Some(Again { bytes: bytes.clone(), ends: ends.clone(), position: 0 }),
            Input::TooLong => None,
        }
    }
}

/// A stdin that was read before.
pub(crate) struct Again {
    bytes: Vec<u8>,
    /// Where each piece ends that one call gave.
    ends: Vec<usize>,
    position: usize,
}

impl Read for Again {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let end = self.ends.iter().copied().find(|end| *end > self.position).unwrap_or(self.position);
        let count = (&self.bytes[self.position..end]).read(buffer)?;
        self.position += count;
        Ok(count)
    }
}

impl Read for Recording<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        lock(&self.evidence.input).add(&buffer[..count]);
        provoke("stream");
        Ok(count)
    }
}

impl Read for Stdin<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Bytes(bytes) => bytes.read(buffer),
            Self::Stream(stream, _) => stream.read(buffer),
        }
    }
}

impl Stdin<'_> {
    /// How many bytes it holds, if that is known.
    pub(crate) fn length(&self) -> Option<u64> {
        match self {
            Self::Bytes(bytes) => Some(bytes.get_ref().len() as u64),
            Self::Stream(_, length) => *length,
        }
    }
}

impl Stdin<'_> {
    /// All of it, read to its end.
    pub(crate) fn whole(self) -> io::Result<Vec<u8>> {
        match self {
            Self::Bytes(bytes) => Ok(bytes.into_inner().to_vec()),
            Self::Stream(stream, length) => {
                let mut bytes = Vec::with_capacity(length.and_then(|length| usize::try_from(length).ok()).unwrap_or(0));
                stream.read_to_end(&mut bytes)?;
                Ok(bytes)
            }
        }
    }
}

impl From<Vec<u8>> for Stdin<'_> {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(Cursor::new(bytes.into()))
    }
}

impl Input {
    /// Keeps what was read of a stream.
    fn add(&mut self, bytes: &[u8]) {
        match self {
            Self::Read(read, ends) if read.len() + bytes.len() <= MOST_KEPT => {
                read.extend_from_slice(bytes);
                ends.push(read.len());
            }
            Self::Read(..) => *self = Self::TooLong,
            Self::Whole(_) | Self::TooLong => {}
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_stream_is_not_kept() {
        for (len, kept) in [(MOST_KEPT, Some(MOST_KEPT)), (MOST_KEPT + 1, None)] {
            let mut stream = io::repeat(b'x').take(len as u64);
            let mut recording = Evidence::of_run("", &Arc::default(), Stdin::Stream(&mut stream, None));
            assert_eq!(io::copy(&mut recording, &mut io::sink()).unwrap(), len as u64);
            let input = match &*lock(&recording.evidence.input) {
                Input::Read(bytes, _) => Some(bytes.len()),
                _ => None,
            };
            assert_eq!(input, kept);
        }
    }

    #[test]
    fn a_stream_is_read_again_in_the_same_pieces() {
        let mut pieces = (&b"abc"[..]).chain(&b"de"[..]);
        let mut recording = Evidence::of_run("", &Arc::default(), Stdin::Stream(&mut pieces, None));
        let read = |stream: &mut dyn Read| [2, 9, 9, 9].map(|size| stream.read(&mut vec![0; size]).unwrap());
        let first = read(&mut recording);
        assert_eq!((first, read(&mut recording.again().unwrap())), ([2, 1, 2, 0], [2, 1, 2, 0]));
    }

    #[test]
    fn each_thread_has_its_own() {
        let stdin = || Stdin::from(Vec::new());
        let _first = Evidence::of_run("first", &Arc::default(), stdin());
        let other = thread::spawn(move || {
            let recording = Evidence::of_run("second", &Arc::default(), stdin());
            let name = Evidence::take(thread::current().id()).map(|evidence| evidence.name.clone());
            drop(recording);
            name
        });
        assert_eq!(other.join().unwrap().as_deref(), Some("second"));
        assert_eq!(
            Evidence::take(thread::current().id()).map(|evidence| evidence.name.clone()).as_deref(),
            Some("first")
        );
    }

    #[test]
    fn bytes_at_hand_are_read_and_not_copied() {
        let request: Arc<[u8]> = vec![b'x'; 100_000].into();
        let stdin = Stdin::Bytes(Cursor::new(Arc::clone(&request)));
        let mut recording = Evidence::of_run("", &Arc::default(), stdin);
        let mut read = Vec::new();
        recording.read_to_end(&mut read).unwrap();
        assert_eq!(*read, *request);
        assert!(matches!(&*lock(&recording.evidence.input), Input::Whole(bytes) if Arc::ptr_eq(bytes, &request)));
    }
}
