//! What whoever sits at a terminal is told while a plugin runs: that it runs, until it says something itself, or that it waits
//! for them.

use std::cell::{Cell, RefCell};
use std::io::{self, IsTerminal, Read, Write};

use crate::message;
use crate::progress::Progress;

/// Watches the streams of a plugin.
pub(super) struct Attention<'n> {
    plugin: &'n str,
    progress: RefCell<Option<Progress>>,
    /// Whether the plugin waits for what is typed, and nobody has been told.
    is_asking: Cell<bool>,
}

impl<'n> Attention<'n> {
    /// For a run of `plugin`, which is about to begin.
    pub(super) fn to(plugin: &'n str) -> Self {
        let is_typed = io::stdin().is_terminal();
        let progress = if is_typed { None } else { Progress::of(&[(plugin, 1)]) };
        let is_asking = Cell::new(is_typed && io::stderr().is_terminal());
        Self { plugin, progress: RefCell::new(progress), is_asking }
    }

    /// The plugin has something to say, or there is nothing to wait for any more.
    pub(super) fn end(&self) {
        self.is_asking.set(false);
        drop(self.progress.take());
    }

    /// What the plugin reads `from`.
    pub(super) fn reader<R: Read>(&self, from: R) -> impl Read {
        Reader { from, attention: self }
    }

    /// What the plugin writes `to`.
    pub(super) fn writer<W: Write>(&self, to: W) -> impl Write {
        Writer { to, attention: self }
    }
}

struct Reader<'a, 'n, R> {
    from: R,
    attention: &'a Attention<'n>,
}

impl<R: Read> Read for Reader<'_, '_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.attention.is_asking.take() {
            message::note(&format!(
                "note: {} waits for what is typed here, up to Ctrl-D; `bufwasm generate` asks plugins about .proto files",
                self.attention.plugin
            ));
        }
        self.from.read(buffer)
    }
}

struct Writer<'a, 'n, W> {
    to: W,
    attention: &'a Attention<'n>,
}

impl<W: Write> Write for Writer<'_, '_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.attention.end();
        self.to.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}
