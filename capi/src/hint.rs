//! What would help: the remedy beside an error of the library's, in terms of the header.

use std::time::Duration;

use bufwasm::{Error, UnknownAbi};

use crate::executor::MOST_PAGES;

/// What would help against `error`.
pub(crate) fn remedy(error: &Error) -> Option<String> {
    Some(match error {
        Error::BadSection(_) => "remove it with bufwasm_section_strip".into(),
        Error::UnknownAbi(UnknownAbi::Number { .. } | UnknownAbi::MissingEntry { .. }) => {
            "say what it is with BUFWASM_ABI_WASI or BUFWASM_ABI_GO_JS".into()
        }
        Error::MemoryFloor { needed, .. } => return pages(*needed),
        Error::MemoryLimit { refused_pages, cap, .. } => {
            let cap = u64::from(*cap);
            let doubled = cap.saturating_add(*refused_pages).max(cap * 2);
            return pages(if cap < MOST_PAGES.into() { doubled.min(MOST_PAGES.into()) } else { doubled });
        }
        Error::ObjectLimit { .. } => "allow more with memory_pages".into(),
        Error::TableFloor { needed, .. } => format!("allow it with a table_elements of {needed}"),
        Error::StackExhausted { limit, .. } => {
            let doubled = limit.saturating_mul(2);
            format!("allow deeper calls with a stack_bytes of {doubled}, unless the plugin recurses for ever")
        }
        Error::OutOfFuel { limit } => format!("allow more with a fuel of {}", limit.saturating_mul(2)),
        Error::OutputLimit { stream, limit } => {
            format!("allow more with a {stream}_bytes of {}", limit.saturating_mul(2))
        }
        Error::Timeout { limit } => {
            let doubled = limit.saturating_mul(2).max(Duration::from_secs(1));
            format!("allow more with a timeout_ns of {}", doubled.as_nanos())
        }
        _ => return None,
    })
}

fn pages(needed: u64) -> Option<String> {
    Some(if needed <= MOST_PAGES.into() {
        format!("allow it with a memory_pages of {needed}")
    } else {
        format!("it does not fit in {MOST_PAGES} pages, the most there can be")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remedies_name_a_value_that_would_work() {
        for (error, remedy) in [
            (Error::MemoryFloor { needed: 9000, cap: 8192 }, "allow it with a memory_pages of 9000"),
            (Error::MemoryFloor { needed: 65537, cap: 8192 }, "it does not fit in 65536 pages, the most there can be"),
            (Error::OutOfFuel { limit: 1000 }, "allow more with a fuel of 2000"),
            (Error::OutputLimit { stream: "stderr", limit: 512 }, "allow more with a stderr_bytes of 1024"),
            (Error::Timeout { limit: Duration::from_millis(1) }, "allow more with a timeout_ns of 1000000000"),
        ] {
            assert_eq!(super::remedy(&error).as_deref(), Some(remedy), "{error}");
        }
    }
}
