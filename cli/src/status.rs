//! Exit statuses that are not a plugin's own.

use bufwasm::ErrorKind;

use crate::help::WIDTH;

/// The command did what it is there for, and the answer is no.
pub(crate) const NO: u8 = 1;
/// The deadline passed, as `timeout` of the GNU coreutils tells it.
pub(crate) const TIMEOUT: u8 = 124;
/// bufwasm could not run the plugin.
pub(crate) const CANNOT_RUN: u8 = 125;
/// There is a file, but it is no plugin.
pub(crate) const NOT_A_PLUGIN: u8 = 126;
/// There is no such plugin.
pub(crate) const NOT_FOUND: u8 = 127;
/// Stopped by Ctrl-C, as shells tell it: 128 and the signal's number.
pub(crate) const INTERRUPTED: u8 = 130;
/// The plugin did what ends a process by SIGABRT: 128 and the signal's number.
pub(crate) const ABORTED: u8 = 134;
/// Stopped by SIGTERM, which no code here sets: the operating system does.
const TERMINATED: u8 = 143;

/// What each status tells, as the help and the README have it.
pub(crate) const MEANINGS: &[(u8, &str)] = &[
    (
        NO,
        "generate: a .proto file does not compile, a plugin answered with an error, or --check found differences. \
         fuzz: findings. replay: differences",
    ),
    (TIMEOUT, "the deadline has passed"),
    (CANNOT_RUN, "bufwasm could not run the plugin, or the plugin needs more memory to start"),
    (NOT_A_PLUGIN, "the file is there but is no module, or cannot be read"),
    (NOT_FOUND, "there is no such plugin"),
    (INTERRUPTED, "SIGINT (Ctrl-C) ended it"),
    (ABORTED, "the plugin trapped, or exhausted its stack, its memory, its fuel or its output"),
    (TERMINATED, "SIGTERM ended it"),
];

/// The status that tells of an error of `kind`, unless the plugin has exited by itself.
pub(crate) const fn of(kind: ErrorKind) -> u8 {
    match kind {
        ErrorKind::BadResponse | ErrorKind::ProtoError | ErrorKind::Findings => NO,
        ErrorKind::Timeout => TIMEOUT,
        ErrorKind::Internal
        | ErrorKind::Usage
        | ErrorKind::Io
        | ErrorKind::BadModule
        | ErrorKind::BadSection
        | ErrorKind::UnknownAbi
        | ErrorKind::MissingImports => CANNOT_RUN,
        ErrorKind::Cancelled => INTERRUPTED,
        ErrorKind::PluginExit
        | ErrorKind::Trap
        | ErrorKind::StackExhausted
        | ErrorKind::MemoryLimit
        | ErrorKind::OutOfFuel
        | ErrorKind::OutputLimit => ABORTED,
    }
}

/// A plugin's own `code`, which for it has 32 bits. The lowest eight of a large one could be 0, which would be success.
pub(crate) fn of_exit(code: u32) -> u8 {
    u8::try_from(code).unwrap_or(u8::MAX)
}

/// What `bufwasm --help` says of exit statuses, and of the kinds of errors that each stands for.
pub(crate) fn help() -> String {
    let mut text =
        String::from("Exit status:\n  the plugin's own, when it exited by itself (255 for codes above that)\n");
    for (status, meaning) in MEANINGS {
        text += &hanging(&format!("  {status:<3}  "), meaning);
        let kinds = ErrorKind::ALL.iter().filter(|kind| **kind != ErrorKind::PluginExit && of(**kind) == *status);
        let kinds: Vec<_> = kinds.map(|kind| kind.name()).collect();
        if !kinds.is_empty() {
            text += &hanging("       ", &format!("({})", kinds.join(", ")));
        }
    }
    text + "\nIn parentheses: the kinds of errors, as --error-format json has them; plugin_exit is the plugin's own."
}

/// `text` in lines of at most [`WIDTH`] columns: the first behind `start`, the others below the beginning of its text.
fn hanging(start: &str, text: &str) -> String {
    let indent = " ".repeat(start.len());
    let (mut lines, mut line) = (String::new(), start.to_owned());
    for word in text.split(' ') {
        if line.len() + word.len() > WIDTH {
            lines += &format!("{}\n", line.trim_end());
            line.clone_from(&indent);
        }
        line += &format!("{word} ");
    }
    lines + line.trim_end() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_failing_code_becomes_success() {
        assert_eq!([1, 255, 256, u32::MAX].map(of_exit), [1, 255, 255, 255]);
    }

    #[test]
    fn every_status_has_a_meaning() {
        for kind in ErrorKind::ALL {
            assert!(MEANINGS.iter().any(|(status, _)| *status == of(*kind)), "{kind}");
        }
    }
}
