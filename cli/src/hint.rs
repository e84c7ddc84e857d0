//! What would help: the remedy beside an error of the library's, in terms of this command line.

mod toolchain;

use std::time::Duration;

use bufwasm::{Abi, Error, MissingImport, PAGE_BYTES, UnknownAbi};

use crate::value::{MOST_MEMORY, Size};

/// What would help against `error` of a plugin with the bytes `wasm`, which ran with `--abi given`.
pub(crate) fn remedy(error: &Error, given: Option<Abi>, wasm: &[u8]) -> Option<String> {
    match error {
        Error::BadModule(bad) => {
            toolchain::of_bytes(wasm).or_else(|| toolchain::of_refusal(&bad.to_string())).map(Into::into)
        }
        Error::BadSection(_) => Some("remove it with bufwasm pack --strip PLUGIN.wasm -o OUT.wasm".into()),
        Error::UnknownAbi(error) => abi(error, given),
        Error::MissingImports { abi, imports } => missing_imports(*abi, imports),
        Error::MemoryFloor { needed, .. } => at_most(Size::of_pages(*needed), "allow it with --max-memory"),
        Error::MemoryLimit { refused_pages, cap, .. } => memory(u64::from(*cap), *refused_pages),
        Error::ObjectLimit { limit, .. } => memory(*limit as u64 / PAGE_BYTES, 0),
        Error::ArgumentsTooLong { .. } => {
            Some("pass less by --env and arguments, or a file by --file, or build the plugin with GOOS=wasip1".into())
        }
        Error::Trap { message, .. } => toolchain::of_trap(message).map(Into::into),
        Error::StackExhausted { limit, .. } => {
            let remedy = at_most(Size(*limit as u64 * 2), "allow deeper calls with --max-stack")?;
            Some(format!("{remedy}, unless the plugin recurses for ever"))
        }
        Error::OutOfFuel { limit } => Some(format!("allow more with --fuel {}", limit.saturating_mul(2))),
        Error::OutputLimit { limit, .. } => {
            let twice = Size(limit.saturating_mul(2).max(1024));
            Some(format!("allow more with --max-output {twice}"))
        }
        Error::Timeout { limit } => {
            let twice = limit.saturating_mul(2).max(Duration::from_secs(1));
            let twice = humantime::format_duration(twice).to_string().replace(' ', "");
            Some(format!("allow more with --timeout {twice}"))
        }
        _ => None,
    }
}

/// `option` with `size`, or the news that no size would do.
fn at_most(size: Size, option: &str) -> Option<String> {
    Some(if size <= MOST_MEMORY {
        format!("{option} {size}")
    } else {
        format!("it does not fit in {MOST_MEMORY}, the most there can be")
    })
}

/// Twice the cap, or more if the growth that was refused asked for more: the next one will follow soon.
fn memory(cap: u64, refused: u64) -> Option<String> {
    let most = Size::of_pages(cap.saturating_add(refused).max(cap * 2));
    if cap < u64::from(MOST_MEMORY.pages()) {
        Some(format!("allow more with --max-memory {}", most.min(MOST_MEMORY)))
    } else {
        Some(format!("{MOST_MEMORY} is the most there can be: give the plugin less to do at once"))
    }
}

fn abi(error: &UnknownAbi, given: Option<Abi>) -> Option<String> {
    let other = |functions: &[String]| {
        let abis = [Abi::Wasi, Abi::GoJs].into_iter();
        abis.filter(|abi| functions.iter().any(|name| name == abi.entry())).map(|abi| abi.to_string()).next()
    };
    match error {
        UnknownAbi::NoEntry { functions } => toolchain::of_exports(functions).map(Into::into),
        UnknownAbi::Number { .. } => Some("say what it is with --abi wasi or --abi gojs".into()),
        UnknownAbi::MissingEntry { functions, .. } => match (other(functions), given) {
            (Some(other), Some(_)) => Some(format!("it looks like --abi {other}, which is found without the option")),
            (Some(other), None) => Some(format!("overrule the configuration with --abi {other}")),
            (None, _) => toolchain::of_exports(functions).map(Into::into),
        },
        // The command line is built with both ABIs.
        UnknownAbi::LeftOut { .. } => None,
    }
}

fn missing_imports(abi: Abi, imports: &[MissingImport]) -> Option<String> {
    imports.iter().find_map(|import| toolchain::of_import(abi, import)).map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remedies_name_a_value_that_would_work() {
        for (error, remedy) in [
            (Error::MemoryFloor { needed: 9000, cap: 8192 }, "allow it with --max-memory 563MiB"),
            (Error::MemoryFloor { needed: 65537, cap: 8192 }, "it does not fit in 4GiB, the most there can be"),
            (Error::OutOfFuel { limit: 1000 }, "allow more with --fuel 2000"),
            (Error::OutputLimit { stream: "stdout", limit: 1 << 20 }, "allow more with --max-output 2MiB"),
            (Error::Timeout { limit: Duration::from_secs(45) }, "allow more with --timeout 1m30s"),
            (Error::Timeout { limit: Duration::ZERO }, "allow more with --timeout 1s"),
        ] {
            assert_eq!(super::remedy(&error, None, b"").as_deref(), Some(remedy), "{error}");
        }
    }

    #[test]
    fn more_memory_is_at_least_what_was_asked_for_and_at_most_what_there_can_be() {
        for (cap, refused, remedy) in [
            (8192, 1, "allow more with --max-memory 1GiB"),
            (8192, 16384, "allow more with --max-memory 1536MiB"),
            (40000, 1, "allow more with --max-memory 4GiB"),
            (65536, 1, "4GiB is the most there can be: give the plugin less to do at once"),
        ] {
            assert_eq!(memory(cap, refused).as_deref(), Some(remedy));
        }
    }
}
