//! What is compared with what, as data.

use super::peers::Peer;

/// Commands that are given the same request.
pub(super) struct Contest {
    pub(super) title: &'static str,
    /// What README's table calls it, if it is there.
    pub(super) readme: Option<&'static str>,
    /// A file below `target/requests`.
    pub(super) request: &'static str,
    /// The most rounds that make sense where a run takes long.
    pub(super) most_rounds: usize,
    /// The first is what the others are measured by.
    pub(super) entries: &'static [Entry],
}

/// One command of a contest.
pub(super) struct Entry {
    pub(super) peer: Peer,
    /// A guest, as `group/name`.
    pub(super) guest: &'static str,
    /// What the guest's environment holds, as `KEY=VALUE`.
    pub(super) environment: &'static [&'static str],
}

impl Entry {
    pub(super) fn name(&self) -> String {
        let environment: String = self.environment.iter().map(|entry| format!(" {entry}")).collect();
        format!("{} {}{environment}", self.peer, self.guest)
    }
}

const fn entry(peer: Peer, guest: &'static str) -> Entry {
    Entry { peer, guest, environment: &[] }
}

const GO: &str = "go-wasip1/protoc-gen-go-1.27";
const PROST: &str = "rust/protoc-gen-prost";
const GO_JS: &str = "go-js/protoc-gen-go-1.27";
/// Of the time of wazero 1.6, the last release with Go's js/wasm ABI.
const GO_JS_OLD: &str = "go-js/protoc-gen-go-1.21.4";

/// Every runtime that runs WASI, on one guest.
const fn all_wasi(guest: &'static str) -> [Entry; 11] {
    [
        entry(Peer::Bufwasm, guest),
        entry(Peer::BufwasmPlain, guest),
        entry(Peer::BufwasmKept, guest),
        entry(Peer::BufwasmAsked, guest),
        entry(Peer::Wasmi, guest),
        entry(Peer::Wazero, guest),
        entry(Peer::Pulley, guest),
        entry(Peer::WazeroCompiler, guest),
        entry(Peer::Wasmtime, guest),
        entry(Peer::Node, guest),
        entry(Peer::Native, guest),
    ]
}

pub(super) const CONTESTS: &[Contest] = &[
    Contest {
        title: "protoc-gen-go, 8 KB",
        readme: Some("protoc-gen-go (10 MB, Go 1.27), request of 8 KB"),
        request: "small.bin",
        most_rounds: 40,
        entries: &all_wasi(GO),
    },
    Contest {
        title: "protoc-gen-prost, 8 KB",
        readme: Some("protoc-gen-prost (1 MB, Rust), request of 8 KB"),
        request: "small.bin",
        most_rounds: 40,
        entries: &all_wasi(PROST),
    },
    Contest {
        title: "protoc-gen-go, 0.3 MB",
        readme: None,
        request: "medium.bin",
        most_rounds: 5,
        entries: &all_wasi(GO),
    },
    Contest {
        title: "protoc-gen-go, 1 MB",
        readme: Some("protoc-gen-go, request of 1 MB"),
        request: "1mb.bin",
        most_rounds: 3,
        entries: &all_wasi(GO),
    },
    Contest {
        title: "protoc-gen-prost, 1 MB",
        readme: Some("protoc-gen-prost, request of 1 MB"),
        request: "1mb.bin",
        most_rounds: 10,
        entries: &all_wasi(PROST),
    },
    Contest {
        title: "protoc-gen-prost, 4 MB",
        readme: None,
        request: "4mb.bin",
        most_rounds: 5,
        entries: &all_wasi(PROST),
    },
    Contest { title: "protoc-gen-go, 4 MB", readme: None, request: "4mb.bin", most_rounds: 1, entries: &all_wasi(GO) },
    Contest {
        title: "GOGC=off, protoc-gen-go, 1 MB",
        readme: None,
        request: "1mb.bin",
        most_rounds: 5,
        entries: &[
            entry(Peer::Bufwasm, GO),
            Entry { peer: Peer::Bufwasm, guest: GO, environment: &["GOGC=off", "GOMEMLIMIT=400MiB"] },
        ],
    },
    Contest {
        title: "gojs beside wasi: protoc-gen-go, 1 MB",
        readme: None,
        request: "1mb.bin",
        most_rounds: 5,
        entries: &[entry(Peer::Bufwasm, GO), entry(Peer::Bufwasm, GO_JS), entry(Peer::NodeGoJs, GO_JS)],
    },
    Contest {
        title: "gojs: protoc-gen-go of Go 1.21.4, 1 MB",
        readme: Some("protoc-gen-go for `GOOS=js` (Go 1.21.4), request of 1 MB"),
        request: "1mb.bin",
        most_rounds: 1,
        entries: &[entry(Peer::Bufwasm, GO_JS_OLD), entry(Peer::WazeroGoJs, GO_JS_OLD)],
    },
];
